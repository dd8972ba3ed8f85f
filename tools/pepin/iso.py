"""ISO images that GRUB boots: the kernel and one module, by multiboot."""
import os
import pathlib
import shutil
import subprocess
import tempfile

from .problems import Problem, WrongWords

# What GRUB cannot load must not end at a prompt that nobody sees, so that goes to the console. `boot` only
# comes back if it fails.
CONFIGURATION = """\
if multiboot /boot/pepin.elf; then
    if module /boot/{module} {module}; then
        boot
    fi
fi
serial --unit=0 --speed=115200
terminal_output serial
echo
echo "GRUB cannot load /boot/pepin.elf with the module /boot/{module}. Is there enough memory?"
sleep 5
halt
"""
MODULES = "biosdisk iso9660 normal multiboot serial terminal echo sleep halt test"


def check_output(output: pathlib.Path) -> None:
    """Raises WrongWords where no image can be written to, before anything is built."""
    if output.is_dir():
        raise WrongWords(f"{output} is a directory: the name of the ISO image was expected")
    if not output.parent.is_dir():
        raise WrongWords(f"there is no directory {output.parent} to write {output.name} to")


def write(kernel: pathlib.Path, module: pathlib.Path, module_name: str, output: pathlib.Path) -> None:
    """Writes the image to `output`, replacing what is there only once the new one is complete. Raises
    Problem."""
    with tempfile.TemporaryDirectory(prefix="pepin-iso-") as temporary:
        folder = pathlib.Path(temporary)
        boot = folder / "tree" / "boot"
        (boot / "grub").mkdir(parents=True)
        (boot / "grub" / "grub.cfg").write_text(CONFIGURATION.format(module=module_name), encoding="ascii")
        shutil.copyfile(module, boot / module_name)
        # GRUB would load symbols and debug information into memory too.
        _run(["llvm-objcopy-19", "--strip-all", str(kernel), str(boot / "pepin.elf")])
        image = folder / "image.iso"
        _run(
            [
                "grub-mkrescue",
                "--directory=/usr/lib/grub/i386-pc",
                f"--install-modules={MODULES}",
                "--fonts=",
                "--locales=",
                "--themes=",
                f"--output={image}",
                str(folder / "tree"),
            ]
        )
        try:
            partial = output.with_name(f".{output.name}.{os.getpid()}")
            shutil.copyfile(image, partial)
            partial.replace(output)
        except OSError as error:
            raise Problem(f"cannot write {output}: {error.strerror}") from error


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Problem(f"{command[0]} failed with status {done.returncode}:\n{done.stderr.strip()}")
