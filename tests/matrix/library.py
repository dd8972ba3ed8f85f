"""libpip as other projects use it: its headers in older languages, its archive with other link scripts."""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

import harness  # noqa: F401: finds the front door's modules
from pepin import architectures, tree

LIBPIP = tree.LIBPIP
HEADERS = sorted(path.name for path in (LIBPIP / "include" / "pip").glob("*.h"))


class Headers(unittest.TestCase):
    """Each public header alone, and all of them in both orders, without a warning."""

    architecture: str

    def check(self, language: str, standard: str, headers: list[str]) -> None:
        texts = {pathlib.Path(header).stem: [header] for header in headers} | {
            "forwards": headers,
            "backwards": headers[::-1],
        }
        with tempfile.TemporaryDirectory() as directory:
            files = []
            for name, included in texts.items():
                files.append(pathlib.Path(directory) / f"{name}.{language}")
                files[-1].write_text(
                    "".join(f"#include <pip/{header}>\n" for header in included) + "extern int nothing;\n"
                )
            places = (
                LIBPIP / "include",
                LIBPIP / "arch" / self.architecture / "include",
                tree.built(self.architecture) / "generated",
            )
            result = subprocess.run(
                [
                    "clang-19",
                    f"--target={architectures.every()[self.architecture].triple}",
                    f"-std={standard}",
                    "-pedantic",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-ffreestanding",
                    "-nostdlibinc",
                    "-fsyntax-only",
                    *(f"-I{place}" for place in places),
                    *files,
                ],
                capture_output=True,
                text=True,
            )
        self.assertEqual(result.returncode, 0, f"{self.architecture}, {standard}:\n{result.stderr[:4000]}")

    def check_all(self) -> None:
        self.assertGreater(len(HEADERS), 10)
        for language, standards in {"c": ("c99", "c11"), "cpp": ("c++11", "c++20")}.items():
            for standard in standards:
                with self.subTest(standard=standard):
                    self.check(language, standard, HEADERS)


class HeadersOfI386(Headers):
    """Of i386."""

    architecture = "i386"

    def test_all(self) -> None:
        self.check_all()


class HeadersOfArmv7(Headers):
    """Of ARMv7."""

    architecture = "armv7"

    def test_all(self) -> None:
        self.check_all()


class HeadersOfX8664(Headers):
    """Of x86-64."""

    architecture = "x86_64"

    def test_all(self) -> None:
        self.check_all()


class Variables(unittest.TestCase):
    """What the library remembers lies in the section .data, which every link script names; tests/boot/ported
    is such a program."""

    architecture: str

    def check(self) -> None:
        listed = subprocess.run(
            ["llvm-objdump-19", "-t", tree.built(self.architecture) / "libpip" / "libpip.a"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        variables = re.findall(
            r"(?m)^[0-9a-f]+ .{7} (\.(?:data|bss)\S*|\*COM\*)\t[0-9a-f]+ (?:\.hidden )?(\S+)$", listed
        )
        names = {name for _, name in variables}
        self.assertLessEqual({"last_error", "free_list"}, names)
        self.assertEqual({section for section, _ in variables}, {".data"}, variables)


class VariablesOfI386(Variables):
    """Of i386."""

    architecture = "i386"

    def test_all(self) -> None:
        self.check()


class VariablesOfArmv7(Variables):
    """Of ARMv7."""

    architecture = "armv7"

    def test_all(self) -> None:
        self.check()


class VariablesOfX8664(Variables):
    """Of x86-64."""

    architecture = "x86_64"

    def test_all(self) -> None:
        self.check()


class Results(unittest.TestCase):
    """Answers travel as results. A service as a bare word, and the error that it leaves behind, are for
    programs that were written for Pip's library: nothing of this one uses them, but for the two tables of
    services under Pip's other names."""

    OTHER_NAMES = {"apicall.c", "calltable.c"}
    architecture: str

    def check(self) -> None:
        listed = subprocess.run(
            ["llvm-nm-19", "-A", tree.built(self.architecture) / "libpip" / "libpip.a"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        symbols = re.findall(r"(?m)^\S+libpip\.a:(\S+)\.obj?: *[0-9a-f]* (\w) (\w+)$", listed)
        # What has a form that answers a result.
        defined = {name for _, kind, name in symbols if kind == "T"}
        bare = {name.removesuffix("_Result") for name in defined if name.endswith("_Result")} & defined
        self.assertLess(20, len(bare))
        uses = {
            (member, name)
            for member, kind, name in symbols
            if kind == "U" and name in bare | {"Pip_Last_Error"} and member not in self.OTHER_NAMES
        }
        self.assertEqual(uses, set())
        interface = (LIBPIP / "include" / "pip" / "pip.hpp").read_text()
        called = set(re.findall(r"\b(Pip_\w+)\(", interface))
        self.assertLess(20, len(called))
        self.assertEqual(called & (bare | {"Pip_Last_Error"}), set())


class ResultsOfI386(Results):
    """Of i386."""

    architecture = "i386"

    def test_all(self) -> None:
        self.check()


class ResultsOfArmv7(Results):
    """Of ARMv7."""

    architecture = "armv7"

    def test_all(self) -> None:
        self.check()


class ResultsOfX8664(Results):
    """Of x86-64."""

    architecture = "x86_64"

    def test_all(self) -> None:
        self.check()


if __name__ == "__main__":
    unittest.main()
