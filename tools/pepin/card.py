"""Images of memory cards from which a Raspberry Pi 2 boots: one FAT partition with firmware, kernel and root
partition."""
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile

from .problems import Problem

FIRMWARE = ("bootcode.bin", "start.elf", "fixup.dat")
FIRMWARE_DIRECTORY = pathlib.Path("/usr/lib/raspi-firmware")

# Without a device tree the firmware describes the machine by tags, as the kernel wants it. The second UART's
# speed hangs on core_freq.
CONFIGURATION = """\
kernel=kernel7.img
initramfs root.bin 0x08000000
device_tree=
enable_uart=1
core_freq=250
"""

_SECTOR = 512
_FIRST_SECTOR = 2048  # 1 MiB, where partitions begin by custom
_SECTORS = 64 * 2048  # of the partition, 64 MiB
_FAT32 = 0x0C


def write(kernel: pathlib.Path, root: pathlib.Path, output: pathlib.Path) -> list[str]:
    """Writes the image to `output`, replacing what is there only once the new one is complete. Answers which
    files of the firmware could not
    be put there, all of them or none. Raises Problem."""
    missing = [name for name in FIRMWARE if not (FIRMWARE_DIRECTORY / name).is_file()]
    with tempfile.TemporaryDirectory(prefix="pepin-card-") as temporary:
        folder = pathlib.Path(temporary)
        (folder / "config.txt").write_text(CONFIGURATION, encoding="ascii")
        (folder / "cmdline.txt").write_text("\n", encoding="ascii")
        shutil.copyfile(kernel.with_suffix(".img"), folder / "kernel7.img")
        shutil.copyfile(root, folder / "root.bin")
        files = [folder / name for name in ("config.txt", "cmdline.txt", "kernel7.img", "root.bin")]
        if not missing:
            files += [FIRMWARE_DIRECTORY / name for name in FIRMWARE]
        image = folder / "image"
        with image.open("wb") as file:
            file.write(_boot_record())
            file.truncate((_FIRST_SECTOR + _SECTORS) * _SECTOR)
        partition = f"{image}@@{_FIRST_SECTOR * _SECTOR}"
        _run(
            [
                "mformat",
                "-i",
                partition,
                "-F",
                "-T",
                str(_SECTORS),
                "-h",
                "64",
                "-s",
                "32",
                "-H",
                str(_FIRST_SECTOR),
                "-v",
                "PEPIN",
                "::",
            ]
        )
        _run(["mcopy", "-i", partition, *map(str, files), "::"])
        try:
            partial = output.with_name(f".{output.name}.{os.getpid()}")
            shutil.copyfile(image, partial)
            partial.replace(output)
        except OSError as error:
            raise Problem(f"cannot write {output}: {error.strerror}") from error
    return missing


def _boot_record() -> bytes:
    """A table of one partition. Its old-style addresses say "too far": today's firmware reads the sector
    numbers."""
    too_far = b"\xfe\xff\xff"
    entry = b"\x80" + too_far + bytes([_FAT32]) + too_far + struct.pack("<II", _FIRST_SECTOR, _SECTORS)
    return bytes(446) + entry + bytes(3 * 16) + b"\x55\xaa"


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MTOOLS_SKIP_CHECK": "1"},
    )
    if done.returncode != 0:
        raise Problem(f"{command[0]} failed with status {done.returncode}:\n{done.stderr.strip()}")
