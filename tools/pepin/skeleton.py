"""The skeleton of a partition outside the tree."""
import pathlib
import re
import shutil

from . import architectures, tree
from .problems import Problem, WrongWords

_PLACEHOLDER = "@PEPIN@"


def check(directory: pathlib.Path) -> None:
    """Raises WrongWords unless the directory is new or empty."""
    if directory.exists() and not directory.is_dir():
        raise WrongWords(f"{directory} exists and is not a directory")
    if directory.is_dir() and any(directory.iterdir()):
        raise WrongWords(f"{directory} exists and is not empty: a new or empty directory was expected")
    for path in (directory.absolute(), tree.ROOT):
        if re.search(r"[\s#$%:;\\'\"*?\[]", str(path)):
            raise WrongWords(f"make cannot deal with white space and special characters in the path '{path}'")


def write(directory: pathlib.Path, rtos: bool, architecture: str) -> None:
    """Copies the skeleton, or that of a program for the partition rtos, its Makefile pointing to this tree
    and, unless told otherwise, making it for this architecture; and says how to go on."""
    other = architecture != architectures.default()
    try:
        shutil.copytree(tree.RTOS / "skeleton" if rtos else tree.SKELETON, directory, dirs_exist_ok=True)
        if rtos:
            shutil.copy(tree.RTOS / "demo" / "main.c", directory)
        makefile = directory / "Makefile"
        place = f"{tree.ROOT}\nARCH ?= {architecture}" if other else str(tree.ROOT)
        makefile.write_text(
            makefile.read_text(encoding="utf-8").replace(_PLACEHOLDER, place), encoding="utf-8"
        )
    except (OSError, shutil.Error) as error:
        raise Problem(f"cannot write {directory}: {error}") from error
    name = directory.absolute().name
    binary, words = (
        (f"{name}.{architecture}.bin", f" --arch {architecture}") if other else (f"{name}.bin", "")
    )
    print(
        f"{directory} is there. Build and run it with\n  make -C {directory}\n"
        f"  {tree.ROOT}/pepin run {directory / binary}{words}"
    )
