"""A running node: one process tree with the web server and the worker."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.management import call_command

from medcord import search
from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import RuleRefusal
from medcord.gateways.web import port_is_free

SYSTEM = Viewer(kind=ViewerKind.SYSTEM)
PAUSE = 1.0  # seconds before a part that ended is started again


def migrate() -> None:
    """Bring the database to the present shape, and make the home."""
    settings.MEDCORD_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    often = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)  # the models of every step are made anew: collecting is a fifth of the time
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        gc.set_threshold(*often)
    search.rebuild_if_never_built()


def run(*, demo: bool, host: str, port: int, say: Callable[[str], object]) -> None:
    """Migrate, prepare, then keep the web server and the worker running until a signal comes."""
    if not port_is_free(host, port):
        raise RuleRefusal(
            f"Port {port} is taken: another program listens there. Choose another, for example "
            f"PORT={port + 1} make run.",
            code="port-taken",
        )
    migrate()
    if demo:
        _seed(say)
    make_whole()
    parts = {"web": _web(host, port), "worker": [sys.executable, "-m", "medcord.cli.main", "worker"]}
    say(f"medcord is on {settings.MEDCORD_URL}  (Ctrl-C ends it)")
    if demo:
        _say_cast(say)
    _keep(parts)


def make_whole() -> None:
    """Before anybody is served: what a kill left between a commit and the disk is made good, and there is a tree."""
    from medcord.sharing import actions as sharing
    from medcord.sharing import disk

    if not disk.follow():
        sharing.build_tree(actor=SYSTEM)


def _web(host: str, port: int) -> list[str]:
    # No access log: a path may hold a code or a reference, and a finder's address is nobody's business.
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning",
        "medcord.project.wsgi:application",
    ]  # fmt: skip


def serve(*, host: str, port: int, beside: Callable[[Callable[[], None]], object]) -> None:
    """Keep the web server and the worker of an exercise running while ``beside`` does, and no longer, even when this
    process is killed. ``beside`` is handed what it calls now and then: it starts a part again that ended by itself."""
    parts = {"web": _web(host, port), "worker": [sys.executable, "-m", "medcord.cli.main", "worker"]}
    running = {name: _tethered(command) for name, command in parts.items()}

    def tend() -> None:
        for name, process in running.items():
            if process.poll() is not None:
                time.sleep(PAUSE)
                running[name] = _tethered(parts[name])

    try:
        beside(tend)
    finally:
        _end(running.values())


def _tethered(command: list[str]) -> subprocess.Popen[bytes]:
    tether = [sys.executable, "-m", "medcord.project.tether", *command]
    return subprocess.Popen(tether, env=os.environ, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603


def _seed(say: Callable[[str], object]) -> None:
    from medcord.parties import queries as parties
    from medcord.project.demo import story

    marker = settings.MEDCORD_HOME / "demo-node"
    if parties.the_coordinator() is not None:
        if not marker.exists():
            raise RuleRefusal(
                "This database belongs to a real node; the demo does not touch it. Choose another --home.",
                code="not-demo",
            )
        return
    say("Making the demo's people, cases and 2,000 devices …")
    marker.touch()
    story.tell()


def _say_cast(say: Callable[[str], object]) -> None:
    from medcord.parties import queries as parties

    say("Demo sign-ins, all made up. Password for all: " + settings.MEDCORD_DEMO_PASSWORD)
    for member in parties.demo_cast():
        say(f"  {member.organisation.role:<13} {member.email:<34} {member.name}, {member.organisation.name}")


def _keep(parts: dict[str, list[str]]) -> None:
    """Run the parts; start one again that ends by itself; end all on SIGTERM or SIGINT."""
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    running = {name: subprocess.Popen(command, env=os.environ) for name, command in parts.items()}  # noqa: S603
    try:
        while not stopping:
            time.sleep(0.2)
            for name, process in running.items():
                if process.poll() is not None and not stopping:
                    time.sleep(PAUSE)
                    running[name] = subprocess.Popen(parts[name], env=os.environ)  # noqa: S603
    finally:
        _end(running.values())


def _end(running: Iterable[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            process.kill()
