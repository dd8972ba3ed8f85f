"""QEMU as a machine: emulated instruction by instruction (TCG), told what to do through QMP, its serial port
on a socket."""
import collections.abc
import contextlib
import dataclasses
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import typing

from . import iso, process
from .machine import PC, End, Ending, Machine, Settings
from .panic import has_halted
from .problems import Problem

PANIC_PORT = 0xF4
PANIC_VALUE = 0x31
PANIC_STATUS = (
    PANIC_VALUE << 1 | 1
)  # isa-debug-exit makes an exit status of what is written to its port in this way
_PAUSE = 0.01  # seconds between two questions about one kernel
CONSOLE_BUFFER = 1 << 20  # bytes that QEMU can send ahead of us: serial output must not wait for the host


FIRMWARE = pathlib.Path("/usr/share/OVMF")  # UEFI: its code, and variables for it to begin with
FIRMWARE_CODE, FIRMWARE_VARIABLES = "OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"
KVM = pathlib.Path("/dev/kvm")
PLAIN_MEMORY = 4096  # MiB that every host can promise; of more, pages are found once they are used


def _pc(settings: Settings) -> list[str]:
    machine = f"{settings.board},accel={settings.accelerator}"
    words = ["-m", str(settings.memory)]
    if settings.memory > PLAIN_MEMORY:
        machine += ",memory-backend=memory"
        words += ["-object", f"memory-backend-ram,id=memory,size={settings.memory}M,reserve=off"]
    return [
        "-machine",
        machine,
        *words,
        "-device",
        f"isa-debug-exit,iobase={PANIC_PORT:#x},iosize=0x04",
        "-audiodev",
        "none,id=quiet",  # for devices that would look for the host's
    ]


def _processor(settings: Settings) -> str | None:
    """Under KVM the host's own, without what only its microcode could know."""
    if settings.processor is not None:
        return settings.processor
    return "host,-arch-capabilities" if settings.accelerator == "kvm" else settings.about.processor or None


def check_accelerator(name: str) -> None:
    """Raises Problem where the host cannot run machines with it."""
    if name != "kvm":
        return
    if not KVM.exists():
        raise Problem(
            f"there is no {KVM}: this host cannot run a machine by KVM (its processor, or what it runs in, has no "
            "virtualisation); without --accel kvm the machine is emulated"
        )
    if not os.access(KVM, os.R_OK | os.W_OK):
        raise Problem(f"{KVM} cannot be read and written: only users with that right can use KVM")


def _raspi2(settings: Settings) -> list[str]:
    # One thread for its four cores, of which three sleep for ever.
    words = ["-machine", "raspi2b", "-accel", "tcg,thread=single", "-append", f"mem={settings.memory}M"]
    if settings.count_instructions:  # the counter that partitions may read goes with the instructions
        words += ["-global", "cortex-a7-arm-cpu.cntfrq=1000000000"]
    return words


@dataclasses.dataclass(frozen=True)
class _Platform:
    """How QEMU is told what machine it is, which serial lines come before the console's, and whether the
    machine tells QEMU of a panic."""

    words: collections.abc.Callable[[Settings], list[str]]
    other_lines: tuple[str, ...]
    tells_of_panics: bool


_PLATFORMS = {
    PC: _Platform(_pc, (), True),
    "raspi2": _Platform(_raspi2, ("-serial", "null"), False),
}


def _platform(settings: Settings) -> _Platform:
    name = settings.about.platform
    if name not in _PLATFORMS:
        raise Problem(f"there is no machine '{name}' in QEMU for {settings.architecture}")
    return _PLATFORMS[name]


def _kernel(settings: Settings, directory: pathlib.Path) -> list[str]:
    """What is booted: a medium, or a kernel by QEMU's own loader."""
    words = _medium(settings.boot_image, settings.medium, directory) if settings.boot_image else []
    if settings.kernel is not None:
        flat = settings.about.flat_kernel
        words += ["-kernel", str(settings.kernel.with_suffix(".img") if flat else settings.kernel)]
    # QEMU splits this option at commas and spaces, which a path may contain.
    modules = []
    if settings.module is not None:
        (directory / settings.module_name).symlink_to(settings.module)
        modules.append(settings.module_name)
    for module in settings.modules:
        (directory / module.name).symlink_to(module.path)
        modules.append(module.command_line.replace(",", ",,"))
    return [*words, "-initrd", ",".join(modules)] if modules else words


