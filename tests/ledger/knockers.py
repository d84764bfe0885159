"""Many who try the same door at once: ``python -m tests.ledger.knockers THREADS ATTEMPTS`` in a node's environment.

Prints how many attempts were let through.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django


def knock(attempts: int) -> int:
    """How many of these attempts passed."""
    from django.db import connection

    from medcord.core.refusals import TryLater
    from medcord.ledger import limits

    door = limits.Limit("door", free=7, wait=timedelta(hours=1), longest=timedelta(hours=1))
    passed = 0
    try:
        for _ in range(attempts):
            try:
                limits.admit(door.of("203.0.113.7"), door.of("203.0.113.7", "eve@eveline.example"))
                passed += 1
            except TryLater:
                continue
    finally:
        connection.close()
    return passed


def main() -> None:
    django.setup()
    threads, attempts = (int(word) for word in sys.argv[1:3])
    with ThreadPoolExecutor(threads) as crowd:
        sys.stdout.write(str(sum(crowd.map(knock, [attempts] * threads))))


if __name__ == "__main__":
    main()
