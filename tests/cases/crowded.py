"""A case with 121 manufacturers and 2,000 messages over 30 threads, made by the actions people take where it matters
and in bulk where that would take minutes; and a way to look at its pages.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client

from medcord import ledger
from medcord.cases import actions as cases
from medcord.cases import queries
from medcord.cases.models import Case, Message, Participant, Room, Statement
from medcord.core.access import Viewer
from medcord.core.facts import (
    Code,
    ConsentChanged,
    ContactAttempted,
    Fact,
    MessageSent,
    ParticipantInvited,
    StatementMade,
)
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp
from medcord.drafting import actions as drafting
from medcord.drafting.texts import What
from medcord.gateways import clock
from medcord.parties import actions as parties
from medcord.parties.models import Member, Organisation
from medcord.products import actions as products
from medcord.products.models import Product
from tests.cases.road import DRAFT, joined, product_of
from tests.cast import PASSWORD, SYSTEM, Cast, make_cast

MAKERS, MESSAGES, THREADS = 121, 2000, 30
EVERY = timedelta(minutes=7)
PAGES = ("", "?only=messages", "?q=flow+sensor", "/readers", "/news", "/who", "/terms", "/state", "/statements",
         "/facts", "/decisions", "/rooms/new", "/report", "/supplied", "/evidence", "/dispute",
         "/declarations", "/clocks", "/tests")  # fmt: skip


@dataclass(frozen=True)
class Crowd:
    """The case and who looks at it. ``makers[0]`` is in every third side room, ``lapsed`` lapsed half way."""

    cast: Cast
    reference: str
    makers: list[Member]
    lapsed: Member


def build(makers: int = MAKERS, messages: int = MESSAGES, threads: int = THREADS) -> Crowd:
    """Everything; at full size a few seconds."""
    cast = make_cast()
    reference = joined(cast)
    people = [_maker(number) for number in range(1, makers)]
    owner = cast.coordinator.viewer
    case = queries.case_for(owner, reference)
    _join(case, people, owner)
    rooms = _rooms(cast, reference, people, threads - 1)
    _talk(case, cast, people, rooms, messages)
    _state(case, people[: makers // 2], owner)
    _write(reference, cast)
    lapsed = people[-1]
    _lapse(case, lapsed, clock.now() - EVERY * (messages // 2), owner)
    return Crowd(cast, reference, [cast.manufacturer, *people], lapsed)


def _maker(number: int) -> Member:
    name = f"Maker {number:03d} Instruments"
    party: Organisation = parties.register_organisation(
        name=name, short_name=f"M{number:03d}", role=Role.MANUFACTURER, actor=SYSTEM
    )
    return parties.add_member(
        party, email=f"psirt@m{number:03d}.example", name=f"P. Sirt {number:03d}", password=PASSWORD, actor=SYSTEM
    )


@ledger.action
def _join(case: Case, people: list[Member], owner: Viewer) -> None:
    now = clock.now()
    rows = [
        Participant(
            case=case, party_id=one.organisation_id, role=Role.MANUFACTURER.value, consent="signatory",
            consent_since=now, invited_at=now, signed_at=now, tracking=f"PS-{number:04d}",
        )
        for number, one in enumerate(people)
    ]  # fmt: skip
    facts: list[Fact] = []
    for one in people:
        party = one.organisation_id
        facts += [
            ParticipantInvited(case.id, party, Code("manufacturer")),
            ConsentChanged(case.id, party, Code("invited"), Code("signatory")),
            ContactAttempted(case.id, party, Code("medcord")),
        ]
    ledger.commit(new=[rows], facts=facts, actor=owner)


def _rooms(cast: Cast, reference: str, people: list[Member], wanted: int) -> list[Room]:
    """A third are threads of products, the rest side rooms of the coordinator and a few makers."""
    owner = cast.coordinator.viewer
    opened = [cases.open_thread(reference, product_of(cast).pk, actor=cast.manufacturer.viewer)]
    for number in range(1, wanted):
        if number % 3 == 0:
            maker = people[number]
            words = products.ProductWords(name=f"Model {number}")
            product = products.register(words, maker=maker.organisation_id, actor=maker.viewer)
            opened.append(cases.open_thread(reference, product.pk, actor=maker.viewer))
            continue
        chosen = {people[(number * 5 + step) % len(people)].organisation_id for step in range(4)}
        chosen |= {people[0].organisation_id} if number % 2 else set()
        room = cases.SideRoom(f"Side room {number}", sorted(chosen, key=str))
        opened.append(cases.open_side_room(reference, room, actor=owner))
    return opened


@ledger.action
def _talk(case: Case, cast: Cast, people: list[Member], rooms: list[Room], wanted: int) -> None:
    begun = clock.now() - EVERY * wanted
    rows = [_message(case, cast, people, rooms, number, begun) for number in range(1, wanted + 1)]
    case = Case.objects.get(pk=case.pk)
    case.said = wanted
    facts: list[Fact] = [
        MessageSent(case.id, row.pk, Code(row.tlp), Code(row.confidentiality), ledger.seal(row.salt, row.body))
        for row in rows
    ]
    ledger.commit(rows=[case], new=[rows], facts=facts, actor=cast.coordinator.viewer)


def _message(case: Case, cast: Cast, people: list[Member], rooms: list[Room], number: int, begun: datetime) -> Message:
    """Every sixteenth is a supplier's secret, every fortieth between the agencies, some are quoted, some pinned."""
    room = rooms[number % len(rooms)] if number % 2 else None
    inside = [one for one in people if room is None or not room.parties or str(one.organisation_id) in room.parties]
    author = cast.coordinator if number % 5 == 0 or not inside else inside[number % len(inside)]
    klass = ConfidentialityClass.NONE
    if number % 16 == 0:
        klass = ConfidentialityClass.CCI
    elif number % 40 == 1:
        author, klass = cast.coordinator, ConfidentialityClass.DELIBERATIVE
    body = f"Message {number}: the flow sensor of unit {number % 90} was tested again. " + "Nothing new was seen. " * 8
    return Message(
        id=uuid4(), case=case, room=room, number=number, author=author.pk, party_id=author.organisation_id,
        body=body, tlp=Tlp.AMBER.value, confidentiality=klass.value, at=begun + EVERY * number,
        pinned_at=begun if number % 400 == 0 else None, salt=ledger.new_salt(),
        mentions=[str(people[0].organisation_id)] if number % 97 == 0 else [],
    )  # fmt: skip


