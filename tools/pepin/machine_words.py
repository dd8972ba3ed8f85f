"""What the command line says of the machine to boot on and of the modules to boot with."""
import argparse
import pathlib
import re

from . import architectures, qemu, tree
from .machine import PC, Module, Settings
from .problems import WrongWords

# What lies beside modules where the machine boots.
_TAKEN = ("pepin.elf", "grub", "image.iso", "stick.img", "variables.fd")


def add_board(parser: argparse.ArgumentParser) -> None:
    """The words about the machine."""
    parser.add_argument("--board", choices=("pc", "q35"), default="pc")
    parser.add_argument("--device", action="append", default=[], metavar="NAME")
    parser.add_argument("--drive", action="append", default=[], metavar="MEDIUM")
    parser.add_argument("--firmware", choices=("bios", "uefi"), default="bios")
    parser.add_argument("--accel", choices=("tcg", "kvm"), default="tcg")


def add_modules(parser: argparse.ArgumentParser) -> None:
    """The words about further modules."""
    parser.add_argument("--module", action="append", default=[], metavar="FILE")


def settings(
    options: argparse.Namespace,
    kernel: pathlib.Path,
    partition: tree.Partition,
    binary: pathlib.Path,
    further: tuple[Module, ...],
) -> Settings:
    """The machine that the words of `run` and `debug` describe, with root's binary and further modules."""
    return Settings(
        kernel,
        binary,
        partition.module_name,
        further,
        memory=options.memory,
        architecture=options.arch,
        count_instructions=getattr(options, "icount", False),
        firmware=options.firmware,
        accelerator=options.accel,
        board=options.board,
        devices=tuple(options.device),
        drives=tuple(options.drive),
    )


def check(options: argparse.Namespace, machine: str) -> None:
    """Raises WrongWords where there is no such machine in `machine`, QEMU or Bochs, and Problem where this
    host has none."""
    about = architectures.every()[options.arch]
    if (options.board != "pc" or options.device or options.drive) and (
        machine != "qemu" or about.platform != PC
    ):
        raise WrongWords("--board, --device and --drive are for a PC in QEMU")
    if (options.firmware != "bios" or options.accel != "tcg") and (machine != "qemu" or about.platform != PC):
        raise WrongWords("--firmware and --accel are for a PC in QEMU")
    if options.firmware == "uefi" and about.multiboot != 2:
        raise WrongWords(f"the kernel of {options.arch} boots by a BIOS, not by UEFI")
    qemu.check_accelerator(options.accel)
    if options.memory > about.greatest_memory:
        raise WrongWords(
            f"the machine of {options.arch} has {about.greatest_memory} MiB of memory, not {options.memory}"
        )


def modules(options: argparse.Namespace, partition: tree.Partition) -> tuple[Module, ...]:
    """What --module says, each FILE or FILE=WORDS, besides the partition. Raises WrongWords where there is no
    such file, its name is taken, or boot loaders would take the words for something else."""
    if options.module and not architectures.every()[options.arch].modules:
        fitting = [name for name, about in architectures.every().items() if about.modules]
        raise WrongWords(
            f"root of {options.arch} has no further modules: --module is for {', '.join(fitting)}"
        )
    found: list[Module] = []
    for word in options.module:
        name, _, words = word.partition("=")
        path = pathlib.Path(name)
        if not path.is_file():
            raise WrongWords(f"--module: there is no file '{name}'")
        if not re.fullmatch(r"[A-Za-z0-9._+-]{1,63}", path.name):
            raise WrongWords(
                f"--module: '{path.name}' cannot be a module's name: letters, digits and . _ + - were expected"
            )
        if not re.fullmatch(r"[ !#-&(-\[\]-~]{0,255}", words):
            raise WrongWords(
                f"--module: up to 255 printable characters of ASCII, no quotation marks and no \\ were expected, not '{words}'"
            )
        if path.name in {*_TAKEN, partition.module_name, *(module.name for module in found)}:
            raise WrongWords(f"--module: there is something else called '{path.name}'")
        found.append(Module(path.absolute(), path.name, " ".join(words.split())))
    return tuple(found)
