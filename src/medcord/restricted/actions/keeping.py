"""What the node does with a restricted advisory: it signs the files, and destroys them after a spill."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import UUID

from django.conf import settings

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.advisory.restricted import Step, ToldStand
from medcord.core.facts import Code, Digest, RestrictedEnded, RestrictedHandedOver, RestrictedSigned
from medcord.core.refusals import NotFound
from medcord.gateways import clock
from medcord.gateways.openpgp import FolderKeyring, Keyring, UnreadableKey
from medcord.restricted import policy
from medcord.restricted.models import RestrictedAdvisory
from medcord.restricted.roads import RESTRICTED


def keyring() -> Keyring:
    """The key that signs what is published, if there is one: none is made for this."""
    return FolderKeyring(Path(settings.MEDCORD_HOME) / "openpgp")


def can_sign() -> bool:
    """Whether the node has a key that signs."""
    try:
        return keyring().can_sign()
    except UnreadableKey:
        return False


@ledger.action
def sign(advisory: UUID, *, actor: Viewer) -> RestrictedAdvisory:
    """Sign both files with the node's key, as documents of the provider are signed."""
    row = _locked(advisory)
    files = [bytes(row.document), bytes(row.document_2_1)]
    made = keyring().sign(files)
    row.signature, row.signature_2_1 = (one.signature.decode() for one in made)
    digest = hashlib.sha256(f"{row.signature}\n{row.signature_2_1}".encode()).hexdigest()
    fact = RestrictedSigned(row.publisher_id, row.id, Code(made[0].fingerprint), Digest(digest))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def destroy(advisory: UUID, *, actor: Viewer) -> RestrictedAdvisory:
    """Destroy its content, because what the case keeps of it was destroyed. Who was told is told no more of it."""
    row = _locked(advisory)
    row.stand = policy.after(row.stand, Step.DESTROY).value
    RESTRICTED.empty(row, clock.now())
    row.ended_at = row.ended_at or clock.now()
    fact = RestrictedEnded(row.publisher_id, row.id, Code(ToldStand.DESTROYED.value))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def hand_over(advisory: UUID, *, to: UUID, actor: Viewer) -> RestrictedAdvisory:
    """Let another coordinator answer for it, because the case went to it. The document stays the word of the first."""
    row = _locked(advisory)
    before, row.publisher_id = row.publisher_id, to
    ledger.commit(rows=[row], facts=[RestrictedHandedOver(to, row.id, before)], actor=actor)
    return row


def _locked(advisory: UUID) -> RestrictedAdvisory:
    row = RestrictedAdvisory.objects.select_for_update().filter(pk=advisory).first()
    if row is None:
        raise NotFound("advisory")
    return row
