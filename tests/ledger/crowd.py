"""Many hands on the same chains at once: ``python -m tests.ledger.crowd THREADS FACTS`` in a node's environment."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import django


def work(number: int, facts: int) -> int:
    """Leave facts in a chain that everybody writes to and, in the same transaction, in one that others write to too.

    One time the one stands first, the next time the other: writers that wait for each other must not wait for ever.
    """
    from django.db import connection

    from medcord import ledger
    from medcord.core.access import Viewer, ViewerKind
    from medcord.core.facts import CaseMarked, Code, Digest
    from tests.ledger.stories import CASE, OTHER

    actor = Viewer(kind=ViewerKind.SYSTEM)

    @ledger.action
    def leave(letter: str) -> None:
        both = (CASE, OTHER) if letter.endswith(("0", "2", "4", "6")) else (OTHER, CASE)
        cases = both if number % 2 else (CASE,)
        ledger.commit(facts=[CaseMarked(case, Code(letter), None, Digest("")) for case in cases], actor=actor)

    try:
        for turn in range(facts):
            leave(f"t{number}.{turn}")
    finally:
        connection.close()
    return facts


def main() -> None:
    django.setup()
    threads, facts = (int(word) for word in sys.argv[1:3])
    with ThreadPoolExecutor(threads) as crowd:
        done = list(crowd.map(work, range(threads), [facts] * threads))
    assert done == [facts] * threads


if __name__ == "__main__":
    main()