@ledger.action
def _state(case: Case, people: list[Member], owner: Viewer) -> None:
    now = clock.now()
    made = [Product(maker_id=one.organisation_id, name="Flow module", salt=ledger.new_salt()) for one in people]
    rows = [
        Statement(case=case, party_id=one.maker_id, product=one, versions="< 2", status="affected", at=now, salt="")
        for one in made
    ]
    facts: list[Fact] = [
        StatementMade(case.id, row.pk, row.party_id, row.product_id, Code(row.status), ledger.seal("", row.versions))
        for row in rows
    ]
    ledger.commit(new=[made, rows], facts=facts, actor=owner)


def _write(reference: str, cast: Cast, comments: int = 12) -> None:
    """Both texts, each given to the other agency and commented on."""
    owner, regulator = cast.coordinator.viewer, cast.regulator.viewer
    drafting.save_draft(reference, DRAFT, actor=owner)
    drafting.circulate(reference, cast.regulator.organisation_id, actor=owner)
    drafting.save_communication(reference, {"title": "Alarms", "what_to_do": "Call your clinic."}, actor=regulator)
    drafting.share_communication(reference, cast.coordinator.organisation_id, actor=regulator)
    for number in range(comments):
        words = drafting.CommentWords("summary", "silence alarms", f"Comment {number}.", 1, "mute alarms")
        drafting.comment(reference, What.ADVISORY, words, actor=regulator)
        words = drafting.CommentWords("what_to_do", "your clinic", f"Comment {number}.", 1)
        drafting.comment(reference, What.COMMUNICATION, words, actor=owner)


@ledger.action
def _lapse(case: Case, member: Member, at: datetime, owner: Viewer) -> None:
    row = Participant.objects.get(case=case, party=member.organisation_id)
    row.consent, row.lapsed_at, row.invited_at = "lapsed", at, at - timedelta(days=30)
    fact = ConsentChanged(case.id, row.party_id, Code("signatory"), Code("lapsed"))
    ledger.commit(rows=[row], facts=[fact], actor=owner)


# --- how it is read ------------------------------------------------------------------------------------------------


OWNERS_PAGES = (
    "/who", "/answers", "/answers.csv", "/alike", "/spill", "/spill?q=sensor", "/invite", "/invite/link", "/hand-over",
    "/opinion", "/draft", "/duties", "?parties=all",
    "/opinion", "/draft", "/records", "?parties=all",
    "/opinion", "/draft", "/communication", "/texts", "?parties=all",
)  # fmt: skip


def paths(crowd: Crowd, member: Member) -> list[str]:
    """Every page of the case that this member may see, a room and an old page of the timeline among them."""
    view = queries.sight(member.viewer, queries.case_for(member.viewer, crowd.reference))
    seen, rooms = queries.said(view), view.rooms()
    deep = [*(f"?thread={room.pk}" for room in rooms[-1:]), f"?before={seen[len(seen) // 2].pk}", f"?at={seen[0].pk}"]
    owns = view.case.owner_id == member.organisation_id
    tails = [tail for tail in PAGES if tail not in OWNERS_PAGES]
    tails += [*deep, "/people", f"/messages/{seen[0].pk}", *(OWNERS_PAGES if owns else ())]
    return ["/board", "/board.csv", *(f"/cases/{crowd.reference}{tail}" for tail in tails)]


def look(member: Member, path: str, rounds: int = 5) -> tuple[float, int]:
    """Milliseconds (median, after one to warm up) and queries of one page."""
    client = Client()
    client.force_login(member)
    asked: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    times = []
    for _round in range(rounds):
        begun = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), len([sql for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE"))])
