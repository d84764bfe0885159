"""A worker that goes home when nothing is due: ``python -m tests.postgres.drain`` in a node's environment."""

from __future__ import annotations

import django


def main() -> None:
    django.setup()
    from medcord.ledger import outbox

    while outbox.deliver_one():
        pass


if __name__ == "__main__":
    main()
