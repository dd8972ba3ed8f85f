"""What can go wrong, as exceptions that carry the exit status and a message for people."""


class Problem(Exception):
    """Ends the front door with `status` and the message on stderr."""

    status = 1


class WrongWords(Problem):
    """The command line asks for something that does not exist or makes no sense."""

    status = 2


class RunFailed(Problem):
    """The kernel panicked, or the machine ended in a way that nobody asked for."""

    status = 3
