"""Child processes that never outlive the front door."""
import ctypes
import os
import signal
import subprocess
import typing

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def start(command: list[str], **options: typing.Any) -> subprocess.Popen[bytes]:
    """Starts a process in a session of its own, so that Ctrl-C reaches the front door alone, which then ends
    it in good order.

    The kernel of the host kills it should the front door be killed. `options` are those of subprocess.Popen.
    """
    parent = os.getpid()

    def tie() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return subprocess.Popen(command, start_new_session=True, preexec_fn=tie, **options)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a process of `start`, which may have ended already, and what it has started: asks first, then
    insists."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run(command: list[str], **options: typing.Any) -> int:
    """Runs a process to its end and returns its status. It ends, too, where waiting for it is interrupted."""
    process = start(command, **options)
    try:
        return process.wait()
    finally:
        stop(process)
