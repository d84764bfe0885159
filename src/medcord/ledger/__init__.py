"""The only road that writes domain rows: facts, hash chain, outbox, verification.

Used by stages as ``from medcord import ledger`` and then ``@ledger.action`` and ``ledger.commit(...)``.
Names are loaded when first used, because models may not be imported before Django is ready.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medcord.ledger.carriers import carrier
    from medcord.ledger.outbox import on
    from medcord.ledger.sealing import digest_of, new_reference, new_salt, seal
    from medcord.ledger.ticks import every
    from medcord.ledger.writing import action, commit

_ROOMS = {
    "action": "medcord.ledger.writing",
    "commit": "medcord.ledger.writing",
    "seal": "medcord.ledger.sealing",
    "new_salt": "medcord.ledger.sealing",
    "digest_of": "medcord.ledger.sealing",
    "new_reference": "medcord.ledger.sealing",
    "on": "medcord.ledger.outbox",
    "every": "medcord.ledger.ticks",
    "carrier": "medcord.ledger.carriers",
}

__all__ = ["action", "carrier", "commit", "digest_of", "every", "new_reference", "new_salt", "on", "seal"]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(name)
