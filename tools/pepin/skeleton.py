"""The skeleton of a partition outside the tree."""
import pathlib
import re
import shutil

from . import tree
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


def write(directory: pathlib.Path, rtos: bool) -> None:
    """Copies the skeleton, or that of a program for the partition rtos, its Makefile pointing to this tree,
    and says how to go on."""
    try:
        shutil.copytree(tree.RTOS / "skeleton" if rtos else tree.SKELETON, directory, dirs_exist_ok=True)
        if rtos:
            shutil.copy(tree.RTOS / "demo" / "main.c", directory)
        makefile = directory / "Makefile"
        makefile.write_text(
            makefile.read_text(encoding="utf-8").replace(_PLACEHOLDER, str(tree.ROOT)), encoding="utf-8"
        )
    except (OSError, shutil.Error) as error:
        raise Problem(f"cannot write {directory}: {error}") from error
    binary = directory / f"{directory.absolute().name}.bin"
    print(
        f"{directory} is there. Build and run it with\n  make -C {directory}\n  {tree.ROOT}/pepin run {binary}"
    )
