"""Verbs of restricted advisories. ``drafting`` calls them by its door, after it has asked the case."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from medcord import ledger
from medcord.advisories.queries import require_no_single_device, require_no_turned_text
from medcord.core.access import Viewer
from medcord.core.advisory import Advisory
from medcord.core.advisory.restricted import Step, ToldStand
from medcord.core.facts import (
    Code,
    Digest,
    Fact,
    RestrictedApproved,
    RestrictedEnded,
    RestrictedPartyNamed,
    RestrictedPartyRemoved,
    RestrictedPartyTold,
    RestrictedPrepared,
)
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import Tlp
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.restricted import policy, queries
from medcord.restricted.actions.keeping import destroy, hand_over, sign
from medcord.restricted.documents import written
from medcord.restricted.models import RestrictedAdvisory, RestrictedParty

__all__ = [
    "approve",
    "clear",
    "destroy",
    "hand_over",
    "name_party",
    "prepare",
    "refuse",
    "remove_party",
    "sign",
    "withdraw",
]

PREFIX = "MCR"
LONGEST_TITLE = 200


@ledger.action
def prepare(value: Advisory, *, label: Tlp, told: Collection[UUID], actor: Viewer) -> RestrictedAdvisory:
    """Write an advisory for some parties. Nobody but its publisher reads it before a second member approved it.

    Raises NotAllowed, InputRefusal (label, parties), RuleRefusal (single devices or patients in it, not valid CSAF).
    """
    publisher, member = _issuer(actor)
    policy.require_label(label)
    policy.require_parties(parties.roles(told), set(told), publisher)
    require_no_single_device(value)
    require_no_turned_text(value)
    now, number = clock.now(), ledger.new_reference(PREFIX)
    files = written(value, label, number, now)
    row = RestrictedAdvisory(
        tracking_id=number,
        publisher_id=publisher,
        label=label.value,
        stand=ToldStand.PREPARED.value,
        title=value.title[:LONGEST_TITLE],
        prepared_at=now,
        prepared_by=member,
        prepared_name=parties.member_name(member),
        sha256=files.sha256,
        sha512=files.sha512,
        sha256_2_1=files.sha256_2_1,
        sha512_2_1=files.sha512_2_1,
        document=files.document,
        document_2_1=files.document_2_1,
    )
    named = [RestrictedParty(advisory=row, party_id=one, named_at=now, named_by=member) for one in sorted(set(told))]
    facts: list[Fact] = [RestrictedPrepared(publisher, row.id, Code(label.value), Digest(row.sha256))]
    facts += [RestrictedPartyNamed(publisher, row.id, one.party_id) for one in named]
    ledger.commit(rows=[row, *named], facts=facts, actor=actor)
    return row


@ledger.action
def approve(advisory: UUID, *, seen: str, value: Advisory | None, actor: Viewer) -> tuple[RestrictedAdvisory, int]:
    """Say yes, as another member than those who prepared it and named its parties, to exactly what was read: ``seen``
    is the digest on the page. Those that wait are told; how many comes back. ``value`` is what the draft says now."""
    row, publisher, member = _mine(advisory, actor)
    named = queries.named_of(row.pk)
    waiting = [one for one in named if one.told_at is None and one.removed_at is None]
    first = row.stand != ToldStand.TOLD.value
    stand = policy.after(row.stand, Step.APPROVE) if first else ToldStand.TOLD
    if not waiting:
        raise RuleRefusal("Nothing of it waits for a second member.", code="not-now")
    if seen != queries.digest_of(row, named):
        raise RuleRefusal(
            "The document, its label or the parties are not those that you read. Read them as they are now, then say "
            "it again.",
            code="newer-version",
        )
    if member in {one.named_by for one in waiting} | ({row.prepared_by} if first else set()):
        raise RuleRefusal(
            "You prepared it, or named one of these parties, yourself. Another member of your organisation approves "
            "it.",
            code="own-words",
        )
    if first:
        _require_unchanged(row, value)
        row.stand, row.approved_at, row.approved_by = stand.value, clock.now(), member
        row.approved_name = parties.member_name(member)
    for one in waiting:
        one.told_at = clock.now()
    facts: list[Fact] = [RestrictedApproved(publisher, row.id, Code(row.label), Digest(seen))]
    facts += [RestrictedPartyTold(publisher, row.id, one.party_id) for one in waiting]
    ledger.commit(rows=[row, *waiting], facts=facts, actor=actor)
    return row, len(waiting)


def _require_unchanged(row: RestrictedAdvisory, value: Advisory | None) -> None:
    now = written(value, Tlp(row.label), row.tracking_id, row.prepared_at) if value is not None else None
    if now is None or (now.sha256, now.sha256_2_1) != (row.sha256, row.sha256_2_1):
        raise RuleRefusal(
            "The draft, or what stands in it of others, has changed since this was prepared. Refuse this one, and "
            "prepare it anew.",
            code="newer-version",
        )


@ledger.action
def refuse(advisory: UUID, *, actor: Viewer) -> RestrictedAdvisory:
    """Say no to what was prepared: nobody is told."""
    return _end(advisory, Step.REFUSE, "", actor)


@ledger.action
def withdraw(advisory: UUID, *, reason: str, actor: Viewer) -> RestrictedAdvisory:
    """Take it back. Those who were told read that, and why."""
    if not reason.strip():
        raise InputRefusal("Say why it is withdrawn. Those who were told read it.", fields={"field": "reason"})
    return _end(advisory, Step.WITHDRAW, reason.strip(), actor)


@ledger.action
def clear(advisory: UUID, *, tracking_id: str, actor: Viewer) -> RestrictedAdvisory:
    """Say of it that it is public now, under which number."""
    row = queries.for_reaction(advisory)
    if row is None:
        raise NotFound("advisory")
    row.stand, row.cleared_as = policy.after(row.stand, Step.CLEAR).value, tracking_id
    row.ended_at = clock.now()
    ledger.commit(rows=[row], facts=[RestrictedEnded(row.publisher_id, row.id, Code(row.stand))], actor=actor)
    return row


def _end(advisory: UUID, step: Step, reason: str, actor: Viewer) -> RestrictedAdvisory:
    row, publisher, member = _mine(advisory, actor)
    row.stand, row.reason = policy.after(row.stand, step).value, reason
    row.ended_at, row.ended_by, row.ended_name = clock.now(), member, parties.member_name(member)
    ledger.commit(rows=[row], facts=[RestrictedEnded(publisher, row.id, Code(row.stand))], actor=actor)
    return row


@ledger.action
def name_party(advisory: UUID, party: UUID, *, actor: Viewer) -> RestrictedParty:
    """Name one more party. It is told when another member approves it."""
    row, publisher, member = _mine(advisory, actor)
    _require_open(row)
    policy.require_parties(parties.roles([party]), {party}, publisher)
    one = RestrictedParty.objects.filter(advisory=row, party=party).first()
    if one is not None and one.removed_at is None:
        raise RuleRefusal("This party is named already.", code="named-already")
    one = one or RestrictedParty(advisory=row, party_id=party)
    one.named_at, one.named_by, one.told_at, one.removed_at = clock.now(), member, None, None
    ledger.commit(rows=[one], facts=[RestrictedPartyNamed(publisher, row.id, party)], actor=actor)
    return one


@ledger.action
def remove_party(advisory: UUID, party: UUID, *, actor: Viewer) -> RestrictedParty:
    """Take a party off. It reads this no longer; what it took along it keeps."""
    row, publisher, _ = _mine(advisory, actor)
    one = RestrictedParty.objects.filter(advisory=row, party=party, removed_at=None).first()
    if one is None:
        raise NotFound("party")
    one.removed_at = clock.now()
    ledger.commit(rows=[one], facts=[RestrictedPartyRemoved(publisher, row.id, party)], actor=actor)
    return one


def _require_open(row: RestrictedAdvisory) -> None:
    if ToldStand(row.stand) not in (ToldStand.PREPARED, ToldStand.TOLD):
        raise RuleRefusal("It counts no longer, so nobody else is told of it.", code="not-now")


def _issuer(actor: Viewer) -> tuple[UUID, UUID]:
    """The party and the member who act."""
    if actor.party_id is None or actor.member_id is None:
        raise NotAllowed("Who is told is said by a person, whose name stays.")
    policy.require_issuer(actor, actor.party_id)
    return actor.party_id, actor.member_id


def _mine(advisory: UUID, actor: Viewer) -> tuple[RestrictedAdvisory, UUID, UUID]:
    publisher, member = _issuer(actor)
    row = RestrictedAdvisory.objects.select_for_update().filter(pk=advisory, publisher=publisher).first()
    if row is None:
        raise NotFound("advisory")
    return row, publisher, member
