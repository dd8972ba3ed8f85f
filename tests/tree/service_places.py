"""A service is named by hand in six places, which docs/proof/adding-a-service.md lists; everything else that knows services is made from
the first of them, or uses a few of them for work of its own."""
import collections.abc
import functools
import pathlib
import re
import sys
import tomllib
import typing
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT

Texts = dict[str, str]  # of files, by their paths from the tree's root on


class Service(typing.NamedTuple):
    """What it is called in the kernel, and in C."""

    name: str
    c: str


class Place(typing.NamedTuple):
    """`path` is as the guide has it, `files` says which files belong to it."""

    what: str
    path: str
    files: str
    is_there: collections.abc.Callable[[Service, Texts], bool]


def _count(pattern: str, texts: Texts, files: str) -> int:
    """How often something stands in files whose whole path fits."""
    return sum(
        len(re.findall(pattern, text, re.MULTILINE))
        for path, text in texts.items()
        if re.fullmatch(files, path)
    )


def _described(service: Service, texts: Texts) -> bool:
    return _count(rf'^name = "{service.name}"$', texts, r"abi/abi\.toml") == 1


def _defined(service: Service, texts: Texts) -> bool:
    """In one file."""
    return _count(rf"^Outcome {service.name}\(", texts, r"kernel/core/[^/]+\.cpp") == 1


def _documented(service: Service, texts: Texts) -> bool:
    """Both forms are declared, in a group that begins with a comment."""
    header = texts["lib/pip/include/pip/api.h"]
    groups = re.findall(r"(?m)^/\*(?!.*-----)(?:.|\n)*?\*/\n((?:(?!/\*|\n).*\n)+)", header)
    return any(f" {service.c}(" in group and f" {service.c}_Result(" in group for group in groups)


def _row(service: Service, texts: Texts) -> str:
    """The text of its row in the prover's list; empty where there is none."""
    units = texts["verifier/proof/obligations/units.cpp"]
    found = re.search(rf'\{{"{service.name}", PIP_SERVICE_{service.name.upper()},(?:.|\n)*?\}}\}}?', units)
    return found[0] if found else ""


def _specified(service: Service, texts: Texts) -> bool:
    """What its row in the proof compares it with is defined once."""
    found = re.search(r"\bspec::(\w+)<", _row(service, texts))
    name = found[1] if found else service.name
    return _count(rf"(?:^|> )\w*Outcome<D> {name}\(", texts, r"spec/[^/]+\.hpp") == 1


def _proved(service: Service, texts: Texts) -> bool:
    return _row(service, texts) != ""


def _tested(service: Service, texts: Texts) -> bool:
    """Beside the specification, and by itself."""
    case = rf"\bcase Service::{service.name}:"
    own = rf"\bService::{service.name}\b"
    return (
        _count(case, texts, r"tests/core/lockstep\.cpp") == 1
        and _count(own, texts, r"tests/core/\w+_test\.cpp") > 0
    )


PLACES = (
    Place("its description", "abi/abi.toml", r"abi/\w+\.toml", _described),
    Place("its file", "kernel/core/NAME.cpp", r"kernel/core/\w+\.cpp", _defined),
    Place(
        "its declaration and what it says",
        "lib/pip/include/pip/api.h",
        r"lib/pip/include/pip/api\.h",
        _documented,
    ),
    Place("its specification", "spec/services_*.hpp", r"spec/.*", _specified),
    Place(
        "its rows in the proof",
        "verifier/proof/obligations/units.cpp",
        r"verifier/proof/obligations/.*",
        _proved,
    ),
    Place("its test", "tests/core", r"tests/.*", _tested),
)
GUIDE = "docs/proof/adding-a-service.md"
SEARCHED = ("kernel", "lib", "verifier", "spec", "abi")

