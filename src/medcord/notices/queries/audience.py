"""Who is told of a fact, and at which mailboxes. Asked of the policy that reads, at the moment of asking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from medcord.advisories import queries as advisories
from medcord.calls import queries as calls
from medcord.cases import queries as cases
from medcord.core.access import InventoryItem, Permission, Viewer, ViewerKind, may
from medcord.core.calls import CallWay
from medcord.core.vocabulary import Role
from medcord.intake import queries as intake
from medcord.ledger.models import FactRow
from medcord.notices import policy
from medcord.notices.models import Choice
from medcord.notices.policy import How, Told, Weight
from medcord.notices.queries.subjects import Subject
from medcord.parties import queries as parties
from medcord.signals import queries as signals

if TYPE_CHECKING:
    from medcord.calls.models import Call


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where mail to a party goes: its own box (no member), or one member's."""

    party: UUID
    member: UUID | None
    address: str
    how: How
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class Post:
    """One notice for one mailbox."""

    box: Mailbox
    words: str
    weight: Weight


def mailboxes(of: Iterable[UUID]) -> dict[UUID, list[Mailbox]]:
    """Mailboxes of parties in three queries: the party's own and those of members who chose for themselves; where a
    party has none of its own, every active member's."""
    rows, members = parties.post_of(of)
    chosen = {(row.party_id, row.member): How(row.how) for row in Choice.objects.filter(party__in=rows)}
    found: dict[UUID, list[Mailbox]] = {party: [] for party in rows}
    for party, row in rows.items():
        if row.address:
            how = chosen.get((party, None), How.AT_ONCE)
            found[party].append(Mailbox(party, None, row.address, how, _any_member(party, Role(row.role))))
    for member in members:
        party = member.organisation_id
        if (party, member.id) in chosen or not rows[party].address:
            how = chosen.get((party, member.id)) or chosen.get((party, None), How.AT_ONCE)
            found[party].append(Mailbox(party, member.id, member.email, how, member.viewer))
    return found


def _any_member(party: UUID, role: Role) -> Viewer:
    return Viewer(kind=ViewerKind.MEMBER, member_id=party, party_id=party, role=role)


def posts_of(fact: FactRow) -> list[Post]:
    """Every notice that a fact is to become."""
    entry = policy.told(fact.kind, fact.data)
    if entry is None:
        return []
    if fact.stream.startswith("report:"):
        return _of_report(fact, entry)
    return _of_case(fact, entry)


def _of_case(fact: FactRow, entry: Told) -> list[Post]:
    telling, own_too = cases.telling(fact), policy.own_party_too(fact.kind, fact.data)
    told = [
        row.party_id
        for row in telling.participants()
        if (row.party_id != fact.party or own_too)
        and policy.concerns(
            entry,
            named=fact.data.get("party") == str(row.party_id),
            owner=row.party_id == telling.case.owner_id,
            role=Role(row.role),
        )
    ]
    mentions = telling.mentions
    boxes = [one for group in mailboxes(told).values() for one in group]
    posts = [
        Post(one, policy.MENTIONED, Weight.ASKS) if one.party in mentions else Post(one, entry.words, entry.weight)
        for one in boxes
        # A member may be limited to other cases of its party (35): the same policy asked for that member.
        if one.party in told and one.member not in mentions and telling.reaches(one.viewer)
        # Who did it knows; a box of the whole party is told all the same.
        if one.member is None or one.member != fact.actor
    ]
    return [*posts, *_mentioned(telling, mentions), *_out(fact)]


def _out(fact: FactRow) -> list[Post]:
    """A party that was taken out of a case may know nothing of it any more but that."""
    party = UUID(fact.data["party"]) if fact.kind == "ParticipantLeft" else fact.party
    if party is None or party == fact.party:
        return []
    return [Post(one, policy.OUT, Weight.NEWS) for one in mailboxes([party])[party]]


def _mentioned(telling: cases.Telling, named: frozenset[UUID]) -> list[Post]:
    """A member who was named is told in person, wherever the party's mail goes."""
    if not named:
        return []
    _, members = parties.post_of([row.party_id for row in telling.participants()])
    chosen = {row.member: How(row.how) for row in Choice.objects.filter(member__in=named)}
    return [
        Post(
            Mailbox(one.organisation_id, one.id, one.email, chosen.get(one.id, How.AT_ONCE), one.viewer),
            policy.MENTIONED,
            Weight.ASKS,
        )
        for one in members
        if one.id in named and telling.reaches(one.viewer)
    ]


def _of_report(fact: FactRow, entry: Told) -> list[Post]:
    report = intake.for_reaction(UUID(fact.data["report"]))
    if report is None:
        return []
    party = report.party_id if entry.whom is policy.Whom.NAMED else report.coordinator_id
    if party is None or party == fact.party:
        return []
    item = intake.item_of(report)
    return [
        Post(one, entry.words, entry.weight)
        for one in mailboxes([party])[party]
        if may(one.viewer, Permission.REPORT_READ, item).allowed
    ]


