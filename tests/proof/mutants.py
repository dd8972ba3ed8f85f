"""A random tenth of the mutants of the core: the proof has to find each. For what it needs to know, see
pepin.mutants.

    mutants.py VERIFIER KEPT [SEED]"""
import pathlib
import secrets
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from pepin import mutants, tree  # noqa: E402: the line above makes it a package


def main() -> int:
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else secrets.randbelow(2**20)
    print(f"a tenth, again with: ./pepin prove --mutants --tenth --seed {seed}", flush=True)
    verifier, kept = (pathlib.Path(word) for word in sys.argv[1:3])
    chosen = mutants.tenth(mutants.mutants(), seed)
    return (
        0
        if mutants.run(chosen, 2, tree.BUILD / "i386", verifier, kept, tree.BUILD / "mutants-of-tests")
        else 1
    )


sys.exit(main())
