"""The product itself, started as a person starts it: ``medcord run --demo`` in a home of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demo-only-password"
SECONDS_TO_START = 120


@dataclass(frozen=True)
class Product:
    """Where it answers and where it keeps its data."""

    url: str
    home: Path


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment() -> dict[str, str]:
    """What a shell of a person would hold: nothing that steers the product but the command line."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("MEDCORD_", "DJANGO_", "COV_"))}


def _answers(port: int) -> bool:
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as line:
            line.request("GET", "/sign-in")
            return line.getresponse().status == 200
    except (OSError, HTTPException):
        return False


@contextmanager
def demo(home: Path, host: str = "127.0.0.1") -> Iterator[Product]:
    """The demo, running, reached by this name of the machine; its words are in ``<home>/../product.log`` and in the
    failure when it does not start."""
    port = free_port()
    command = [sys.executable, "-m", "medcord.cli.main", "run", "--demo", "--port", str(port), "--home", str(home)]
    home.parent.mkdir(parents=True, exist_ok=True)
    log = home.parent / "product.log"
    with log.open("w") as words:
        named = {**environment(), "MEDCORD_URL": f"http://{host}:{port}"}
        process = subprocess.Popen(command, cwd=ROOT, env=named, stdout=words, stderr=subprocess.STDOUT)
        try:
            end = time.monotonic() + SECONDS_TO_START
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > end:
                    raise AssertionError(f"medcord run --demo did not come up: {log.read_text()}")
                time.sleep(0.1)
            yield Product(f"http://{host}:{port}", home)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
