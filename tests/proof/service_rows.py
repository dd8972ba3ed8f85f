"""The rows that the pages of services name are the prover's, and none about a service is left out.

    service_rows.py PROVER"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "abi"))

from outputs import description, sources  # noqa: E402: the line above makes it a package

# Something to prove that is called like nothing else: the prover answers with what there is.
_NOTHING = "no such row"


def rows(prover: str) -> set[str]:
    """What the prover knows of the specification, and of all functions that the core may have."""
    core = ["--core", "/dev/null"]  # is not read where nothing is to be proved
    done = subprocess.run(
        [prover, *core, "--service", _NOTHING],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return set(re.findall(r"(?m)^  (.+)$", done.stderr))


def is_about(row: str, service: str) -> bool:
    """Whether a row is called after a service, or after a step of it. Functions that no architecture's core
    has are not meant."""
    return not row.startswith("code of ") and re.search(rf"(?:^| ){service}(?:$|: )", row) is not None


def main() -> int:
    known = rows(sys.argv[1])
    abi = description.read()
    problems = [] if known else [f"{sys.argv[1]} says of no row that there is one"]
    for service in abi["service"]:
        named = {row for group in sources.proof_rows(abi, service) for row in group.names}
        problems += [f"{service['name']}: the prover has no row '{row}'" for row in sorted(named - known)]
        # Steps that are made at several levels of tables have a row for each, and the page names the first.
        about = {re.sub(r" of level \d+$", "", row) for row in known if is_about(row, service["name"])}
        problems += [f"{service['name']}: its page lacks the row '{row}'" for row in sorted(about - named)]
        if not named:
            problems.append(f"{service['name']}: no row is about it")
    print("\n".join(problems) or f"{len(known)} rows of the prover")
    return 1 if problems else 0


sys.exit(main())