# Who names services besides, and why. None of them is to be changed for a new one.
WORK = "calls services for work of its own"
PIPS = "names of Pip's library, which has no services but these"
USERS = {
    "kernel/core/inlined.txt": "services that are called so often that they are worth their code in two places",
    "lib/pip/include/pip/pip.hpp": "types around services, for those that gain by it",
    "lib/pip/arch/armv7/source/power.c": WORK,
    "lib/pip/arch/x86/source/console.c": WORK,
    "lib/pip/arch/x86/source/power.c": WORK,
    "lib/pip/source/paging.c": WORK,
    "lib/pip/source/vidt.c": WORK,
    "lib/pip/arch/x86/source/calltable.c": PIPS,
    "lib/pip/include/pip/compat.h": PIPS,
    "lib/pip/include/pip/io.h": PIPS,
    "lib/pip/source/apicall.c": PIPS,
    "lib/pip/source/calltable.c": PIPS,
}
PIPS_SERVICES = set(
    "Pip_Outb Pip_Inb Pip_Outw Pip_Inw Pip_Outl Pip_Inl Pip_Outaddrl Pip_CreatePartition Pip_CountToMap Pip_Prepare Pip_AddVAddr "
    "Pip_Get_Int_State Pip_Set_Int_State Pip_RemoveVAddr Pip_MappedInChild Pip_DeletePartition Pip_Collect Pip_Yield".split()
)


def services(texts: Texts) -> list[Service]:
    described = tomllib.loads(texts["abi/abi.toml"])
    return [Service(one["name"], one["c"]) for one in described["service"]]


@functools.cache
def without_comments(path: str, text: str) -> str:
    suffix = pathlib.PurePosixPath(path).suffix
    if suffix in (".c", ".cpp", ".h", ".hpp", ".S", ".lds", ".ld"):
        text = re.sub(r"/\*(?:.|\n)*?\*/", " ", text)
    if suffix in (".c", ".cpp", ".h", ".hpp"):
        return re.sub(r"//.*", "", text)
    if suffix == ".S":
        return re.sub(r"(?m)(?:^|\s)# .*$", "", text)
    return re.sub(r"(?m)^\s*#.*$|\s#\s.*$", "", text)


def is_named(service: Service, path: str, text: str) -> bool:
    """Whether a text without comments names a service. Words such as `prepare` mean other things, too, where
    a language has names for everything: there the word has to be a string, of a list, or said to be a
    service's."""
    name = service.name
    if not any(word in text for word in (name, name.upper(), service.c)):
        return False
    certain = (
        rf"\b(?:core_service_|service_|gate_|call_|fast_){name}\b"
        rf"|\bPIP_(?:SERVICE|SELECTOR|\w+_SVC)_{name.upper()}\b|\b{service.c}(?:_Result)?\b"
    )
    languages = (
        rf'|\b(?:services|spec|Service)::{name}\b|"{name}"|\bOutcome {name}\(|\b[A-Z_]{{3,}}\({name}\b'
    )
    words = rf"|\b{name}\b"
    is_language = pathlib.PurePosixPath(path).suffix in (".c", ".cpp", ".h", ".hpp", ".py")
    return re.search(certain + (languages if is_language else words), text) is not None


def problems(texts: Texts) -> list[str]:
    """Each place that a service lacks, and each place that is one too many."""
    found = []
    searched = {
        path: without_comments(path, text)
        for path, text in texts.items()
        if path.split("/")[0] in SEARCHED and not path.startswith("lib/pip/tests/")
    }
    for service in services(texts):
        found += [
            f"{service.name} lacks {place.what}: {place.path}"
            for place in PLACES
            if not place.is_there(service, texts)
        ]
        for path, text in searched.items():
            if path in USERS and (USERS[path] != PIPS or service.c in PIPS_SERVICES):
                continue
            if not any(re.fullmatch(place.files, path) for place in PLACES) and is_named(service, path, text):
                found.append(f"{service.name} is named in {path}: a place besides the {len(PLACES)}")
        files = [
            path for path, text in searched.items() if path.startswith("kernel/core/") and path not in USERS
        ]
        own = [path for path in files if is_named(service, path, searched[path])]
        if len(own) > 1:
            found.append(f"{service.name} is named in {', '.join(own)}: one file of the core is its own")
    return found


def tree() -> Texts:
    """What is searched, and the tests of the core."""
    return dict(_tree())


