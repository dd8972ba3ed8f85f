"""ISO images that GRUB boots: the kernel and its modules, by multiboot. The same image does for a CD and, byte
by byte, for a USB stick."""
import collections.abc
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from .machine import Module
from .problems import Problem, WrongWords

# What GRUB cannot load must not end at a prompt that nobody sees, so that goes to the console. `boot` only
# comes back if it fails.
FAILURE = """\
serial --unit=0 --speed=115200
terminal_output serial
echo
echo "GRUB cannot load /boot/pepin.elf with the module /boot/{module}. Is there enough memory?"
sleep 5
halt
"""
# By UEFI there is no text mode: where there is a screen, its mode is kept for the kernel. A BIOS has one, and not every machine with it
# has another that GRUB could choose.
GRAPHICS = """\
if [ "$grub_platform" = efi ]; then
    insmod all_video
    set gfxpayload=keep
else
    set gfxpayload=text
fi
"""


@dataclasses.dataclass(frozen=True)
class _Loader:
    """What GRUB is told by: its commands for kernel and modules; what its image has to have built in, and the
    firmwares that it is there for, by the names of its folders; what its configuration begins with."""

    kernel: str
    module: str
    built_in: str
    platforms: tuple[str, ...]
    graphics: str = ""


_FOLDERS = pathlib.Path("/usr/lib/grub")
_COMMON = "iso9660 normal serial terminal echo sleep halt test"
# GRUB looks for the medium in tables of all kinds.
_PARTITIONS = " ".join(
    f"part_{kind}" for kind in "acorn amiga apple bsd dfly dvh gpt msdos plan sun sunpc".split()
)
_LOADERS = {
    1: _Loader("multiboot", "module", f"biosdisk {_COMMON} multiboot", ("i386-pc",)),
    2: _Loader(
        "multiboot2",
        "module2",
        f"{_COMMON} {_PARTITIONS} multiboot2 all_video",
        ("i386-pc", "x86_64-efi"),
        GRAPHICS,
    ),
}


def check_output(output: pathlib.Path) -> None:
    """Raises WrongWords where no image can be written to, before anything is built."""
    if output.is_dir():
        raise WrongWords(f"{output} is a directory: the name of the ISO image was expected")
    if not output.parent.is_dir():
        raise WrongWords(f"there is no directory {output.parent} to write {output.name} to")


def configuration(protocol: int, modules: collections.abc.Sequence[Module]) -> str:
    """GRUB's, for multiboot 1 or 2. The first module is root's."""
    loader = _LOADERS[protocol]
    steps = [f"{loader.kernel} /boot/pepin.elf"]
    steps += [f"{loader.module} /boot/{module.name} {_quoted(module.command_line)}" for module in modules]
    lines = [f"{'    ' * depth}if {step}; then" for depth, step in enumerate(steps)]
    # The kernel's header chooses a mode as well, so this one is chosen behind it.
    lines += [*loader.graphics.splitlines(), f"{'    ' * len(steps)}boot"]
    lines += [f"{'    ' * depth}fi" for depth in reversed(range(len(steps)))]
    return "\n".join(lines) + "\n" + FAILURE.format(module=modules[0].name)


def _quoted(words: str) -> str:
    """As GRUB's shell takes each of the words for what it is."""
    return " ".join(word if re.fullmatch(r"[\w.+-]+", word) else f"'{word}'" for word in words.split())


def fill(tree: pathlib.Path, kernel: pathlib.Path, modules: collections.abc.Sequence[Module]) -> None:
    """Puts the kernel and its modules where the configuration says. Raises Problem."""
    boot = tree / "boot"
    (boot / "grub").mkdir(parents=True)
    for module in modules:
        shutil.copyfile(module.path, boot / module.name)
    # GRUB would load symbols and debug information into memory too.
    _run(["llvm-objcopy-19", "--strip-all", str(kernel), str(boot / "pepin.elf")])


def write(
    kernel: pathlib.Path,
    module: pathlib.Path,
    module_name: str,
    output: pathlib.Path,
    *,
    modules: collections.abc.Sequence[Module] = (),
    protocol: int = 1,
) -> None:
    """Writes the image to `output`, replacing what is there only once the new one is complete. `module` is
    root's, `modules` are further ones; `protocol` is that of multiboot, 1 or 2. Raises Problem."""
    loader = _LOADERS[protocol]
    every = [Module(module, module_name), *modules]
    with tempfile.TemporaryDirectory(prefix="pepin-iso-") as temporary:
        folder = pathlib.Path(temporary)
        fill(folder / "tree", kernel, every)
        (folder / "tree" / "boot" / "grub" / "grub.cfg").write_text(
            configuration(protocol, every), encoding="ascii"
        )
        image = folder / "image.iso"
        _run(
            [
                "grub-mkrescue",
                # where only one firmware is meant: otherwise GRUB takes all that are installed
                *([f"--directory={_FOLDERS / loader.platforms[0]}"] if len(loader.platforms) == 1 else []),
                f"--install-modules={loader.built_in}",
                "--fonts=",
                "--locales=",
                "--themes=",
                f"--output={image}",
                str(folder / "tree"),
            ]
        )
        try:
            partial = output.with_name(f".{output.name}.{os.getpid()}")
            shutil.copyfile(image, partial)
            partial.replace(output)
        except OSError as error:
            raise Problem(f"cannot write {output}: {error.strerror}") from error


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Problem(f"{command[0]} failed with status {done.returncode}:\n{done.stderr.strip()}")
