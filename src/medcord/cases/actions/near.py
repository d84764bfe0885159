"""Deciding whether a passage that is close to an item comes from an independent source (80)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.models import Case, Message, Nearness, Quotation
from medcord.cases.queries.passing import settled
from medcord.core.access import Permission, Viewer
from medcord.core.facts import NearDecided
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.gateways import clock
from medcord.ledger.rows import Row
from medcord.parties import queries as parties

Verdict, Where = Nearness.Verdict, Nearness.Where


@dataclass(frozen=True, slots=True)
class NearVerdict:
    """What a person decides. ``near`` is a passage that was found; without one, ``passage`` is about to be written."""

    independent: bool
    reason: str
    near: UUID | None = None
    passage: str = ""


@ledger.action
def decide_near(reference: str, message: UUID, words: NearVerdict, *, actor: Viewer) -> Nearness:
    """Decide, by name and with a reason that stays, whether a passage close to an item is independent of it or quotes
    it. What is independent is bound no longer; a later text of the party with the same passage is not stopped."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_MESSAGE_SEND, case)
    source = queries.message_for(actor, case, message)
    if actor.member_id is None:
        raise NotAllowed("Where a passage comes from is decided by a person, whose name stays.")
    reason = words.reason.strip()
    if not reason:
        raise InputRefusal("Name the independent source, or say what is quoted. It stays.", fields={"field": "reason"})
    if words.near is None:
        row = _said_before(case, source, words, actor)
    else:
        row = queries.near_to_decide(actor, case, source, words.near)
        if row.verdict != Verdict.OPEN:
            raise RuleRefusal("This passage was decided already.", code="decided")
    row.verdict = (Verdict.INDEPENDENT if words.independent else Verdict.QUOTING).value
    row.reason, row.decided_at, row.decided_by = reason, clock.now(), actor.member_id
    row.decided_name = parties.member_name(actor.member_id)
    digest = ledger.seal(row.salt, row.passage, row.reason)
    fact = NearDecided(case.id, row.target, source.pk, words.independent, digest)
    ledger.commit(rows=[row, *_freed(case, row)], facts=[fact], actor=actor)
    return row


def _said_before(case: Case, source: Message, words: NearVerdict, actor: Viewer) -> Nearness:
    passage = words.passage.strip()
    if not passage:
        raise InputRefusal("Type the passage that you are about to write.", fields={"field": "passage"})
    if actor.party_id == source.party_id:
        raise RuleRefusal("This is your party's own item; nothing of yours is compared with it.", code="own-item")
    return Nearness(
        case=case, source=source, where=Where.TEXT.value, target=source.pk, field="text", passage=passage,
        party_id=actor.party_id, at=clock.now(), salt=ledger.new_salt(),
    )  # fmt: skip


def _freed(case: Case, row: Nearness) -> list[Row]:
    """The message that held the passage, and all made from it, as they are bound now."""
    if row.where != Where.MESSAGE or row.verdict != Verdict.INDEPENDENT:
        return []
    records = queries.records_of(case)
    others = queries.binding(row.target)
    if not any(one.source_id == row.source_id and one.pk != row.pk for one in others) and not _quotes(row):
        records.sources[row.target].remove(row.source_id)
    target = Message.objects.select_related("party").get(pk=row.target)
    return [*settled(case, [target], records)]


def _quotes(row: Nearness) -> bool:
    return Quotation.objects.filter(message=row.target, source=row.source_id).exists()
