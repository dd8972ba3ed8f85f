"""Changes the election in ways that break what is promised of it: each proof has to fail, and that of the
unchanged text to succeed.

usage: mutants.py ELECTION-PROOF COMPILER ELECTION.c"""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools"))

from pepin import excerpt  # noqa: E402: the line above makes it a package

# What is changed, into what, and which claim has to fail.
MUTANTS = {
    "the last of equals is elected": ("deadline - now < ", "deadline - now <= ", "invariant is kept"),
    "deadlines are compared across the clock's new beginning": (
        "edf_jobs[i].deadline - now < edf_jobs[elected].deadline - now",
        "edf_jobs[i].deadline < edf_jobs[elected].deadline",
        "invariant is kept",
    ),
    "the latest deadline is elected": ("deadline - now < ", "deadline - now > ", "invariant is kept"),
    "a job without budget is elected": (" || edf_jobs[i].budget == 0", "", "invariant is kept"),
    "a job that is not pending is elected": ("edf_jobs[i].pending == 0 || ", "", "invariant is kept"),
    "the first ready job is elected": (
        " || edf_jobs[i].deadline - now < edf_jobs[elected].deadline - now",
        "",
        "invariant is kept",
    ),
    "the last ready job is elected": ("elected == EDF_NOBODY || ", "elected != i || ", "invariant is kept"),
    "the last job is never looked at": ("i < count;", "i + 1 < count;", "choice that is returned"),
    "one job too many is looked at": ("i < count;", "i <= count;", ""),
    "it idles although somebody is ready": (
        "return elected;",
        "return count > 1 ? elected : EDF_NOBODY;",
        "choice that is returned",
    ),
    "it takes budget away": ("elected = i;", "elected = i, edf_jobs[i].budget--;", "nothing is changed"),
    "it can go on for ever": ("++i)", "i += edf_jobs[i].release)", ""),
}


def prove(proof: str, compiler: str, directory: pathlib.Path, text: str) -> subprocess.CompletedProcess[str]:
    """Compiles a text of the election as the partition does, and tries to prove it."""
    source, bitcode = directory / "election.c", directory / "election.bc"
    source.write_text(text, encoding="utf-8")
    subprocess.run(
        [
            compiler,
            "--target=i386-unknown-none-elf",
            "-march=i486",
            "-std=gnu11",
            "-ffreestanding",
            "-O2",
            "-g",
            "-w",
            "-emit-llvm",
            "-c",
            source,
            "-o",
            bitcode,
        ],
        check=True,
    )
    return subprocess.run([proof, bitcode], capture_output=True, text=True, check=False, timeout=300)


def main(proof: str, compiler: str, source: str) -> int:
    """The number of mutants whose proofs do not end as they have to."""
    text = pathlib.Path(source).read_text(encoding="utf-8")
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="pepin-mutants-") as name:
        directory = pathlib.Path(name)
        (directory / "election.h").write_bytes(pathlib.Path(source).with_suffix(".h").read_bytes())
        unchanged = prove(proof, compiler, directory, text)
        print(f"unchanged: {(unchanged.stdout + unchanged.stderr).strip()}")
        wrong += unchanged.returncode != 0
        for what, (before, after, claim) in MUTANTS.items():
            done = prove(proof, compiler, directory, excerpt.replace_once(text, before, after, source))
            failed = done.returncode == 1 and "not proved" in done.stdout and claim in done.stdout
            wrong += not failed
            first = (done.stdout + done.stderr).strip().splitlines()[0]
            print(f"{'fails as it has to' if failed else 'WRONG'}: {what}: {first}")
    return wrong


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
