"""Several parties at once, in any order: the invariants hold after each act, and nobody reads what it may not.

What each party is expected to read is kept here by hand from cvd-protocol 3.3 and docs/reference/policy.md, and
compared with what the queries give. Refused acts are part of the walk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcord.cases import actions, checked, embargoes, queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Case
from medcord.cases.queries import finding
from medcord.cases.reactions import embargoes_run_out
from medcord.core.access import Viewer, ViewerKind
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.invariants import all_broken
from medcord.core.cvd.report import ReportState
from medcord.core.refusals import NotFound, Refusal
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Role, Tlp
from medcord.gateways import clock
from medcord.ledger import queries as ledger
from medcord.parties.models import Member
from medcord.products import actions as products
from tests.cases.road import opened
from tests.cases.test_embargo_terms import party
from tests.cast import Cast

pytestmark = pytest.mark.django_db

WHO = ("owner", "regulator", "guest", "karst", "tarn")
JOINERS = ("guest", "karst", "tarn")
MAKERS = ("karst", "tarn")


@dataclass
class Place:
    """Where a party is by the words of the policy: out, invited, signed, lapsed; and the span of what it may read."""

    stands: str = "out"
    since: datetime | None = None
    until: datetime | None = None

    def reads(self, at: datetime) -> bool:
        if self.stands not in ("signed", "lapsed") or (self.since is not None and at < self.since):
            return False
        return self.stands == "signed" or (self.until is not None and at <= self.until)


@dataclass
class Walk:
    """One case with its people; ``said`` and ``stated`` hold what there is to read, by its time."""

    people: dict[str, Member]
    reference: str
    finder: Viewer
    wares: dict[str, UUID]
    now: datetime
    places: dict[str, Place] = field(default_factory=dict)
    said: dict[str, datetime] = field(default_factory=dict)
    stated: dict[str, datetime] = field(default_factory=dict)
    was_in_force: bool = False

    def viewer(self, who: str) -> Viewer:
        return self.finder if who == "finder" else self.people[who].viewer

    def party(self, who: str) -> UUID:
        return self.people[who].organisation_id

    def case(self) -> Case:
        return queries.case_for(self.viewer("owner"), self.reference)

    def called(self, party: UUID) -> str:
        return next((name for name, one in self.people.items() if one.organisation_id == party), "finder")


# --- acts: each gives the walk, who acts and a number to choose by; what it changes in the places is written here ----


def propose(walk: Walk, who: str, number: int) -> None:
    reference = None if who == "finder" else walk.reference
    end = walk.now + timedelta(days=15 + number)
    actions.propose_terms(reference, ends_at=end, zone="UTC", actor=walk.viewer(who))


def withdraw(walk: Walk, who: str, number: int) -> None:
    actions.withdraw_terms(None if who == "finder" else walk.reference, actor=walk.viewer(who))


def accept(walk: Walk, who: str, number: int) -> None:
    """Sign. On open proposals: who offered at least as long agrees along; every other maker's signature lapses."""
    case = walk.case()
    offers = [
        (walk.called(UUID(one["by"])), datetime.fromisoformat(one["ends_at"]), one["id"]) for one in case.proposals
    ]
    chosen = offers[number % len(offers)] if offers and number % 3 else None
    named = UUID(chosen[2]) if chosen else None
    before, signs = case.embargo, walk.places[who].stands in ("invited", "lapsed")
    actions.answer_terms(walk.reference, TermsAnswer.ACCEPT, proposal=named, actor=walk.viewer(who))
    live = [offer for offer in offers if offer[1] > walk.now]
    if before == "proposed":
        end = min(offer[1] for offer in live)
        _agreed(walk, {who, *(offer[0] for offer in offers if offer[1] >= end)})
    elif before == "revise" and not signs:
        others = [offer for offer in live if offer[0] != who] if chosen is None else [chosen]
        taken = chosen or min(live, key=lambda offer: offer[1])
        assert others
        _agreed(walk, {who, *(offer[0] for offer in offers if offer[1] == taken[1])})
    elif signs:
        walk.places[who] = Place("signed", walk.places[who].since)


def _agreed(walk: Walk, agreed: set[str]) -> None:
    for name in JOINERS:
        place = walk.places[name]
        if name in agreed and place.stands in ("invited", "lapsed"):
            walk.places[name] = Place("signed", place.since)
        elif name not in agreed and place.stands == "signed" and name in MAKERS:
            walk.places[name] = Place("lapsed", place.since, walk.now)


def reject(walk: Walk, who: str, number: int) -> None:
    offers = walk.case().proposals
    named = UUID(offers[number % len(offers)]["id"]) if offers and number % 2 else None
    actions.answer_terms(walk.reference, TermsAnswer.REJECT, proposal=named, actor=walk.viewer(who))


def decline(walk: Walk, who: str, number: int) -> None:
    actions.answer_terms(walk.reference, TermsAnswer.DECLINE, actor=walk.viewer(who))
    walk.places[who] = Place()


