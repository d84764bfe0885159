"""Who signs what here, and how long a reason may be."""

from __future__ import annotations

from uuid import UUID

from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal, NotAllowed
from medcord.formats.evidence import patient_data
from medcord.parties import queries as parties

LONGEST_REASON = 4000


def signer(actor: Viewer) -> tuple[UUID, str, UUID]:
    """(member, name, party) of the person who signs. Raises NotAllowed where no person acts."""
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("This is signed by a named member of the party.")
    return actor.member_id, parties.member_names([actor.member_id])[actor.member_id], actor.party_id


def reason_of(text: str, lack: str, *, seen: bool) -> str:
    """A reason that must be there, and holds nothing that looks like patient data unless somebody looked at it.
    Raises InputRefusal."""
    said = text.replace("\x00", "").strip()
    if not said:
        raise InputRefusal(lack, code="reason-needed", fields={"field": "reason"})
    if len(said) > LONGEST_REASON:
        raise InputRefusal(
            f"It has {len(said):,} characters; {LONGEST_REASON:,} fit. Shorten it.",
            code="text-too-long",
            fields={"field": "reason"},
        )
    patient_data.require_seen(patient_data.in_text(said, "Reason"), seen=seen)
    return said
