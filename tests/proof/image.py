"""Images that the proof must not take for the kernel: symbols that are absent, there twice, or nowhere."""
import pathlib
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))

from harness import FrontDoorTest

from pepin import architectures, tree


class Image(FrontDoorTest):
    """Each is refused by the name of the symbol, before anything is proved."""

    def refused(self, complaint: str, *changes: str) -> None:
        for name in architectures.names():
            image_of_kernel = tree.kernel(debug=False, architecture=name)
            image = self.directory() / f"{name}.elf"
            subprocess.run(["llvm-objcopy-19", *changes, image_of_kernel, image], check=True)
            words = [
                "--core",
                image_of_kernel.parent / "core.bc",
                "--kernel",
                image,
                "--service",
                "set_int_state",
            ]
            run = subprocess.run([tree.verifier(name), *words], capture_output=True, text=True, check=False)
            self.assertNotEqual(run.returncode, 0, run.stdout)
            self.assertNotIn("proved:", run.stdout)
            self.assertIn(complaint, run.stderr, name)

    def test_a_symbol_that_is_absent(self) -> None:
        self.refused("defines no symbol kernel_state", "--strip-symbol", "kernel_state")

    def test_a_symbol_that_is_there_twice(self) -> None:
        self.refused("more than one symbol physical_memory", "--add-symbol", "physical_memory=0x1000")

    def moved(self, address: str) -> tuple[str, ...]:
        return "--strip-symbol", "physical_memory", "--add-symbol", f"physical_memory={address}"

    def test_memory_at_address_0(self) -> None:
        self.refused("begins at 0x0: it is at address 0", *self.moved("0x0"))

    def test_memory_behind_the_last_address(self) -> None:
        self.refused("goes past the last address", *self.moved("0xfffffffffffff000"))


if __name__ == "__main__":
    unittest.main()
