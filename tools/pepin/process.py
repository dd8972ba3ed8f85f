"""Child processes that never outlive the front door."""
import ctypes
import os
import signal
import subprocess
import typing

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def start(command: list[str], **options: typing.Any) -> subprocess.Popen[bytes]:
    """Starts a process in a session of its own, so that Ctrl-C reaches the front door alone, which then ends it in good order.

    The kernel of the host kills it should the front door be killed. `options` are those of subprocess.Popen."""
    parent = os.getpid()

    def tie() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return subprocess.Popen(command, start_new_session=True, preexec_fn=tie, **options)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that may have ended already: asks first, then insists."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