@functools.cache
def _tree() -> Texts:
    texts = {}
    for folder in (*SEARCHED, "tests/core"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix not in (".png", ".bin"):
                texts[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8", errors="replace")
    return texts


class Places(unittest.TestCase):
    """The tree as it is."""

    def test_each_service_is_in_its_places_and_in_no_other(self) -> None:
        self.assertEqual(problems(tree()), [])

    def test_the_guide_lists_the_places(self) -> None:
        guide = (ROOT / GUIDE).read_text(encoding="utf-8")
        rows = re.findall(r"(?m)^\| (\d) \| ([^|]*) \| `([^`]+)`", guide)
        self.assertEqual(rows, [(str(i), place.what, place.path) for i, place in enumerate(PLACES, 1)])

    def test_who_uses_services_needs_to(self) -> None:
        """A permission that nothing uses goes."""
        texts = tree()
        known = services(texts)
        for path in USERS:
            with self.subTest(path):
                text = without_comments(path, texts[path])
                self.assertTrue(
                    any(is_named(service, path, text) for service in known), "it names no service"
                )
        self.assertLessEqual(PIPS_SERVICES, {service.c for service in known})


class Faults(unittest.TestCase):
    """What the test has to find."""

    NEW = '\n[[service]]\nname = "of_tests"\nc = "Pip_Of_Tests"\nnumber = 4000\narguments = []\n'

    def changed(self, path: str, more: str) -> list[str]:
        texts = tree()
        texts[path] += more
        return problems(texts)

    def test_a_service_that_is_described_and_nothing_else(self) -> None:
        lacks = [f"of_tests lacks {place.what}: {place.path}" for place in PLACES[1:]]
        self.assertEqual(self.changed("abi/abi.toml", self.NEW), lacks)

    def test_each_place_that_is_empty(self) -> None:
        """Of a service that has its places, in turn without each."""
        for path, text, what in (
            ("kernel/core/collect.cpp", "Outcome collect(", "its file"),
            (
                "lib/pip/include/pip/api.h",
                "pip_result_t Pip_Collect_Result(",
                "its declaration and what it says",
            ),
            ("spec/services_memory.hpp", "Outcome<D> collect(", "its specification"),
            (
                "verifier/proof/obligations/units.cpp",
                '{"collect", PIP_SERVICE_COLLECT,',
                "its rows in the proof",
            ),
            ("tests/core/lockstep.cpp", "case Service::collect:", "its test"),
        ):
            with self.subTest(what):
                texts = tree()
                self.assertIn(text, texts[path])
                texts[path] = texts[path].replace(text, "")
                found = problems(texts)
                self.assertTrue(any(one.startswith(f"collect lacks {what}: ") for one in found), found)

    def test_a_declaration_without_a_word(self) -> None:
        texts = tree()
        header = "lib/pip/include/pip/api.h"
        texts[header] = re.sub(r"/\* Gives the child's tables(?:.|\n)*?\*/\n", "\n", texts[header])
        self.assertEqual(
            [one.split(":")[0] for one in problems(texts)], ["collect lacks its declaration and what it says"]
        )

    def test_a_place_too_many(self) -> None:
        for path, more, service in (
            ("kernel/arch/i386/entry.S", "\n        gate    collect, 17, plain\n", "collect"),
            ("kernel/arch/armv7/traps.cpp", "static_assert(PIP_SERVICE_YIELD == 18);\n", "yield"),
            ("kernel/core/gates.cpp", "DoubleWord gate_prepare(Word stack);\n", "prepare"),
            ("verifier/proof/driver/tasks.cpp", 'constexpr auto one = "add_vaddr";\n', "add_vaddr"),
            ("verifier/proof/counterexample/call.cpp", "NAMES(set_ports, slot)\n", "set_ports"),
            ("lib/pip/source/words.c", "uint32_t Pip_Collect(uint32_t a, uint32_t b);\n", "collect"),
            ("lib/pip/source/apicall.c", "return Pip_Set_Ports(a, b, c, d);\n", "set_ports"),
            ("abi/outputs/headers.py", 'LAST = "yield"\n', "yield"),
        ):
            with self.subTest(path):
                found = self.changed(path, more)
                self.assertTrue(found and found[0].startswith(f"{service} is named in "), found)
                self.assertIn(path, found[0])

    def test_other_meanings(self) -> None:
        """Words that are no service's, and comments."""
        for path, more in (
            ("verifier/proof/driver/tasks.cpp", "const auto prepare = collect(yield);\n"),
            ("kernel/core/gates.cpp", "// as gate_prepare\n"),
            ("kernel/arch/i386/entry.S", "# of collect\n"),
        ):
            with self.subTest(path):
                self.assertEqual(self.changed(path, more), [])


if __name__ == "__main__":
    unittest.main()
