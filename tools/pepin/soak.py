"""The long tests, one after the other with ever new seeds, for as long as one likes."""
import collections.abc
import dataclasses
import itertools
import pathlib
import re
import subprocess
import tempfile
import time

from . import architectures, process, tree
from .problems import Problem, RunFailed

_KEPT = tree.ROOT / "build" / "soak"  # what is needed to replay a finding
_HOST_TESTS = tree.ROOT / "build" / "host" / "tests"
_CHAOS_MARK = b"chaos parameters"  # tests/partitions/chaos/parameters.h
_CENSUS_MARK = b"census settings\0"  # tests/partitions/census/parameters.h
_CENSUS_EVENTS = 1000000
MEDDLER_MARK = b"meddler settings"  # tests/partitions/adversary/meddler/parameters.hpp
_MEDDLER_ACCESSES = 1000000
# Machines for the meddler, with devices that reach memory by themselves, some with media of zeros. Not PCI's
# serial lines: QEMU ends at accesses across their last port.
MEDDLER_MACHINES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("pc", (), ()),
    (
        "pc",
        (
            "e1000",
            "rtl8139",
            "ES1370,audiodev=quiet",
            "AC97,audiodev=quiet",
            "piix3-usb-uhci",
            "ne2k_pci",
            "pcnet",
            "lsi53c895a",
            "am53c974",
            "megasas",
            "i82551",
            "tulip",
        ),
        (),
    ),
    (
        "q35",
        (
            "e1000",
            "rtl8139",
            "ES1370,audiodev=quiet",
            "ich9-ahci",
            "ich9-usb-uhci1",
            "intel-hda",
            "piix3-ide",
            "tpci200",
            "vmware-svga",
            "i6300esb",
        ),
        (),
    ),
    (
        "pc",
        (
            "pci-bridge,chassis_nr=1,id=first",
            "e1000,bus=first,addr=1",
            "lsi53c895a,bus=first,addr=2",
            "pci-bridge,chassis_nr=2,id=second,bus=first,addr=3",
            "rtl8139,bus=second,addr=1",
            "ES1370,audiodev=quiet,bus=second,addr=2",
            "pxb,bus_nr=30,id=host",
            "ne2k_pci,bus=host,addr=1",
        ),
        (),
    ),
    (
        "q35",
        (
            "pcie-root-port,id=express,chassis=1",
            "e1000e,bus=express",
            "pcie-root-port,id=disks,chassis=2",
            "x3130-upstream,id=up,bus=disks",
            "xio3130-downstream,id=down,bus=up,chassis=3",
            "megasas,bus=down",
            "pcie-pci-bridge,id=old",
            "rtl8139,bus=old,addr=1",
            "i82801b11-bridge,id=mobile",
            "pcnet,bus=mobile,addr=1",
        ),
        (),
    ),
    (
        "pc",
        (
            "floppy,drive=zeros0",
            "ide-hd,drive=zeros1",
            "ich9-ahci,id=ahci",
            "ide-hd,bus=ahci.0,drive=zeros2",
            "pci-bridge,chassis_nr=1,id=bridge",
            "lsi53c895a,id=scsi,bus=bridge,addr=1",
            "scsi-hd,bus=scsi.0,drive=zeros3",
            "piix3-usb-uhci,id=usb,bus=bridge,addr=2",
            "usb-storage,bus=usb.0,drive=zeros4",
            "nvme,drive=zeros5,serial=1",
        ),
        tuple(f"driver=null-co,node-name=zeros{number},read-zeroes=on,size=16777216" for number in range(6)),
    ),
)
_FUZZ_SECONDS = 60
_PATIENCE = 900  # seconds after which a run counts as stuck
_TAIL = 25  # lines of output that are shown of a run that failed


@dataclasses.dataclass(frozen=True)
class _Job:
    """A run of one of the tests. Its last line that `summary` finds says what it did; `replay` is what to
    type to see it again."""

    name: str
    seed: int
    command: list[str]
    summary: str
    replay: str
    scratch: pathlib.Path | None = None  # a file that is only kept where something was found