def invite(walk: Walk, who: str, number: int) -> None:
    late = number % 2 == 1
    whom = ("guest", "karst", "tarn", "regulator")[number % 4]
    since = walk.now if late and whom != "regulator" else None
    actions.invite(walk.reference, walk.party(whom), sees_from=since, actor=walk.viewer(who))
    walk.places[whom] = Place("signed") if whom == "regulator" else Place("invited", since)


def remove(walk: Walk, who: str, number: int) -> None:
    whom = ("guest", "karst", "tarn", "regulator")[number % 4]
    actions.remove(walk.reference, walk.party(whom), reason="Because.", actor=walk.viewer(who))
    walk.places[whom] = Place()


def leave(walk: Walk, who: str, number: int) -> None:
    actions.leave(walk.reference, actor=walk.viewer(who))
    walk.places[who] = Place()


def say(walk: Walk, who: str, number: int) -> None:
    body = f"word {len(walk.said)}"
    actions.send_message(
        walk.reference, body, tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.NONE, actor=walk.viewer(who)
    )
    walk.said[body] = walk.now


def state(walk: Walk, who: str, number: int) -> None:
    versions = f"< {len(walk.stated)}.1"
    words = actions.StatementWords(walk.wares[who], versions, ProductStatus.AFFECTED)
    actions.make_statement(walk.reference, words, actor=walk.viewer(who))
    walk.stated[versions] = walk.now


def claim(walk: Walk, who: str, number: int) -> None:
    reference = None if who == "finder" else walk.reference
    actions.claim(reference, _public(number), evidence="A list.", actor=walk.viewer(who))


def _public(number: int) -> CaseEvent:
    """Attacks often, a public issue or exploit seldom: these end most of what can be walked."""
    return {0: CaseEvent.PUBLIC_AWARE, 1: CaseEvent.EXPLOIT_PUBLIC}.get(number % 12, CaseEvent.ATTACKS_OBSERVED)


def decide(walk: Walk, who: str, number: int) -> None:
    waiting = queries.to_decide(walk.viewer("owner"), [walk.case()])
    row = waiting[0].pk if waiting else walk.party("owner")
    actions.decide_claim(walk.reference, row, confirmed=number % 2 == 0, because="Seen.", actor=walk.viewer(who))


def mark(walk: Walk, who: str, number: int) -> None:
    event = list(CaseEvent)[number % 3] if who in MAKERS else _public(number)
    actions.mark(walk.reference, event, evidence="Seen.", actor=walk.viewer(who))


def answer(walk: Walk, who: str, number: int) -> None:
    actions.answer_report(walk.reference, list(ReportState)[number % 7], actor=walk.viewer(who))


def end(walk: Walk, who: str, number: int) -> None:
    actions.end_embargo(walk.reference, reason="Over.", actor=walk.viewer(who))


def keep(walk: Walk, who: str, number: int) -> None:
    actions.keep_embargo(walk.reference, reason="A fix tomorrow.", actor=walk.viewer(who))


def acknowledge(walk: Walk, who: str, number: int) -> None:
    actions.acknowledge_terms(walk.reference, actor=walk.viewer(who))


def run_out(walk: Walk, who: str, number: int) -> None:
    """The clock comes to the end in force."""
    until = walk.case().embargo_until
    if until is not None and until > walk.now:
        walk.now = until
        with clock.at(until):
            embargoes_run_out()


def close(walk: Walk, who: str, number: int) -> None:
    actions.close(walk.reference, reason="Done.", actor=walk.viewer(who))


Act = Callable[[Walk, str, int], None]
# How often an act is tried, and by whom; now and then by somebody whose act it is not.
TRIED: list[tuple[int, Act, str]] = [
    (3, propose, "owner guest karst tarn finder"),
    (6, accept, "owner guest karst tarn"),
    (3, say, "owner guest regulator karst tarn"),
    (3, state, "karst tarn"),
    (9, invite, "owner"),
    (1, withdraw, "owner karst tarn finder"),
    (2, reject, "owner karst guest"),
    (1, decline, "karst tarn guest"),
    (2, remove, "owner"),
    (1, leave, "guest karst tarn regulator"),
    (1, claim, "karst guest finder regulator"),
    (3, decide, "owner"),
    (1, mark, "owner karst tarn"),
    (2, answer, "karst tarn"),
    (3, keep, "owner"),
    (1, acknowledge, "regulator"),
    (1, end, "owner"),
    (1, run_out, "owner"),
    (1, close, "owner"),
]
USUAL = [(act, who) for often, act, them in TRIED for who in them.split() for _ in range(often)]
ODD = [(act, who) for _often, act, _them in TRIED for who in (*WHO, "finder", "eve")]
# What ends a walk comes late in it.
FINAL = {end, run_out, close}
LONGEST = 50
BEGINNING: list[tuple[tuple[Act, str], int]] = [
    ((invite, "owner"), 2), ((invite, "owner"), 0), ((invite, "owner"), 1), ((say, "owner"), 0),
    ((accept, "karst"), 0), ((accept, "tarn"), 0), ((accept, "guest"), 0), ((state, "karst"), 0),
]  # fmt: skip


