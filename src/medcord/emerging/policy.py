"""Who signs what here, and how long a text may be."""

from __future__ import annotations

from uuid import UUID

from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal, NotAllowed
from medcord.parties import queries as parties

LONGEST = 8000


def signer(actor: Viewer) -> tuple[UUID, UUID, str]:
    """(member, party, name) of the person who signs. Raises NotAllowed where no person acts."""
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("This is signed by a named person.")
    return actor.member_id, actor.party_id, parties.member_names([actor.member_id])[actor.member_id]


def said(text: str, field: str, lack: str) -> str:
    """A text that must be there. Raises InputRefusal."""
    found = text.replace("\x00", "").strip()
    if not found:
        raise InputRefusal(lack, code="missing-field", fields={"field": field})
    if len(found) > LONGEST:
        raise InputRefusal(
            f"It has {len(found):,} characters; {LONGEST:,} fit. Shorten it.",
            code="text-too-long",
            fields={"field": field},
        )
    return found
