"""The list of architectures and the tree: each that is listed has all that it needs, and little else names one."""
import json
import pathlib
import re
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT

from pepin import architectures, check

# What an architecture brings: in folders of its name, or in files.
NEEDED = (
    "abi/NAME.toml",
    "cmake/NAME.cmake",
    "kernel/arch/NAME/architecture.hpp",
    "kernel/arch/NAME/kernel.lds",
    "kernel/arch/NAME/stacks.toml",
    "kernel/platform/PLATFORM",
    "lib/pip/arch/NAME/include/pip/arch.h",
    "lib/pip/arch/NAME/include/pip/arch_api.h",
    "lib/pip/arch/NAME/include/pip/arch_calltable.h",
    "lib/pip/arch/NAME/include/pip/context.h",
    "lib/pip/arch/NAME/source",
    "lib/pip/arch/NAME/target.mk",
    "lib/pip/tests/target/NAME/main.cpp",
    "examples/minimal/NAME/console.h",
    "examples/launcher/NAME/keyboard.h",
    "personalities/rtos/arch/NAME/options.cmake",
    "personalities/rtos/tests/arch/NAME",
    "tests/adversary/NAME/adversary.py",
    "tests/boot/NAME/partitions.py",
    "tests/boot/foreign/NAME/images.cmake",
    "tests/boot/ported/NAME/start.S",
    "tests/chaos/NAME/chaos.py",
    "tests/core/NAME/machine_facts.hpp",
    "tests/partitions/adversary/NAME/platform.hpp",
    "tests/partitions/bench/NAME/machine.c",
    "tests/partitions/census/NAME/machine.h",
    "tests/partitions/chaos/NAME/addresses.h",
    "tests/partitions/costs/NAME.json",
    "tests/speed/NAME/figures.py",
    "tests/speed/budgets/NAME.json",
)
# Besides these, documents and tests, who names one: CMake's presets cannot be computed; the texts of the ABI say
# where architectures differ; the folder of a library for the machine that builds, and one of GRUB, are called so.
NAMERS = {
    "architectures.toml",
    "CMakePresets.json",
    "abi/abi.toml",
    "cmake/freestanding.cmake",
    "tools/pepin/iso.py",
}


class Brought(unittest.TestCase):
    """What each brings."""

    def test_files(self) -> None:
        for architecture in architectures.every().values():
            for pattern in NEEDED:
                path = pattern.replace("NAME", architecture.name).replace("PLATFORM", architecture.platform)
                with self.subTest(path):
                    self.assertTrue((ROOT / path).exists(), "there is none")

    def test_presets(self) -> None:
        presets = json.loads((ROOT / "CMakePresets.json").read_text(encoding="utf-8"))
        for kind in ("configurePresets", "buildPresets"):
            names = [one["name"] for one in presets[kind] if not one.get("hidden")]
            self.assertEqual(names, ["host", *architectures.names()], kind)

    def test_what_make_is_told(self) -> None:
        """The skeleton's Makefile cannot read the list."""
        for architecture in architectures.every().values():
            path = ROOT / "lib" / "pip" / "arch" / architecture.name / "target.mk"
            told = dict(re.findall(r"(?m)^(\w+) := (\S+)", path.read_text(encoding="utf-8")))
            self.assertEqual(
                told,
                {"MACHINE": f"--target={architecture.triple}", "EMULATION": architecture.emulation},
                path,
            )


class Names(unittest.TestCase):
    """Who has to be changed for another one."""

    def test_few_files_name_an_architecture(self) -> None:
        known = "|".join(architectures.names())
        own = re.compile(rf"(?:^|/)(?:{known})(?:\.\w+)?(?:/|$)")
        found = set()
        for path in check.sources():
            name = path.relative_to(ROOT).as_posix()
            if (
                path.is_symlink()
                or path.suffix == ".md"
                or name.startswith(("docs/", "tests/", "kernel/arch/", "kernel/platform/"))
            ):
                continue
            if not own.search(name) and re.search(known, path.read_text(encoding="utf-8", errors="replace")):
                found.add(name)
        self.assertEqual(found, NAMERS)


if __name__ == "__main__":
    unittest.main()
