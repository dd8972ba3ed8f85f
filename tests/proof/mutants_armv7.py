"""The faults of the core that only ARMv7 can have: the proof has to find each. For what it needs to know, see
pepin.mutants.

    mutants_armv7.py VERIFIER KEPT"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from pepin import mutants, tree  # noqa: E402: the line above makes it a package


def main() -> int:
    verifier, kept = (pathlib.Path(word) for word in sys.argv[1:3])
    others = {mutant.name for mutant in mutants.mutants("i386")}
    chosen = [mutant for mutant in mutants.mutants("armv7") if mutant.name not in others]
    if not chosen:
        print("no fault is listed that only ARMv7 can have")
        return 1
    return (
        0
        if mutants.run(chosen, 2, tree.BUILD / "armv7", verifier, kept, tree.BUILD / "mutants-of-armv7")
        else 1
    )


sys.exit(main())
