"""Boots the probe (target/x86_64/probe.c) in every way in which a machine can be started: by QEMU's loader, or by
GRUB from a CD, a USB stick and the network, by BIOS and UEFI."""
import dataclasses
import functools
import pathlib
import re
import subprocess
import tempfile
import typing

import harness  # noqa: F401: finds the front door's modules
from pepin import console, iso, tree
from pepin.bochs import Bochs
from pepin.machine import End, Ending, Machine, Module, Settings
from pepin.qemu import Qemu

MIB = 1 << 20
PATIENCE = 240.0  # seconds; 16 GiB take 15 where nothing else runs
PROBE = tree.built("x86_64") / "tests" / "matrix" / "target" / "probe.bin"
WAYS = ("kernel", "cd", "usb", "network", "cd by UEFI", "usb by UEFI", "network by UEFI")
# GRUB's images for the network, by firmware: what it is called and where it looks for itself.
_NETWORK = {"bios": ("i386-pc", "core.0"), "uefi": ("x86_64-efi", "core.efi")}


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How a boot ended and what was said."""

    ending: Ending | None
    text: str

    def number(self, pattern: str) -> int:
        """The number that a regular expression has as its group. Fails where the text has no match."""
        found = re.search(pattern, self.text, re.MULTILINE)
        assert found is not None, f"'{pattern}' is not in:\n{self.text}"
        return int(found[1], 0)

    @property
    def free_bytes(self) -> int:
        """What root has, by its boot information."""
        return self.number(r"^probe: memory 0x[0-9a-f]+ to (0x[0-9a-f]+)") - self.number(
            r"^probe: memory (0x[0-9a-f]+)"
        )

    def check(self, memory: int) -> None:
        """Fails unless root has counted the memory of a machine with so many MiB, the timer has ticked, and
        the machine was powered off."""
        assert re.search(
            r"^probe: 3 ticks, [1-9][0-9]* passed, 0 failed$", self.text, re.MULTILINE
        ), f"{self.ending}\n{self.text}"
        assert self.ending == Ending(End.POWER_OFF), f"{self.ending}\n{self.text}"
        total = memory * MIB
        # What firmware keeps, UEFI some more; the kernel's share, and a table of 2 MiB that cannot be filled.
        least = total - total // 64 - 24 * MIB
        assert least < self.free_bytes < total, f"{self.free_bytes} of {total} bytes\n{self.text}"

    def check_refused(self, because: str) -> None:
        """Fails unless there was a message instead of a boot."""
        assert re.search(rf"^PANIC: .*{because}", self.text, re.MULTILINE), f"{self.ending}\n{self.text}"
        assert self.ending == Ending(End.PANIC), f"{self.ending}\n{self.text}"


def boot(settings: Settings, machine: type[Machine] = Qemu, patience: float = PATIENCE) -> Outcome:
    """Boots until the machine ends by itself."""
    print(f"--- {settings}", flush=True)
    with machine(settings) as running:
        return Outcome(*console.collect(running, patience))


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="pepin-matrix-")


@functools.cache
def image(modules: tuple[Module, ...] = ()) -> pathlib.Path:
    """An ISO image with the probe."""
    path = pathlib.Path(_folder().name) / f"probe{len(modules)}.iso"
    iso.write(tree.kernel(False, "x86_64"), PROBE, "probe.bin", path, modules=modules, protocol=2)
    return path


@functools.cache
def network() -> pathlib.Path:
    """A folder for a boot server, with GRUB, kernel and probe."""
    folder = pathlib.Path(_folder().name) / "network"
    modules = (Module(PROBE, "probe.bin"),)
    iso.fill(folder, tree.kernel(False, "x86_64"), modules)
    for platform, _ in _NETWORK.values():
        subprocess.run(
            [
                "grub-mknetdir",
                f"--net-directory={folder}",
                "--subdir=/boot/grub",
                f"--directory=/usr/lib/grub/{platform}",
                "--install-modules=normal tftp net multiboot2 serial terminal echo sleep halt test all_video",
                "--fonts=",
                "--locales=",
                "--themes=",
            ],
            check=True,
            capture_output=True,
        )
    (folder / "boot" / "grub" / "grub.cfg").write_text(iso.configuration(2, modules), encoding="ascii")
    return folder


def machine_for(way: str, **options: typing.Any) -> Settings:
    """The settings of a machine that boots the probe in one of WAYS; `options` are further settings."""
    medium, _, firmware = way.partition(" by ")
    firmware = firmware.lower() or "bios"
    options = {"architecture": "x86_64", "firmware": firmware, **options}
    if medium == "kernel":
        return Settings(tree.kernel(False, "x86_64"), PROBE, "probe.bin", **options)
    if medium != "network":
        return Settings(boot_image=image(), medium=medium, **options)
    platform, name = _NETWORK[firmware]
    server = f"user,id=net,restrict=on,tftp={network()},bootfile=/boot/grub/{platform}/{name}"
    return Settings(words=("-netdev", server), devices=("virtio-net-pci,netdev=net,bootindex=0",), **options)


def boot_by_bochs(processor: str, memory: int = 64) -> Outcome:
    """By GRUB from a CD, with a processor of Bochs's."""
    return boot(
        Settings(boot_image=image(), architecture="x86_64", processor=processor, memory=memory),
        Bochs,
        PATIENCE,
    )
