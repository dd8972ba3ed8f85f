"""Which folder may include which: the layers, from the bottom up."""
import pathlib
import re
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT

# What a folder may include besides itself, and nothing else. The longest name that fits a file is its folder.
# Headers of the ABI are made by a build and open to all.
LAYERS = {
    # The kernel. The core knows a processor by its description alone; that description knows the core's
    # types.
    "kernel/core": {"kernel/arch/*/architecture.hpp"},
    "kernel/arch/*/architecture.hpp": {"kernel/core"},
    "kernel/console": {"kernel/core"},
    "kernel/boot": {"kernel/core", "kernel/console", "kernel/platform/*/root_layout.hpp"},
    "kernel/arch": {
        "kernel/core",
        "kernel/console",
        "kernel/boot",
        "kernel/platform/*/interrupts.hpp",
        "kernel/platform/raspi2/board.h",
    },
    "kernel/platform": {"kernel/core", "kernel/console", "kernel/boot", "kernel/arch"},
    "kernel/debug": {"kernel/core", "kernel/console", "spec"},
    # The specification knows an architecture's constants.
    "spec": {"kernel/arch/*/architecture.hpp"},
    # The verifier: terms and solvers, execution of the IR, proofs. What it knows of the kernel is how things
    # are laid out.
    "verifier/smt": set(),
    "verifier/ir": {"verifier/smt"},
    "verifier/proof/model": {"verifier/smt", "verifier/ir", "spec", "kernel/core/partition.hpp"},
    "verifier/proof/solving": {"verifier/smt", "verifier/proof/model"},
    "verifier/proof/contracts": {
        "spec",
        "kernel/core/vidt.hpp",
        "verifier/proof/model",
        "verifier/proof/solving",
    },
    "verifier/proof/obligations": {
        "verifier/ir",
        "spec",
        "verifier/proof/model",
        "verifier/proof/solving",
        "verifier/proof/contracts",
    },
    "verifier/proof/counterexample": {"spec", "verifier/proof/model", "verifier/proof/obligations"},
    "verifier/proof/driver": {
        "verifier/ir",
        "kernel/core/frame_table.hpp",
        "kernel/core/memory.hpp",
        "verifier/proof/obligations",
        "verifier/proof/counterexample",
    },
    # The user side stands on the library alone.
    "lib/pip": set(),
    "examples": {"lib/pip"},
    "personalities": {"lib/pip"},
    # Tests may look into what they test.
    "lib/pip/tests": {"lib/pip"},
    "tests": {"kernel", "spec", "verifier", "lib/pip", "examples", "personalities"},
    "tools": set(),
}
SOURCES = {".c", ".cpp", ".h", ".hpp", ".S"}
LEFT_OUT = re.compile(r"(?:build[^/]*|\..*|libpip)$")


def sources() -> list[str]:
    """Every source, from the root of the tree on."""
    found = []
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if path.suffix in SOURCES and path.is_file() and not any(LEFT_OUT.match(part) for part in parts[:-1]):
            found.append("/".join(parts))
    return sorted(found)


def fits(path: str, folder: str) -> bool:
    return re.match(folder.replace(".", r"\.").replace("*", "[^/]+") + r"(/|$)", path) is not None


def layer(path: str) -> str | None:
    return max((folder for folder in LAYERS if fits(path, folder)), key=len, default=None)


def included(path: str, ends: dict[str, list[str]]) -> list[list[str]]:
    """Of each include that names a file of the tree: the files that it may be, which depend on the
    architecture."""
    names = re.findall(
        r'(?m)^\s*#\s*include\s+"([^"]+)"', (ROOT / path).read_text(encoding="utf-8", errors="replace")
    )
    result = []
    for name in names:
        beside = pathlib.PurePosixPath(path).parent / name
        if (ROOT / beside).exists():
            result.append([str(beside)])
            continue
        candidates = [
            other for other in ends.get(name.rsplit("/", 1)[-1], []) if ("/" + other).endswith("/" + name)
        ]
        # Tests give the core a layout of their own.
        kernels = [other for other in candidates if not other.startswith("tests/")]
        if candidates:
            result.append(candidates if path.startswith("tests/") else kernels or candidates)
    return result


class Layers(unittest.TestCase):
    """The table above, against every include."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.files = sources()
        cls.ends: dict[str, list[str]] = {}
        for path in cls.files:
            cls.ends.setdefault(path.rsplit("/", 1)[-1], []).append(path)

    def allows(self, path: str, other: str) -> bool:
        own = layer(path)
        return own is not None and (layer(other) == own or any(fits(other, folder) for folder in LAYERS[own]))

    def test_includes(self) -> None:
        seen = 0
        for path in self.files:
            for candidates in included(path, self.ends):
                seen += 1
                with self.subTest(path=path, includes=candidates):
                    self.assertTrue(
                        any(self.allows(path, other) for other in candidates),
                        f"{layer(path)} may include {sorted(LAYERS.get(layer(path) or '', set()))} alone",
                    )
        self.assertGreater(seen, 800)

    def test_every_source_has_a_layer(self) -> None:
        self.assertEqual([path for path in self.files if layer(path) is None], [])

    def test_nothing_is_allowed_in_vain(self) -> None:
        """A permission that nothing uses goes."""
        used = {
            (layer(path), folder)
            for path in self.files
            for candidates in included(path, self.ends)
            for other in candidates
            for folder in LAYERS.get(layer(path) or "", set())
            if fits(other, folder)
        }
        for own, folders in LAYERS.items():
            for folder in folders:
                with self.subTest(layer=own, may_include=folder):
                    self.assertTrue((own, folder) in used, "nothing needs that")

    def test_wrong_includes_are_found(self) -> None:
        for path, other in (
            ("kernel/core/control.cpp", "kernel/boot/root_partition.hpp"),
            ("kernel/core/control.cpp", "kernel/arch/i386/gdt.hpp"),
            ("spec/state.hpp", "kernel/core/partition.hpp"),
            ("verifier/smt/term.hpp", "verifier/ir/value.hpp"),
            ("verifier/proof/counterexample/script.hpp", "tests/core/lockstep.hpp"),
            ("examples/edf/main.c", "kernel/core/types.hpp"),
        ):
            with self.subTest(path=path, includes=other):
                self.assertFalse(self.allows(path, other))


if __name__ == "__main__":
    unittest.main()