def soak(minutes: float, seed: int) -> int:
    """Runs jobs until the time is up, with a line for each; the default architecture and host have to be
    built. Raises RunFailed where one found something."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    deadline = start + 60 * minutes
    print(f"soak: {minutes:g} minutes, seeds from {seed}", flush=True)
    done: dict[str, int] = {}
    findings: list[str] = []
    for job in _jobs(seed):
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            break
        status, output = _run(job, min(remaining, _PATIENCE))
        if status is None and remaining < _PATIENCE:
            _clean(job)
            break
        done[job.name] = done.get(job.name, 0) + 1
        clock = time.strftime("%H:%M:%S", time.gmtime(time.monotonic() - start))
        summaries = re.findall(job.summary, output, re.MULTILINE)
        if status == 0 and summaries:
            print(f"soak: {clock} {job.name}, seed {job.seed}: {summaries[-1].strip()}", flush=True)
            _clean(job)
            continue
        how = f"did not end within {_PATIENCE} s" if status is None else f"status {status}"
        print(f"soak: {clock} {job.name}, seed {job.seed}: FAILED, {how}; the end of its output:", flush=True)
        print("\n".join(f"  {line}" for line in output.splitlines()[-_TAIL:]))
        print(f"soak: replay with\n  {job.replay}", flush=True)
        findings.append(f"{job.name} with seed {job.seed}")
    runs = ", ".join(f"{count} of {name}" for name, count in done.items()) or "none came to its end"
    print(f"soak: {time.monotonic() - start:.0f} s; runs: {runs}; {len(findings)} failed", flush=True)
    if findings:
        raise RunFailed(f"{len(findings)} runs failed: {', '.join(findings)}")
    if not done:
        raise Problem(f"{minutes:g} minutes are too few for a single run")
    return 0


def _clean(job: _Job) -> None:
    if job.scratch is not None:
        job.scratch.unlink()


def _jobs(first: int) -> collections.abc.Iterator[_Job]:
    """An endless row of jobs, with seeds counting up."""
    for seed in itertools.count(first):
        yield _chaos(seed, counted=(seed - first) % 3 != 2)
        yield _meddler(seed, *MEDDLER_MACHINES[(seed - first) % len(MEDDLER_MACHINES)])
        yield _census(seed)
        yield _host_job(
            "oracle",
            seed,
            ["--seed", str(seed * 1000), "--calls", "50000"],
            r"^.* calls agree with the specification.*$",
        )
        yield _host_job(
            "trees", seed, ["--seed", str(seed), "--cycles", "2000"], r"^.* trees came and went.*$"
        )
        yield _fuzz(seed)


def _chaos(seed: int, counted: bool) -> _Job:
    """The chaos partition with another seed. Two of three runs count instructions, so that they can be
    replayed; the third has a timer that
    strikes anywhere."""
    binary = _KEPT / f"chaos-{seed}.bin"
    binary.write_bytes(with_parameters(tree.find_partition("chaos").binary, _CHAOS_MARK, _word(seed)))
    words = ["run", str(binary), "--debug-kernel", "--memory", "16", *(["--icount"] if counted else [])]
    replay = f"./pepin {' '.join(words)}" + (
        "" if counted else "   # by the host's clock: each run is different"
    )
    return _Job("chaos", seed, [str(tree.ROOT / "pepin"), *words], r"^chaos: .* pages lost$", replay, binary)


def meddler() -> pathlib.Path:
    """The root partition that makes random accesses."""
    return tree.built() / "partitions" / "adversary" / "meddler.bin"


def _meddler(seed: int, board: str, devices: tuple[str, ...], drives: tuple[str, ...]) -> _Job:
    """Random accesses to ports and configuration space, by root."""
    binary = _KEPT / f"meddler-{seed}.bin"
    binary.write_bytes(with_parameters(meddler(), MEDDLER_MARK, _word(seed), _MEDDLER_ACCESSES))
    words = [
        "run",
        str(binary),
        "--debug-kernel",
        "--memory",
        "16",
        "--icount",
        "--board",
        board,
        *(word for name in devices for word in ("--device", name)),
        *(word for medium in drives for word in ("--drive", medium)),
    ]
    return _Job(
        "meddler",
        seed,
        [str(tree.ROOT / "pepin"), *words],
        r"^meddler: .* nothing changed$",
        f"./pepin {' '.join(words)}",
        binary,
    )


def _census(seed: int) -> _Job:
    """A million events that have to be accounted for."""
    binary = _KEPT / f"census-{seed}.bin"
    binary.write_bytes(
        with_parameters(tree.find_partition("census").binary, _CENSUS_MARK, _word(seed), _CENSUS_EVENTS)
    )
    words = ["run", str(binary), "--icount"]
    return _Job(
        "census",
        seed,
        [str(tree.ROOT / "pepin"), *words],
        r"^census: .* at both ends$",
        f"./pepin {' '.join(words)}",
        binary,
    )


def _word(seed: int) -> int:
    return (seed * 2 + 1) % 2**32  # not 0, which the partitions' random numbers never leave


def with_parameters(image: pathlib.Path, mark: bytes, *words: int) -> bytes:
    """The image of a partition with other words behind the text that marks the place."""
    content = image.read_bytes()
    place = content.find(mark)
    if place < 0 or content.find(mark, place + 1) >= 0:
        raise Problem(f"{image} should have the text '{mark.decode()}' in it once")
    place += len(mark)
    new = b"".join(word.to_bytes(4, "little") for word in words)
    return content[:place] + new + content[place + len(new) :]


def _host_job(name: str, seed: int, arguments: list[str], summary: str) -> _Job:
    command = [str(_HOST_TESTS / name / f"{name}_{architectures.default()}"), *arguments]
    return _Job(name, seed, command, summary, " ".join(command))


def _fuzz(seed: int) -> _Job:
    """The fuzzer goes on from the corpus and from what earlier soaks have found."""
    found = _KEPT / "corpus"
    found.mkdir(exist_ok=True)
    fuzzer = str(_HOST_TESTS / "fuzz" / f"fuzzer_{architectures.default()}")
    command = [
        fuzzer,
        f"-seed={seed % 2**31 + 1}",
        f"-max_total_time={_FUZZ_SECONDS}",
        "-max_len=3000",
        "-len_control=0",
        f"-artifact_prefix={_KEPT}/",
        str(found),
        str(tree.ROOT / "tests" / "fuzz" / "corpus"),
    ]
    return _Job(
        "fuzzer",
        seed,
        command,
        r"^Done [0-9]+ runs.*$",
        f"{fuzzer} FILE   # the file that the fuzzer says it has written",
    )


def _run(job: _Job, seconds: float) -> tuple[int | None, str]:
    """Runs a job; its status, None where the time was up first, and what it said."""
    with tempfile.TemporaryFile() as output:
        child = process.start(
            job.command, cwd=tree.ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        status: int | None = None
        try:
            status = child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            pass
        finally:
            process.stop(child)
        output.seek(0)
        return status, output.read().decode(errors="replace").replace("\r\n", "\n")
