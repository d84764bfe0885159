"""The worker: carries facts to reactions and letters to the mail gateway until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

from django.db import OperationalError, close_old_connections

from medcord.ledger import letters, outbox, ticks

log = logging.getLogger(__name__)

PAUSE = 0.3  # seconds between looks when there is nothing to do


def run_once() -> bool:
    """Do at most one delivery and one letter; True when there was work."""
    delivered = outbox.deliver_one()
    sent = letters.send_one(letters.gateway())
    return delivered or sent


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
    while not stop.is_set():
        try:
            ticks.run_due()
            busy = run_once()
        except OperationalError:
            # SQLite has one writer at a time: the web process held it for longer than the busy time-out. Look again.
            log.warning("database busy")
            busy = False
        close_old_connections()
        if not busy:
            stop.wait(PAUSE)
