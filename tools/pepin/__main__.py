"""The front door's second stage: started by the shell script `pepin` with the words of the command line."""
import os
import pathlib
import sys

sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)

from pepin.commands import main  # noqa: E402: the line above makes it a package

# A standard stream that the caller has closed would give its number to the next file that is opened.
for _descriptor in range(3):
    try:
        os.fstat(_descriptor)
    except OSError:
        os.open(os.devnull, os.O_RDWR)

sys.exit(main(sys.argv[1:]))
