"""A command that ends when whoever started it does, however that ends: ``python -m medcord.project.tether COMMAND …``.

Its standard input is a pipe that the starter holds open. A starter that is killed cannot end its parts; the pipe closes
by itself. The command runs in a group of its own, so that Ctrl-C in the terminal reaches the starter alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

PATIENCE = 6.0
"""Seconds that the command has to end after it was asked."""
AGAIN = 0.5
"""Seconds after which it is asked again."""


def main(command: list[str]) -> int:
    """Run the command until it ends by itself, or the pipe closes, or somebody ends this."""
    over = threading.Event()
    # Before the command starts: whoever ends this in between must not leave it running.
    signal.signal(signal.SIGTERM, lambda _number, _frame: over.set())
    part = subprocess.Popen(command, stdin=subprocess.DEVNULL, process_group=0)  # noqa: S603 - what the node itself names
    for what in (lambda: _watch(over), lambda: _end(part, over)):
        threading.Thread(target=what, daemon=True).start()
    return part.wait()


def _watch(over: threading.Event) -> None:
    # Not by sys.stdin: a thread that waits in its buffer makes the interpreter abort when this ends.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    over.set()


def _end(part: subprocess.Popen[bytes], over: threading.Event) -> None:
    over.wait()
    # The whole group: a server that is killed leaves its children. Again and again: one that is just starting hears
    # no signal yet.
    with suppress(ProcessLookupError):
        for _ in range(round(PATIENCE / AGAIN)):
            os.killpg(part.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                part.wait(timeout=AGAIN)
                return
        os.killpg(part.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