def _medium(image: pathlib.Path, medium: str, directory: pathlib.Path) -> list[str]:
    if medium == "cd":
        return ["-cdrom", str(image.absolute())]
    (directory / "stick.img").symlink_to(image.absolute())
    return [
        "-device",
        "qemu-xhci,id=sticks",
        "-blockdev",
        "driver=file,filename=stick.img,read-only=on,node-name=stick",
        "-device",
        "usb-storage,bus=sticks.0,drive=stick,bootindex=0",
    ]


def _uefi(settings: Settings, directory: pathlib.Path) -> list[str]:
    """The firmware, and a medium: it cannot boot a kernel by multiboot itself."""
    for name in (FIRMWARE_CODE, FIRMWARE_VARIABLES):
        if not (FIRMWARE / name).is_file():
            raise Problem(f"there is no {FIRMWARE / name}: UEFI needs the package ovmf")
    shutil.copyfile(FIRMWARE / FIRMWARE_VARIABLES, directory / "variables.fd")
    image = settings.boot_image
    if settings.kernel is not None and settings.module is not None:
        image = directory / "image.iso"
        iso.write(
            settings.kernel,
            settings.module,
            settings.module_name,
            image,
            modules=settings.modules,
            protocol=settings.about.multiboot,
        )
    return [
        "-drive",
        f"if=pflash,unit=0,format=raw,readonly=on,file={FIRMWARE / FIRMWARE_CODE}",
        "-drive",
        "if=pflash,unit=1,format=raw,file=variables.fd",
        *(_medium(image, settings.medium, directory) if image else []),
    ]


def arguments(settings: Settings, directory: pathlib.Path) -> list[str]:
    """The part of QEMU's command line that says what the machine is. QEMU has to be started in
    `directory`."""
    words = [settings.about.emulator, *_platform(settings).words(settings)]
    words += settings.words  # before devices, which may be about them
    for drive in settings.drives:
        words += ["-blockdev", drive]
    for device in settings.devices:
        words += ["-device", device]
    words += ["-no-user-config", "-nic", "none", "-display", "none", "-no-reboot"]
    if (processor := _processor(settings)) is not None:
        words += ["-cpu", processor]
    if settings.plugin is not None:
        words += ["-plugin", settings.plugin]
    words += _uefi(settings, directory) if settings.firmware == "uefi" else _kernel(settings, directory)
    if settings.count_instructions:
        # shift=0: an instruction is a nanosecond. sleep=off: where the processor waits, time jumps to the
        # next timer instead of passing as on the host, so nothing that the machine sees depends on the host's
        # clock; nor does its real-time clock.
        words += ["-icount", "shift=0,sleep=off", "-rtc", "base=2000-01-01T00:00:00,clock=vm"]
    return words


def serial_ports(settings: Settings) -> list[str]:
    """The character device `console` as the machine's console."""
    return [*_platform(settings).other_lines, "-serial", "chardev:console"]


