"""A command that ends when whoever started it does, however that ends: ``python -m medcord.project.tether COMMAND …``.

Its standard input is a pipe that the starter holds open. A starter that is killed cannot end its parts; the pipe closes
by itself. The command runs in a group of its own, so that Ctrl-C in the terminal reaches the starter alone.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable

PATIENCE = 6.0
"""Seconds that the command has to end after it was asked."""


def main(command: list[str]) -> int:
    """Run the command until it ends by itself, or the pipe closes, or somebody ends this."""
    part = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - what the node itself names
    signal.signal(signal.SIGTERM, lambda _number, _frame: _beside(_end, part))
    _beside(_watch, part)
    return part.wait()


def _beside(what: Callable[[subprocess.Popen[bytes]], None], part: subprocess.Popen[bytes]) -> None:
    threading.Thread(target=what, args=(part,), daemon=True).start()


def _watch(part: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()
    _end(part)


def _end(part: subprocess.Popen[bytes]) -> None:
    part.terminate()
    try:
        part.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        part.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
