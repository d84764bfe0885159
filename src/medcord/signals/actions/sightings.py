"""A hospital or ISAO says that it saw a weakness used; a person of the coordinator decides (I3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from medcord import ledger
from medcord.core import access
from medcord.core.access import Permission, Viewer
from medcord.core.facts import Code, SightingAnswered, SightingMade
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.core.signals import Seen
from medcord.formats.evidence import patient_data
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.signals import queries
from medcord.signals.models import Sighting

LONGEST_WORDS = 2000
MOST_CVES = 100


@dataclass(frozen=True, slots=True)
class SightingWords:
    """What was seen, of what the advisory says. ``words`` may be empty: three clicks are enough."""

    seen: Seen
    title: str
    advisory: str = ""
    cves: Sequence[str] = ()
    words: str = ""


@ledger.action
def sight(words: SightingWords, *, patient_data_seen: bool = False, actor: Viewer) -> Sighting:
    """Say that it was seen. It goes to the node's coordinator; its author gets a receipt and later the outcome, and
    learns nothing of cases (15). Words that look like patient data are asked about first."""
    access.require(actor, Permission.SIGHTING_MAKE, None, "page")
    coordinator = parties.the_coordinator()
    if coordinator is None or actor.party_id is None:
        raise RuleRefusal("This node has no coordinator yet who could look at it.", code="no-coordinator")
    title, text = " ".join(words.title.split())[:300], words.words.strip()
    if not title:
        raise InputRefusal("Say which device or which weakness it is.", code="missing-field", fields={"field": "title"})
    if len(text) > LONGEST_WORDS:
        raise InputRefusal(
            f"You wrote {len(text):,} characters; {LONGEST_WORDS:,} fit. Shorten it.",
            code="text-too-long",
            fields={"field": "words"},
        )
    hints = [*patient_data.in_text(text, "words"), *patient_data.in_text(title, "title")]
    patient_data.require_seen(hints, seen=patient_data_seen)
    salt = ledger.new_salt()
    row = Sighting(
        reference=ledger.new_reference("MS"),
        party_id=actor.party_id,
        coordinator=coordinator,
        advisory=words.advisory.strip()[:80],
        title=title,
        cves=list(dict.fromkeys(words.cves))[:MOST_CVES],
        seen=words.seen.value,
        words=text,
        made_by=actor.member_id,
        made_name=parties.member_name(actor.member_id) if actor.member_id else "",
        at=clock.now(),
        salt=salt,
    )
    digest = ledger.seal(salt, row.title, row.seen, row.words, *row.cves)
    ledger.commit(rows=[row], facts=[SightingMade(actor.party_id, row.id, Code(row.seen), digest)], actor=actor)
    return row


@ledger.action
def turn_down(reference: str, *, because: str, actor: Viewer) -> Sighting:
    """A named person of the coordinator says that it was not that, and why; its author reads the reason."""
    row = queries.sighting_for(actor, reference, lock=True)
    access.require(actor, Permission.SIGHTING_DECIDE, queries.sighting_item(row), "sighting")
    if actor.member_id is None:
        raise NotAllowed("A sighting is decided by a person, whose name stays.")
    text = because.strip()
    if not text or len(text) > LONGEST_WORDS:
        raise InputRefusal(
            f"Say in up to {LONGEST_WORDS:,} characters why not; its author reads it.",
            code="reason-needed",
            fields={"field": "because"},
        )
    return _answer(row, confirmed=False, text=text, by=actor.member_id, actor=actor)


@ledger.action
def answered(sighting: UUID, *, by: UUID | None, actor: Viewer) -> None:
    """Tell its author that a sighting was confirmed. The node does it when the decision stands in the case; what is
    said in the case stays there."""
    row = queries.sighting_by_id(sighting)
    if row is not None:
        _answer(row, confirmed=True, text="", by=by, actor=actor)


def _answer(row: Sighting, *, confirmed: bool, text: str, by: UUID | None, actor: Viewer) -> Sighting:
    if row.answered_at is not None:
        raise RuleRefusal("This sighting has been decided already. Look at what was decided.", code="decided")
    row.answered_at, row.confirmed, row.answer = clock.now(), confirmed, text
    row.answered_name = parties.member_name(by) if by else ""
    fact = SightingAnswered(row.party_id, row.id, confirmed, ledger.seal(row.salt, "answer", text))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
