"""The skeleton of a partition outside the tree."""
import pathlib
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


def write(directory: pathlib.Path) -> None:
    """Copies the skeleton, its Makefile pointing to this tree, and says how to go on."""
    try:
        shutil.copytree(tree.SKELETON, directory, dirs_exist_ok=True)
        makefile = directory / "Makefile"
        makefile.write_text(makefile.read_text(encoding="utf-8").replace(_PLACEHOLDER, str(tree.ROOT)), encoding="utf-8")
    except (OSError, shutil.Error) as error:
        raise Problem(f"cannot write {directory}: {error}") from error
    print(f"{directory} is there. Go on with\n  make -C {directory}\n  {tree.ROOT}/pepin run {directory}/*.bin")
