"""The front door's second stage: started by the shell script `pepin` with the words of the command line."""
import pathlib
import sys

sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)

from pepin.commands import main  # noqa: E402: the line above makes it a package

sys.exit(main(sys.argv[1:]))
