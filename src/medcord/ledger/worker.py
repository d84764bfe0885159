"""The worker: carries facts to reactions, letters to the mail server and calls outside until it is told to stop."""

from __future__ import annotations

import logging
import os
import platform
import signal
import sys
import threading
import time
from datetime import timedelta
from types import FrameType

from django.db import OperationalError, close_old_connections, connections

from medcord.gateways import clock
from medcord.ledger import carriers, letters, outbox, ticks
from medcord.ledger.models import WorkerBeat
from medcord.ledger.outbox import place_of

log = logging.getLogger(__name__)

PAUSE = 0.3  # seconds between looks when there is nothing to do
GIVE_WAY = 0.0005  # seconds that one thread of the worker computes while another one waits
BEAT = 5.0  # seconds between two notes that the worker is there
FORGET = timedelta(days=1)  # a worker that has not been there for so long is gone


def run_once() -> bool:
    """Do one delivery; when none is due, one step of a carrier. True when there was work."""
    return outbox.deliver_one() or any(carry() for carry in carriers.all_of_them().values())


@carriers.carrier(name="ledger.letters")
def send_letters() -> bool:
    """Send one letter."""
    return letters.send_one(letters.gateway())


def beat() -> None:
    """Note that this worker is there, for the status page."""
    now = clock.now()
    WorkerBeat.objects.update_or_create(worker=f"{platform.node()}:{os.getpid()}"[:80], defaults={"at": now})
    WorkerBeat.objects.filter(at__lt=now - FORGET).delete()


def drain(most: int = 10_000) -> int:
    """Work until nothing is due; the number of steps taken. For tests, seeding and one-shot commands."""
    steps = 0
    while steps < most and run_once():
        steps += 1
    return steps


def run_forever() -> None:
    """Work until SIGTERM or SIGINT. A kill at any instant loses nothing: unfinished work is still waiting."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    # What goes outside, or computes for seconds, has a thread of its own: a slow mail server or a comparison holds up
    # neither the reactions nor one another. A thread that computes gives way soon: with each query a reaction would
    # wait for it as long as the interpreter lets a thread run, by default 5 ms.
    sys.setswitchinterval(GIVE_WAY)
    outside = [threading.Thread(target=_keep_on, args=(stop, carry)) for carry in carriers.all_of_them().values()]
    for thread in outside:
        thread.start()
    _keep_on(stop, _look)
    for thread in outside:
        thread.join()


_beaten = 0.0


def _look() -> bool:
    global _beaten
    if time.monotonic() - _beaten >= BEAT:
        beat()
        _beaten = time.monotonic()
    ticks.run_due()
    return outbox.deliver_one()


def _keep_on(stop: threading.Event, step: carriers.Carrier) -> None:
    """Take steps until told to stop, with a pause when there is nothing to do."""
    while not stop.is_set():
        try:
            busy = step()
        except OperationalError:
            # SQLite has one writer at a time: the web process held it for longer than the busy time-out. Look again.
            log.warning("database busy")
            busy = False
        except Exception as error:  # noqa: BLE001 - the worker must outlive any letter or call; it is due again
            log.error("a step of the worker failed: %s at %s", type(error).__name__, place_of(error))
            busy = False
        close_old_connections()
        if not busy:
            stop.wait(PAUSE)
    connections.close_all()
