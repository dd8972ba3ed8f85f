"""Wrong words, missing files, values out of range: each is turned away with what was wrong."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import FRONT_DOOR, ROOT, FrontDoorTest

from pepin import architectures, qemu, tree
from pepin.machine import PC

COMMANDS = ("run", "test", "debug", "iso", "image", "new", "help")
USAGE = r"usage: \./pepin "
OTHER = next(one.name for one in architectures.every().values() if one.platform != PC)


class Help(FrontDoorTest):
    """The usage of everything."""

    def test_help(self) -> None:
        for words in ([], ["help"], ["--help"], ["run", "--help"], ["help", "run"]):
            run = self.pepin(*words)
            self.assertEqual(run.status(), 0)
            for command in COMMANDS:
                self.assertRegex(run.output, rf"(?m)^  {command}\b")
            self.assertEqual(run.errors, "")

    def test_architectures(self) -> None:
        """All that there are, by name and title."""
        run = self.pepin("help")
        self.assertEqual(run.status(), 0)
        for architecture in architectures.every().values():
            self.assertRegex(run.output, rf"(?m)^  {architecture.name} +{re.escape(architecture.title)}$")

    def test_only_bash_is_needed(self) -> None:
        """Usage and wrong words, on a machine that has no Python: none of the tools that are installed first
        is started."""
        directory = self.directory()
        for tool in ("bash", "readlink", "dirname"):
            (directory / tool).symlink_to(str(shutil.which(tool)))
        for words, status in (
            (["help"], 0),
            (["frobnicate"], 2),
            (["run"], 2),
            (["run", "minimal", "--frobnicate"], 2),
        ):
            run = self.pepin(*words, env={"PATH": str(directory)})
            self.assertEqual(run.status(), status, run.errors)
            self.assertIn("usage: ./pepin", run.output + run.errors)


class WrongWords(FrontDoorTest):
    """Status 2, and a usage line on stderr."""

    def test_unknown_command(self) -> None:
        self.refused("frobnicate", because=f"no command 'frobnicate'\n{USAGE}")

    def test_unknown_option(self) -> None:
        for command in ("run", "debug", "iso"):
            self.refused(command, "minimal", "--frobnicate", because=f"--frobnicate(.|\n)*{USAGE}{command}")
        self.refused("test", "--frobnicate", because=f"--frobnicate(.|\n)*{USAGE}test")

    def test_shortened_option(self) -> None:
        self.refused("run", "minimal", "--sec", "3", because=f"--sec(.|\n)*{USAGE}run")

    def test_nothing_to_run(self) -> None:
        for command in ("run", "debug", "iso", "new"):
            self.refused(command, because=f"{USAGE}{command}")
        self.refused("run", "--icount", because=f"{USAGE}run")

    def test_too_many_words(self) -> None:
        self.refused("run", "minimal", "launcher", because=f"launcher(.|\n)*{USAGE}run")
        self.refused("test", "minimal", because=f"minimal(.|\n)*{USAGE}test")

    def test_memory(self) -> None:
        greatest = max(one.greatest_memory for one in architectures.every().values())
        for word in ("15", str(greatest + 1), "0", "-64", "64.5", "many", ""):
            self.refused(
                "run",
                "minimal",
                "--memory",
                word,
                because=f"from 16 to {greatest}.*'{re.escape(word)}'\n{USAGE}run",
            )

    def test_memory_of_the_machine(self) -> None:
        for one in architectures.every().values():
            if one.greatest_memory < max(other.greatest_memory for other in architectures.every().values()):
                for command in ("run", "debug"):
                    self.refused(
                        command,
                        "minimal",
                        "--arch",
                        one.name,
                        "--memory",
                        str(one.greatest_memory + 1),
                        because=f"{one.name} has {one.greatest_memory} MiB of memory, not {one.greatest_memory + 1}",
                    )

    def test_seconds(self) -> None:
        for word in ("0", "-5", "soon", "nan", "inf", ""):
            self.refused(
                "run", "minimal", "--seconds", word, because=f"at least 0.1.*'{re.escape(word)}'\n{USAGE}run"
            )

    def test_machine(self) -> None:
        self.refused("run", "minimal", "--machine", "abacus", because=f"abacus.*qemu.*bochs.*\n{USAGE}run")

    def test_bochs_does_not_count_instructions(self) -> None:
        self.refused("run", "minimal", "--icount", "--machine", "bochs", because="--icount is for QEMU")

    def test_devices_are_for_a_pc_in_qemu(self) -> None:
        for words in (("--device", "e1000", "--machine", "bochs"), ("--board", "q35", "--arch", OTHER)):
            self.refused(
                "run", "minimal", *words, because="--board, --device and --drive are for a PC in QEMU"
            )
        self.refused(
            "debug",
            "minimal",
            "--device",
            "e1000",
            "--arch",
            OTHER,
            because="--board, --device and --drive are for a PC in QEMU",
        )
        self.refused("run", "minimal", "--board", "breadboard", because=f"breadboard.*pc.*q35.*\n{USAGE}run")

    def test_firmware_and_accelerator_are_for_a_pc_in_qemu(self) -> None:
        for words in (("--firmware", "uefi"), ("--accel", "kvm")):
            for machine in (("--machine", "bochs"), ("--arch", OTHER)):
                self.refused(
                    "run", "minimal", *words, *machine, because="--firmware and --accel are for a PC in QEMU"
                )
        self.refused(
            "run", "minimal", "--firmware", "coreboot", because=f"coreboot.*bios.*uefi.*\n{USAGE}run"
        )
        self.refused("run", "minimal", "--accel", "hvf", because=f"hvf.*tcg.*kvm.*\n{USAGE}run")
        self.refused(
            "run", "minimal", "--icount", "--accel", "kvm", because="--icount is for an emulated processor"
        )

    def test_host_without_kvm(self) -> None:
        if qemu.KVM.exists():
            self.skipTest("this host has KVM")
        self.refused(
            "run", "minimal", "--accel", "kvm", because="there is no /dev/kvm: this host cannot", status=1
        )

    def test_firmware_that_the_kernel_does_not_know(self) -> None:
        for one in architectures.every().values():
            if one.multiboot == 1:
                self.refused(
                    "run",
                    "minimal",
                    "--firmware",
                    "uefi",
                    "--arch",
                    one.name,
                    because=f"the kernel of {one.name} boots by a BIOS, not by UEFI",
                )

    def test_replay_is_for_counterexamples_that_are_shown(self) -> None:
        self.refused("prove", "--replay", "replays", because="--replay is for --explain")
        self.refused(
            "prove",
            "--explain",
            "--replay",
            "replays",
            "--arch",
            "all",
            because="--replay are for one architecture",
        )


class WrongFiles(FrontDoorTest):
    """Partitions that do not exist, or cannot be one."""

    def test_unknown_name(self) -> None:
        for command in ("run", "debug", "iso"):
            self.refused(command, "nobody", because="'nobody'.*launcher, minimal")

    def test_missing_file(self) -> None:
        self.refused("run", "./nobody.bin", because="no file ./nobody.bin")

    def test_old_place(self) -> None:
        """What was under partitions/ is told by its new place."""
        self.refused(
            "run", "partitions/launcher", because="the partition that is made of it is called 'launcher'"
        )
        self.refused(
            "run", ROOT / "examples/launcher", because="the partition that is made of it is called 'launcher'"
        )
        self.refused(
            "edf",
            "check",
            ROOT / "partitions/edf/tasks.json",
            because="No such file or directory; it is examples/edf/tasks.json now",
        )

    def test_directory(self) -> None:
        self.refused("run", "/tmp", because="/tmp is a directory")

    def test_not_a_regular_file(self) -> None:
        self.refused("run", "/dev/zero", because="/dev/zero is not a regular file")

    def test_empty_file(self) -> None:
        empty = self.directory() / "empty.bin"
        empty.touch()
        self.refused("run", empty, because="empty.bin is empty")

    def test_elf_file(self) -> None:
        self.refused("run", tree.built() / "kernel" / "pepin.elf", because="is an ELF file")

    def test_output_of_images(self) -> None:
        for command in ("iso", "image"):
            self.refused(
                command, "minimal", "--output", "/nonexistent/x.iso", because="no directory /nonexistent"
            )
            self.refused(command, "minimal", "--output", "/tmp", because="/tmp is a directory")
        self.refused("iso", "minimal", "--arch", OTHER, because=f"{OTHER}.*\nusage: ./pepin iso")

    def test_modules(self) -> None:
        """Those that root would not get, that are not there, or that boot loaders could not name."""
        directory = self.directory()
        odd, good = directory / "a, b", directory / "good"
        for path in (odd, good, directory / "grub"):
            path.write_text("something")
        for one in architectures.every().values():
            if not one.modules:
                self.refused(
                    "run",
                    "minimal",
                    "--arch",
                    one.name,
                    "--module",
                    good,
                    because=f"root of {one.name} has no further modules",
                )
                continue
            for words, because in (
                (("./nobody",), "there is no file './nobody'"),
                ((directory,), "there is no file"),
                ((odd,), "'a, b' cannot be a module's name"),
                ((directory / "grub",), "something else called 'grub'"),
                ((good, f"{good}=again"), "something else called 'good'"),
                (
                    (f'{good}=a "quoted" word',),
                    'no quotation marks and no .* were expected, not \'a "quoted"',
                ),
                ((f"{good}={'a' * 256}",), "up to 255 printable characters"),
            ):
                words = tuple(part for word in words for part in ("--module", str(word)))
                for command in ("run", "debug", "image"):
                    self.refused(command, "minimal", "--arch", one.name, *words, because=because)

    def test_new_where_a_file_is(self) -> None:
        self.refused("new", FRONT_DOOR, because="is not a directory")


class Packages(FrontDoorTest):
    """What is missing is installed by root, and told to everybody else."""

    def test_an_administrator_is_told_one_line(self) -> None:
        directory = self.directory()
        directory.chmod(0o755)
        (directory / "tools" / "pepin").mkdir(parents=True)
        script = shutil.copy(ROOT / "tools" / "pepin" / "packages.sh", directory / "tools" / "pepin")
        (directory / "packages.txt").write_text("# a comment\nbash # there is one\n\nno-such-package-here\n")
        nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run([script], capture_output=True, text=True, check=False, **nobody)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, "")
        self.assertRegex(
            done.stderr, r"\Aapt-get update && apt-get install .*[^ ] no-such-package-here +# .*\n\Z"
        )
        self.assertNotIn(" bash ", done.stderr)


if __name__ == "__main__":
    unittest.main()