class Monitor:
    """QEMU's side channel (QMP): commands as JSON lines, and events, of which the reason of a shutdown
    matters here."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._pending = b""
        self.shutdown_reason = ""
        self.answers: list[typing.Any] = []  # to commands, in their order
        self.unanswered = 0

    def command(self, name: str, **options: object) -> None:
        """Sends a command. Its answer is not waited for; it is in `answers` once it has been read. Where QEMU
        has ended, `read` will tell."""
        self.unanswered += 1
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._connection.sendall(json.dumps({"execute": name, "arguments": options}).encode() + b"\n")

    def read(self) -> bool:
        """Takes in what has come; false at the end."""
        try:
            chunk = self._connection.recv(65536)
        except ConnectionResetError:
            return False
        *lines, self._pending = (self._pending + chunk).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "QMP" in message:  # the greeting: events and commands are there after this
                self.command("qmp_capabilities")
                self.command("cont")
            elif message.get("event") == "SHUTDOWN":
                self.shutdown_reason = message["data"]["reason"]
            elif "return" in message or "error" in message:
                self.unanswered -= 1
                self.answers.append(message.get("return"))
        return bool(chunk)


class Qemu(Machine):
    """A machine in QEMU."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: list[socket.socket] = []
        self._errors: typing.IO[bytes] = tempfile.TemporaryFile()
        self.monitor: Monitor

    def start(self) -> None:
        check_accelerator(self.settings.accelerator)
        words = arguments(self.settings, self.directory)
        self._console, console = socket.socketpair()
        control, their_control = socket.socketpair()
        self._sockets = [self._console, control]
        with console, their_control:
            console.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, CONSOLE_BUFFER)
            words += [
                "-chardev",
                f"socket,id=console,fd={console.fileno()}",
                *serial_ports(self.settings),
                "-chardev",
                f"socket,id=control,fd={their_control.fileno()}",
                "-mon",
                "chardev=control,mode=control",
                "-S",
            ]  # until the monitor listens, so that no event is missed
            try:
                self._process = process.start(
                    words,
                    cwd=self.directory,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=self._errors,
                    pass_fds=(console.fileno(), their_control.fileno()),
                )
            except OSError as error:
                raise Problem(f"cannot start {words[0]}: {error.strerror}") from error
        self._console.setblocking(False)
        self.monitor = Monitor(control)
        self._control = control

    def stop(self) -> None:
        if self._process is not None:
            process.stop(self._process)
        for connection in self._sockets:
            connection.close()
        self._errors.close()

    @property
    def console(self) -> int:
        return self._console.fileno()

    @property
    def sources(self) -> dict[int, collections.abc.Callable[[], Ending | None]]:
        return {self._control.fileno(): self._hear_monitor}

    def heard(self, text: bytes) -> Ending | None:
        """Where the machine has no way to tell QEMU that it gave up, the console is looked at. What stands
        there may be a partition's, so the processor is looked at, too."""
        if self._panic.feed(text) and not _platform(self.settings).tells_of_panics:
            self._ask_for_registers()
        return None

    def _ask_for_registers(self) -> None:
        self.monitor.command("human-monitor-command", **{"command-line": "info registers"})

    def _hear_monitor(self) -> Ending | None:
        heard = len(self.monitor.answers)
        if not self.monitor.read():
            return self._ending()
        # QEMU's cleanup waits for ever for a command that came too late to be answered.
        if self.monitor.unanswered and (ending := self._shutdown()):
            return ending
        for answer in self.monitor.answers[heard:]:
            if isinstance(answer, str) and "PSR=" in answer:
                stopped = has_halted(answer)
                if stopped:
                    return Ending(End.PANIC)
                if stopped is None:
                    time.sleep(_PAUSE)
                    self._ask_for_registers()
        return None

    def _ending(self) -> Ending:
        """What the exit status and the last event say, once QEMU has closed its side."""
        assert self._process is not None
        status = self._process.wait()
        if status == PANIC_STATUS:
            return Ending(End.PANIC)
        if ending := self._shutdown():
            return ending
        self._errors.seek(0)
        said = os.fsdecode(self._errors.read()).strip() or "it said nothing"
        return Ending(
            End.FAILURE, f"QEMU ended with status {status}, reason '{self.monitor.shutdown_reason}': {said}"
        )

    def _shutdown(self) -> Ending | None:
        """The end that the guest asked for, once it has."""
        if self.monitor.shutdown_reason == "guest-shutdown":
            return Ending(End.POWER_OFF)
        if self.monitor.shutdown_reason == "guest-reset":
            return Ending(
                End.RESET, "by the software, or by a fault that the kernel could not take (triple fault)"
            )
        return None


def wait_for_socket(path: pathlib.Path, machine: subprocess.Popen[bytes]) -> None:
    """Waits until QEMU listens there. Raises Problem where it ends instead."""
    while not path.exists():
        if machine.poll() is not None:
            raise Problem(f"QEMU ended at once, with status {machine.returncode}")
        time.sleep(0.01)