# --- what must hold after each act ----------------------------------------------------------------------------------


def hold(walk: Walk, marks: set[str]) -> set[str]:
    case = walk.case()
    assert all_broken(checked.look(case)) == ()
    embargo = embargoes.embargo_of(case)
    assert not (walk.was_in_force and case.embargo in ("none", "proposed")), "an embargo in force has one way out"
    walk.was_in_force = walk.was_in_force or embargo.in_force
    assert embargo.consent_of(walk.party("owner")) is Consent.SIGNATORY
    now = {
        f"{row.pk} {name}"
        for row, names in ((case, ("public_at", "exploit_public_at", "attacks_at")), *_parts(case))
        for name in names
        if getattr(row, name) is not None
    }
    assert marks <= now, "what has happened has happened"
    for who in [*WHO, "eve"]:
        _reads_what_it_may(walk, who)
    assert queries.case_of_finder(walk.finder).reference == walk.reference
    with pytest.raises(NotFound):
        queries.case_for(walk.finder, walk.reference)
    return now


def _parts(case: Case) -> list[tuple[object, tuple[str, ...]]]:
    return [(row, ("maker_aware_at", "fix_ready_at", "fix_deployed_at")) for row in case.participants.all()]


def _reads_what_it_may(walk: Walk, who: str) -> None:
    viewer, place = walk.viewer(who), walk.places.get(who, Place())
    inside = place.stands in ("signed", "lapsed")
    titles = [case.title for case in queries.visible(viewer)]
    assert len(titles) == len(finding.ids(viewer, "alarms silenced")) == (1 if inside else 0), who
    assert bool(queries.invitations(viewer)) == (place.stands == "invited" and walk.case().closed_at is None), who
    if not inside:
        with pytest.raises(NotFound):
            queries.case_for(viewer, walk.reference)
        return
    case = queries.case_for(viewer, walk.reference)
    assert [row.body for row in queries.messages(viewer, case)] == [
        body for body, at in walk.said.items() if place.reads(at)
    ], (who, place)
    assert {row.versions for row in queries.statements(viewer, case)} == {
        versions for versions, at in walk.stated.items() if place.reads(at)
    }, (who, place)
    told = [fact for fact in queries.timeline(viewer, case) if fact.kind in ("MessageSent", "StatementMade")]
    assert len(told) == len([at for at in [*walk.said.values(), *walk.stated.values()] if place.reads(at)]), who


def begun(cast: Cast, with_terms: bool) -> Walk:
    guest, tarn = party("Quarrel", Role.COORDINATOR), party("Tarn")
    people = {
        "owner": cast.coordinator,
        "regulator": cast.regulator,
        "guest": guest,
        "karst": cast.manufacturer,
        "tarn": tarn,
        "eve": cast.eve,
    }
    reference = opened(cast, already_public=not with_terms)
    wares = {
        name: products.register(
            products.ProductWords(name=f"Ware of {name}"), maker=one.organisation_id, actor=one.viewer
        ).pk
        for name, one in people.items()
        if name in (*MAKERS, "eve")
    }
    case = queries.case_for(cast.coordinator.viewer, reference)
    finder = Viewer(kind=ViewerKind.FINDER, report_id=case.report_id)
    places = {"owner": Place("signed"), "regulator": Place("signed"), **{name: Place() for name in JOINERS}}
    return Walk(people, reference, finder, wares, clock.now(), places)


def steps(seed: int, length: int) -> Iterator[tuple[tuple[Act, str], int]]:
    """Acts in an order that the seed decides: one in six is tried by whoever."""
    chance = Random(seed)
    for place in range(length):
        act, who = chance.choice(ODD if chance.random() < 1 / 6 else USUAL)
        if act not in FINAL or place > length * 2 / 3:
            yield (act, who), chance.randrange(61)


def test_any_order_of_acts_keeps_the_invariants_and_the_secrets(cast: Cast) -> None:
    done: Counter[str] = Counter()

    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.booleans(), st.integers(0, 2**32), st.integers(25, LONGEST))
    def walked(with_terms: bool, seed: int, length: int) -> None:
        with transaction.atomic():
            walk, marks = begun(cast, with_terms), set[str]()
            for (act, who), number in [*BEGINNING, *steps(seed, length)]:
                walk.now += timedelta(hours=1)
                with clock.at(walk.now), suppress(Refusal, KeyError):  # a KeyError: who has no ware, no place
                    act(walk, who, number)
                    done[act.__name__] += 1
                    marks = hold(walk, marks)
            assert ledger.breaks() == []
            transaction.set_rollback(True)

    walked()
    wanted = {each.__name__ for each in (propose, accept, invite, say, state, remove, claim, decide, answer)}
    assert wanted <= {name for name, count in done.items() if count}, "a walk that gets nowhere proves nothing"
