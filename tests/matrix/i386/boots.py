"""Boots of all sizes, by QEMU's loader and by GRUB, and on processors with and without what the kernel can
use."""
import pathlib
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

import harness
from pepin import iso, tree
from pepin.machine import Settings
from probing import CR4_BITS, KIB, MIB, PROBE, WINDOW, Outcome, boot, boot_kernel

SIZES = (16, 64, 512, 1024, 4096)  # MiB
CR0_EMULATION = 1 << 2
CR0_WRITE_PROTECT = 1 << 16


class Sizes(unittest.TestCase):
    """Root has what there is, and all of it is memory."""

    def check(self, outcome: Outcome, size: int) -> None:
        outcome.check()
        self.assertEqual(outcome.number(r"^Pepin .*, ([0-9]+) MiB of memory"), size)
        usable = min(size * MIB, WINDOW)
        self.assertLess(outcome.free_bytes, usable)
        # What the firmware keeps, and the root image, come on top of the kernel's own.
        self.assertGreater(outcome.free_bytes, usable - usable // 100 - 256 * KIB - MIB)

    def test_kernel(self) -> None:
        for size in SIZES:
            with self.subTest(size=size):
                self.check(boot_kernel(memory=size), size)

    def test_grub(self) -> None:
        with tempfile.TemporaryDirectory(prefix="pepin-matrix-") as directory:
            image = pathlib.Path(directory) / "probe.iso"
            iso.write(tree.kernel(False), PROBE, "probe.bin", image)
            for size in SIZES:
                with self.subTest(size=size):
                    self.check(boot(Settings(boot_image=image, memory=size)), size)

    def test_invariants(self) -> None:
        """The debug kernel, whose tables for its checks are more than its share of a small memory."""
        for size in (16, 64, 1024, 4096):
            with self.subTest(size=size):
                outcome = boot_kernel(memory=size, debug=True)
                outcome.check()
                at_boot = outcome.number(r"^([0-9]+) invariants hold at boot$")
                self.assertGreater(
                    at_boot, outcome.free_bytes // 4096
                )  # there is more than one for each page
                # Root is as it was at boot, besides the child's descriptor being gone again.
                self.assertEqual(outcome.number(r"^probe: ([0-9]+) invariants hold$"), at_boot)


class Processors(unittest.TestCase):
    """Features are used where they are present, and only there."""

    def check(self, model: str, *, has: str = "", lacks: str = "", memory: int = 64) -> Outcome:
        """`has`, `lacks`: features that the model is known to have and to lack, so that nobody is misled by
        CPUID."""
        outcome = boot_kernel(processor=model, memory=memory)
        outcome.check()
        features = outcome.features
        self.assertGreaterEqual(features, set(has.split()), model)
        self.assertFalse(features & set(lacks.split()), model)
        assert outcome.control is not None
        cr0, cr4 = outcome.control
        used = {name for name, bit in CR4_BITS.items() if cr4 >> bit & 1}
        self.assertEqual(used, features & set(CR4_BITS), model)
        self.assertEqual(cr0 & CR0_EMULATION == 0, "fpu" in features, model)
        self.assertNotEqual(cr0 & CR0_WRITE_PROTECT, 0)
        self.assertEqual("entry by sysenter" in outcome.text, "sep" in features, model)
        self.assertEqual("probe: floating point\n" in outcome.text, "fpu" in features, model)
        return outcome

    def test_models(self) -> None:
        self.check("486", has="fpu pse", lacks="sep pge fxsr sse smep smap")
        self.check("pentium", has="fpu pse", lacks="sep pge fxsr sse smep smap")
        self.check("qemu32", has="fpu pse sep pge fxsr sse", lacks="smep smap")
        self.check("max", has="fpu pse sep pge fxsr sse smep smap")

    def test_without_floating_point(self) -> None:
        self.check("486,-fpu", lacks="fpu")
        self.check("max,-fpu", has="fxsr sse", lacks="fpu")

    def test_without_large_pages(self) -> None:
        self.check("486,-pse", lacks="pse")
        # Tables of the whole window take memory of their own.
        small = self.check("max,-pse", lacks="pse", has="smep", memory=1024)
        large = self.check("max", has="pse", memory=1024)
        tables = (992 // 4 - 4) * 4096
        self.assertEqual(large.free_bytes - small.free_bytes, tables)

    def test_without_sysenter(self) -> None:
        self.check("qemu32,-sep", has="fxsr", lacks="sep")
        self.check("max,-sep", has="smep smap", lacks="sep")

    def test_without_supervisor_protection(self) -> None:
        self.check("max,-smep", has="smap", lacks="smep")
        self.check("max,-smap", has="smep", lacks="smap")
        self.check("max,-smep,-smap", lacks="smep smap")

    def test_without_others(self) -> None:
        self.check("qemu32,-pge", has="pse", lacks="pge")
        self.check("qemu32,-fxsr,-sse,-sse2,-sse3", has="fpu", lacks="fxsr sse")


class TooOld(harness.FrontDoorTest):
    """A 386 has no flag for alignment checks; a debugger pretends that this processor has none."""

    def test_386(self) -> None:
        commands = ("break can_change_flag", "continue", "finish", "set $eax = 0", "continue")
        words = [word for command in commands for word in ("-ex", command)]
        run = self.pepin("debug", "minimal", "--", "-batch", *words)
        run.status()
        self.assertRegex(run.output, r"(?m)^PANIC: .*386.*486")


if __name__ == "__main__":
    unittest.main()
