"""Faults of an architecture's core: the proof has to find each. Of the default architecture's they are a tenth,
the same one until the core changes; of another's, those that only this core can have. For what this needs to know, see pepin.mutants.

    mutants.py ARCHITECTURE VERIFIER KEPT [SEED]
    mutants.py ARCHITECTURE        whether all faults of the list are programs"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from pepin import architectures, mutants, tree  # noqa: E402: the line above makes it a package


def main() -> int:
    architecture = sys.argv[1]
    chosen = mutants.mutants(architecture)
    recipe = mutants.Recipe(tree.built(architecture))
    if architecture != architectures.default():
        known = {mutant.name for mutant in mutants.mutants(architectures.default())}
        chosen = [mutant for mutant in chosen if mutant.name not in known]
    if len(sys.argv) == 2:
        listed = [mutant for mutant in chosen if mutant.is_listed]
        return 0 if mutants.check(listed, 2, recipe, tree.BUILD / f"mutants-checked-{architecture}") else 1
    verifier, kept = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    if architecture == architectures.default():
        seed = int(sys.argv[4]) if len(sys.argv) > 4 else mutants.seed_of(chosen)
        print(f"a tenth, again with: ./pepin prove --mutants --tenth --seed {seed}", flush=True)
        chosen = mutants.tenth(chosen, seed)
    if not chosen:
        print(f"no fault is listed that only {architecture} can have")
        return 1
    made = tree.BUILD / f"mutants-of-tests-{architecture}"
    return 0 if mutants.run(chosen, 2, recipe, verifier, kept, made) else 1


sys.exit(main())