def posts_of_facility(fact: FactRow) -> list[Post]:
    """Who is told of a clock of a hospital's own events: its people who may read them (78)."""
    party, entry = UUID(fact.data["organisation"]), policy.of_facility(fact.data)
    return [Post(one, entry.words, entry.weight) for one in mailboxes([party])[party] if may_know(fact, one.viewer)]


def about_sighting(fact: FactRow) -> tuple[Subject, list[Post]] | None:
    """A sighting as it may be named, and who is told of it: those who may read it at the party it is told to."""
    row, entry = signals.sighting_by_id(UUID(fact.data["sighting"])), policy.OF_SIGHTINGS[fact.kind]
    if row is None:
        return None
    party = row.coordinator_id if entry.whom is policy.Whom.OWNER else row.party_id
    item = signals.sighting_item(row)
    posts = [
        Post(one, entry.words, entry.weight)
        for one in mailboxes([party])[party]
        if may(one.viewer, Permission.SIGHTING_READ, item).allowed
    ]
    return Subject("sighting", row.reference, f"/sightings/{row.reference}"), posts


def posts_of_call(fact: FactRow) -> list[Post]:
    """Who is told of a call that was convened, moved or cancelled. An emergency call reaches everybody of every party
    that is asked, whatever was chosen (65)."""
    call = calls.for_reaction(UUID(fact.data["call"]))
    asked = [row.pk for row in calls.parties_of(call)]
    if call.way == CallWay.EMERGENCY:
        words = policy.EMERGENCY if fact.kind == "CallConvened" else policy.CALLS[fact.kind]
        return [Post(one, words, Weight.ALWAYS) for one in _everybody(asked) if calls.reads_as_node(one.viewer, call)]
    named = {party: _named_boxes(call, party) for party in asked}
    usual = mailboxes([party for party in asked if not named[party]])
    boxes = [one for found in (named, usual) for group in found.values() for one in group]
    return [
        Post(one, policy.CALLS[fact.kind], Weight.ASKS)
        for one in boxes
        if one.member is None or calls.reads_as_node(one.viewer, call)
    ]


def post_to_named(fact: FactRow) -> list[Post]:
    """The member whom its party named for a call, or does not need there any more, if it may still know of the call."""
    call = calls.for_reaction(UUID(fact.data["call"]))
    party, member = UUID(fact.data["organisation"]), UUID(fact.data["member"])
    _, members = parties.post_of([party])
    return [
        Post(Mailbox(party, one.id, one.email, How.AT_ONCE, one.viewer), policy.CALL_PEOPLE[fact.kind], Weight.ASKS)
        for one in members
        if one.id == member and calls.may_know(one.viewer, call)
    ]


def _everybody(asked: Iterable[UUID]) -> list[Mailbox]:
    rows, members = parties.post_of(asked)
    shared = [
        Mailbox(row.pk, None, row.address, How.AT_ONCE, _any_member(row.pk, Role(row.role)))
        for row in rows.values()
        if row.address
    ]
    own = [Mailbox(one.organisation_id, one.id, one.email, How.AT_ONCE, one.viewer) for one in members]
    return [*shared, *own]


def _named_boxes(call: Call, party: UUID) -> list[Mailbox]:
    """The members that the convening party named for itself."""
    wanted = calls.named_for(call, party)
    if not wanted:
        return []
    _, members = parties.post_of([party])
    return [Mailbox(party, one.id, one.email, How.AT_ONCE, one.viewer) for one in members if one.id in wanted]


def parties_that_may_know(fact: FactRow) -> list[UUID]:
    """Parties whose programs may learn of a fact now."""
    if fact.stream.startswith("report:"):
        report = intake.for_reaction(UUID(fact.data["report"]))
        party = report and (report.party_id if fact.kind == "FinderTold" else report.coordinator_id)
        return [party] if party else []
    if fact.stream.startswith("case:"):
        return [row.party_id for row in cases.telling(fact).participants()]
    if fact.kind in policy.CALLS:
        return [row.pk for row in calls.parties_of(calls.for_reaction(UUID(fact.data["call"])))]
    return _readers_of_published(fact) if fact.kind in policy.PUBLISHED else []


def _readers_of_published(fact: FactRow) -> list[UUID]:
    """Parties whose members may read an advisory as it is marked now (31)."""
    item = advisories.item_of(UUID(fact.data["advisory"]))
    every = parties.directory(Viewer(kind=ViewerKind.SYSTEM))
    return [row.pk for row in every if may(_any_member(row.pk, Role(row.role)), Permission.ADVISORY_READ, item).allowed]


def may_know(fact: FactRow, viewer: Viewer) -> bool:
    """Whether this viewer may still know of a fact: what waited for a digest is asked again when it leaves."""
    if fact.stream.startswith("case:"):
        return cases.telling(fact).reaches(viewer)
    if fact.kind == "FacilityClockReached":
        return may(viewer, Permission.EVENT_READ, InventoryItem(UUID(fact.data["organisation"]))).allowed
    report = intake.for_reaction(UUID(fact.data["report"])) if fact.stream.startswith("report:") else None
    return report is not None and may(viewer, Permission.REPORT_READ, intake.item_of(report)).allowed
