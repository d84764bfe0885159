"""No road around consult-before-share through real actions, pages and the API: random chains of shares, quotations,
the same said in other words, other texts of the case, consultations, claims, consents, drafts and early releases,
looked at as the regulator and as Eve after every step.

The same over many more chains, on core alone: tests/core/test_no_road_around.py.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from medcord.calls import actions as calls
from medcord.cases import actions, queries
from medcord.cases.actions import Document, NearVerdict, SupplierQuestion
from medcord.cases.models import Message, Nearness, Protection, SupplierConsultation, UseConsent
from medcord.core.confidentiality import Giver
from medcord.core.refusals import Refusal
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.drafting import actions as drafting
from medcord.drafting.models import Draft
from medcord.ledger import worker
from medcord.opinions import actions as opinions
from tests.cases.road import DRAFT, approved, joined, stated
from tests.cast import Cast, browser_of, make_cast

pytestmark = pytest.mark.django_db

PAPER = Document("P-1", date(2026, 11, 2))
AGAIN = "Outside nobody must read a part which stands here, as nobody asked."
CLASSES = [ConfidentialityClass.CCI, ConfidentialityClass.TRADE_SECRET, ConfidentialityClass.PCII,
           ConfidentialityClass.NONE]  # fmt: skip
FIELDS = ("summary", "flaw")


@dataclass
class Chain:
    """One case, what was said in it with the word that marks it, and what each made use of."""

    cast: Cast
    case: str
    draw: random.Random
    marks: dict[UUID, str] = field(default_factory=dict)
    sources: dict[UUID, set[UUID]] = field(default_factory=dict)
    independent: set[UUID] = field(default_factory=set)
    """Items of which it was decided that what is said again does not come from them."""
    refused: list[str] = field(default_factory=list)
    drafted: dict[str, set[UUID]] = field(default_factory=lambda: {one: set() for one in FIELDS})

    def roots(self, key: UUID) -> set[UUID]:
        """Everything that something was made from, as the acts told."""
        found, ahead = set[UUID](), list(self.sources[key])
        while ahead:
            one = ahead.pop()
            if one not in found:
                found.add(one)
                ahead.extend(self.sources[one])
        return found

    def any_message(self, *classes: str) -> UUID:
        """Any message, or mostly one of these classes: most of what people do makes sense."""
        fitting = list(
            Message.objects.filter(pk__in=self.marks, confidentiality__in=classes).values_list("pk", flat=True)
        )
        return self.draw.choice(fitting if fitting and self.draw.random() < 0.8 else list(self.marks))

    # --- what people do -----------------------------------------------------------------------------------------

    def share(self) -> None:
        word = f"zq{len(self.marks)}mark"
        body = f"{word} stands for the part that nobody outside is to read before we were asked."
        who = self.cast.manufacturer.viewer
        row = actions.send_message(self.case, body, tlp=Tlp.AMBER, confidentiality=self.draw.choice(CLASSES), actor=who)
        self._said(row, word, set())

    def quote(self) -> None:
        source, word = self.any_message(), f"zq{len(self.marks)}mark"
        who = self.draw.choice([self.cast.coordinator, self.cast.regulator, self.cast.manufacturer]).viewer
        row = actions.send_message(
            self.case, f"{word} says more.", tlp=Tlp.CLEAR, confidentiality=ConfidentialityClass.NONE, quotes=[source],
            actor=who,
        )  # fmt: skip
        self._said(row, word, {source})

    def _said(self, row: Message, word: str, sources: set[UUID]) -> None:
        self.marks[row.pk], self.sources[row.pk] = word, sources

    def say_again(self) -> None:
        """The same as what was shared, in other words and without quoting: of everything that is under a rule now."""
        word = f"zq{len(self.marks)}mark"
        row = actions.send_message(
            self.case, f"{word}: {AGAIN}", tlp=Tlp.CLEAR, confidentiality=ConfidentialityClass.NONE,
            actor=self.cast.coordinator.viewer,
        )  # fmt: skip
        self._said(row, word, self._under_rule() - self.independent)

    def _under_rule(self) -> set[UUID]:
        shared = [key for key, sources in self.sources.items() if not sources]
        rows = Message.objects.filter(pk__in=shared, party=self.cast.manufacturer.organisation_id)
        return {row.pk for row in rows if (row.marked or row.confidentiality) != "none"}

    def decide(self) -> None:
        """The coordinator says of one passage that it comes from an independent source, or that it quotes."""
        found = list(Nearness.objects.filter(case__reference=self.case, verdict="open", where="message"))
        if found:
            one, independent = self.draw.choice(found), self.draw.random() < 0.5
            words = NearVerdict(independent, "A test of our own.", one.pk)
            actions.decide_near(self.case, one.source_id, words, actor=self.cast.coordinator.viewer)
            if independent:
                self.sources[one.target].discard(one.source_id)
                self.independent.add(one.source_id)

    def other_text(self) -> None:
        """The words of an item, or the same in other words, in a text that nothing binds: it is saved only where the
        regulator may read the item."""
        shared = [key for key, sources in self.sources.items() if not sources]
        source = self.draw.choice(shared)
        text = self.draw.choice([Message.objects.get(pk=source).body, AGAIN])
        bound = self._under_rule() - self.independent if text == AGAIN else {source} & self._under_rule()
        barred = any(self.closed(one) for one in bound)
        self.draw.choice([self._position, self._title, self._call])(text)
        assert not barred

    def _position(self, text: str) -> None:
        opinions.state_position(self.case, opinions.PositionWords(text), actor=self.cast.coordinator.viewer)

    def _title(self, text: str) -> None:
        room = actions.SideRoom(text, [self.cast.regulator.organisation_id])
        actions.open_side_room(self.case, room, actor=self.cast.coordinator.viewer)

    def _call(self, text: str) -> None:
        call = calls.convene_emergency(
            text, parties=[self.cast.regulator.organisation_id], agenda=[calls.Tabled(self.case)],
            actor=self.cast.coordinator.viewer,
        )  # fmt: skip
        assert call.purpose == text

    def ask(self) -> None:
        words = SupplierQuestion(self.draw.choice(["regulator", "publication"]))
        actions.ask_supplier(
            self.case, self.any_message("cci", "trade-secret"), words, actor=self.cast.coordinator.viewer
        )

    def answer(self) -> None:
        asked = list(SupplierConsultation.objects.filter(case__reference=self.case))
        if asked:
            actions.answer_supplier(
                self.case, self.draw.choice(asked).pk, agreed=self.draw.random() < 0.6, words="Because.",
                actor=self.cast.manufacturer.viewer,
            )  # fmt: skip

    def confer(self) -> None:
        asked = list(SupplierConsultation.objects.filter(case__reference=self.case))
        if asked:
            actions.confer(self.case, self.draw.choice(asked).pk, "All the same.", actor=self.cast.coordinator.viewer)

    def claim(self) -> None:
        verb = self.draw.choice([actions.claim_protection, actions.withdraw_protection])
        verb(self.case, self.any_message(), actor=self.cast.manufacturer.viewer)

    def consent(self) -> None:
        giver = self.draw.choice(list(Giver))
        who = self.cast.manufacturer if giver is Giver.SUBMITTER else self.cast.coordinator
        actions.consent_to_use(self.case, self.any_message("pcii"), giver, "One opinion.", PAPER, actor=who.viewer)

    def withdraw(self) -> None:
        kept = list(UseConsent.objects.filter(message__case__reference=self.case, withdrawn_at=None))
        if kept:
            one = self.draw.choice(kept)
            who = self.cast.manufacturer if one.giver == "submitter" else self.cast.coordinator
            actions.withdraw_consent(self.case, one.pk, actor=who.viewer)

    def name(self) -> None:
        people = [self.cast.regulator.email] if self.draw.random() < 0.8 else []
        actions.name_readers(self.case, self.any_message("pcii"), people, actor=self.cast.coordinator.viewer)

    def draft(self) -> None:
        source, where = self.any_message(), self.draw.choice(FIELDS)
        drafting.quote(self.case, where, source, actor=self.cast.coordinator.viewer)
        self.drafted[where] |= {source}

    def circulate(self) -> None:
        drafting.circulate(self.case, self.cast.regulator.organisation_id, actor=self.cast.coordinator.viewer)

    def publish(self) -> None:
        if not any(self.drafted.values()):
            return
        drafting.publish(
            approved(self.cast, self.case), early_reason="Attacks are under way.", actor=self.cast.coordinator.viewer
        )

    # --- what must hold -----------------------------------------------------------------------------------------

    def closed(self, message: UUID) -> bool:
        """Whether an item is closed to the regulator, in the words of the rule, from its own rows alone."""
        row = Message.objects.get(pk=message)
        held = Protection.objects.filter(message=row).first()
        if held is not None and held.state in ("claimed", "presumed", "validated"):
            given = UseConsent.objects.filter(message=row, withdrawn_at=None).values_list("giver", flat=True)
            return set(given) != {"submitter", "programme"} or str(self.cast.regulator.pk) not in (row.readers or [])
        klass = row.marked or row.confidentiality
        if klass not in ("cci", "trade-secret"):
            return False
        asked = SupplierConsultation.objects.filter(message=row)
        since = asked.filter(asked_at__gt=held.claimed_at) if held is not None else asked
        last = since.filter(purpose="regulator").last()
        public = since.filter(purpose="publication").last()
        opens = {"agreed", "silent"} | ({"conferred"} if klass == "cci" else set())
        return not ((last and last.state in opens) or (public and public.state == "agreed"))

    def public(self, message: UUID) -> bool:
        """Whether everybody may read an item: its supplier agreed to just that, and it is no PCII."""
        row = Message.objects.get(pk=message)
        held = Protection.objects.filter(message=row).first()
        if held is not None and held.state in ("claimed", "presumed", "validated"):
            return False
        asked = SupplierConsultation.objects.filter(message=row, purpose="publication")
        if held is not None:
            asked = asked.filter(asked_at__gt=held.claimed_at)
        last = asked.last()
        own = row.party_id == self.cast.coordinator.organisation_id and (row.marked or row.confidentiality) == "none"
        return own or (last is not None and last.state == "agreed")


STEPS_A_CHAIN = 40
STEPS: list[Callable[[Chain], None]] = [
    Chain.share, Chain.quote, Chain.quote, Chain.ask, Chain.ask, Chain.answer, Chain.answer, Chain.confer, Chain.claim,
    Chain.consent, Chain.consent, Chain.withdraw, Chain.name, Chain.draft, Chain.circulate, Chain.publish,
    Chain.say_again, Chain.decide, Chain.other_text, Chain.other_text,
]  # fmt: skip


def shown(browser: Client, chain: Chain) -> str:
    """Everything a member is shown of the case, by pages and by the API."""
    case = chain.case
    paths = [
        f"/cases/{case}/disputes", f"/cases/{case}", f"/cases/{case}/supplied",
        f"/cases/{case}/facts", f"/cases/{case}/draft", "/board.csv",
        "/search?q=stands", f"/api/v1/cases/{case}/messages", f"/api/v1/cases/{case}/supplied",
        f"/api/v1/cases/{case}/timeline", f"/api/v1/cases/{case}/draft", "/api/v1/cases",
    ]  # fmt: skip
    paths += [f"/api/v1/cases/{case}/messages/{one}" for one in chain.marks]
    answers = [browser.get(path) for path in paths]
    return "\n".join(one.content.decode() for one in answers if one.status_code == 200)


def check(chain: Chain, regulator: Client, eve: Client) -> None:
    viewer = chain.cast.regulator.viewer
    case = queries.case_for(viewer, chain.case)
    seen = {row.pk for row in queries.messages(viewer, case)}
    barred = {key for key in chain.marks if any(chain.closed(one) for one in {key} | chain.roots(key))}
    assert not barred & seen
    # The columns that lists look at say what the rows say.
    for key in chain.marks:
        row = Message.objects.get(pk=key)
        if (row.marked or row.confidentiality) != "none":
            assert row.consulted is not chain.closed(key)
    page, nothing = shown(regulator, chain), shown(eve, chain)
    for key, word in chain.marks.items():
        assert word not in nothing
        assert queries.code_of(key) not in nothing
        if key in barred:
            assert word not in page
            assert str(key) not in page
            assert queries.code_of(key) not in page


def check_published(chain: Chain) -> None:
    """Everything that went out may go out, and nothing else of the case did."""
    for sources in chain.drafted.values():
        assert all(chain.public(key) for one in sources for key in {one} | chain.roots(one))
    stranger = browser_of(None)
    number = Draft.objects.get(case__reference=chain.case).tracking_id
    paths = [f"/advisories/{number}", f"/advisories/{number}/csaf.json", f"/api/v1/advisories/{number}"]
    out = "\n".join(stranger.get(path).content.decode() for path in paths)
    assert DRAFT["title"] in out
    for key, word in chain.marks.items():
        assert word not in out or chain.public(key)


@pytest.mark.parametrize("seed", [13, 38])
def test_no_chain_of_acts_shows_the_regulator_or_eve_what_its_rule_keeps_from_them(seed: int) -> None:
    cast, draw = make_cast(), random.Random(seed)
    chain = Chain(cast, joined(cast), draw)
    stated(cast, chain.case)
    drafting.save_draft(chain.case, DRAFT, actor=cast.coordinator.viewer)
    regulator, eve = browser_of(cast.regulator), browser_of(cast.eve)
    chain.share()
    done, published = set(), False
    for number in range(STEPS_A_CHAIN):
        step = draw.choice(STEPS)
        try:
            step(chain)
        except Refusal as refusal:
            chain.refused.append(str(refusal.code))
            continue
        done.add(step.__name__)
        if step is Chain.publish and any(chain.drafted.values()):
            check_published(chain)
            published = True
            break
        if number % 8 == 0:
            worker.drain()
            check(chain, regulator, eve)
    check(chain, regulator, eve)
    assert {"copied", "close"} & set(chain.refused)
    assert published or {"quote", "ask", "answer", "say_again", "decide"} <= done
