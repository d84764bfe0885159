"""The node's signing keys: files of its home, never in the database. The worker and the command line sign; pages read
the public halves only."""

from __future__ import annotations

from django.conf import settings

from medcord.core.access import Viewer
from medcord.core.facts import Code, SigningKeyChanged
from medcord.gateways.signing import FolderKeys, PublicKey, Signing
from medcord.ledger.writing import action, commit


def keeper() -> Signing:
    """The keys below the node's home."""
    return FolderKeys(settings.MEDCORD_HOME / "signing")


@action
def renew(*, actor: Viewer) -> PublicKey:
    """Put a new key in force. Old public keys stay: what they signed is checked with them for ever."""
    before = keeper().ready()
    fresh = keeper().renew()
    commit(facts=[SigningKeyChanged(Code(fresh.id), Code(before.id))], actor=actor)
    return fresh
