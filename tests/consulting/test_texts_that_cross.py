"""Every text that may cross is compared with what is held back, or excused with a reason; and stories of each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from medcord.calls import actions as calls
from medcord.calls.actions import CallWords, Tabled
from medcord.cases import actions
from medcord.cases.models import Message, Statement
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.core.signals import Seen
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Severity, Tlp
from medcord.drafting import actions as drafting
from medcord.drafting.actions import CommentWords
from medcord.drafting.texts import What
from medcord.gateways import clock
from medcord.ledger import crossing, roads, worker
from medcord.opinions import actions as opinions
from medcord.opinions.actions.disputes import PositionWords
from medcord.signals import actions as signals
from medcord.signals.actions import SightingWords
from tests.cases.road import DRAFT, joined, product_of, stated
from tests.cast import Cast, browser_of
from tests.consulting.test_asking_a_supplier import answered, asked
from tests.docs import write_texts
from tests.files.test_purge_roads import SPILLS

SECRET = "The key of the service port is made from the serial number and the month of production."
DEMAND_SIDE = {"inventory", "remediation"}


# --- nothing is forgotten -------------------------------------------------------------------------------------------


def test_of_every_text_that_people_write_it_is_said_who_may_read_it_or_why_it_is_not_compared() -> None:
    said = {(one.model, name) for one in crossing.laid() for name in (*one.texts, *one.apart)}
    texts = {(one.model, name) for one in roads.laid() for name in one.texts if room_of(one.model) not in DEMAND_SIDE}
    assert {f"{model.__name__}.{name}" for model, name in texts - said} == set()
    assert {f"{model.__name__}.{name}" for model, name in said - texts} == set()
    assert {room_of(one.model) for one in crossing.laid()} == {*SPILLS} - DEMAND_SIDE
    twice = [one.model.__name__ for one in crossing.laid() if set(one.texts) & set(one.apart)]
    assert twice == []


def room_of(model: type) -> str:
    return model.__module__.split(".")[1]


def test_the_page_of_texts_says_what_the_code_does() -> None:
    assert write_texts.PAGE.read_text("utf-8") == write_texts.page()


# --- stories --------------------------------------------------------------------------------------------------------


def held_back(cast: Cast) -> tuple[str, Message]:
    """A case in which the maker said something that is CCI and of which nobody was asked."""
    case = joined(cast)
    row = actions.send_message(
        case, SECRET, tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.CCI, actor=cast.manufacturer.viewer
    )
    return case, row


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(InputRefusal) as found:
        act()
    assert found.value.code == "copied"
    return str(found.value.sentence)


@pytest.mark.django_db
def test_a_position_in_a_dispute_carries_nothing_to_the_regulator_that_its_supplier_was_not_asked_about(
    cast: Cast,
) -> None:
    case, row = held_back(cast)
    words = PositionWords(f"We hold it minor. {SECRET}", Severity.MINOR)
    said = refused(lambda: opinions.state_position(case, words, actor=cast.coordinator.viewer))
    assert "“The key of the service port is made" in said
    assert "It would be read by DSA" in said
    question = asked(cast, case, row.pk)
    answered(cast, case, question, agreed=True)
    assert opinions.state_position(case, words, actor=cast.coordinator.viewer)


@pytest.mark.django_db
def test_the_agenda_and_minutes_of_a_call_carry_nothing_of_it(cast: Cast) -> None:
    case, _row = held_back(cast)
    owner, regulator = cast.coordinator.viewer, cast.regulator.organisation_id
    about = CallWords(clock.now() + timedelta(hours=1), "UTC", SECRET, [regulator], agenda=[Tabled(case)])
    refused(lambda: calls.convene(about, actor=owner))
    call = calls.convene_emergency("What is next", parties=[regulator], agenda=[Tabled(case)], actor=owner)
    refused(lambda: calls.decide(call.reference, f"Agreed: {SECRET}", party=cast.coordinator.organisation_id,
                                 actor=owner))  # fmt: skip
    refused(lambda: calls.hold(call.reference, minutes=SECRET, discussed=[case], actor=owner))
    assert calls.hold(call.reference, minutes="The alarm was spoken of.", discussed=[case], actor=owner)


@pytest.mark.django_db
def test_a_call_without_a_case_carries_nothing_of_any_case_to_who_may_not_read_it(cast: Cast) -> None:
    case, row = held_back(cast)
    owner, regulator = cast.coordinator.viewer, cast.regulator.organisation_id
    assert regulator is not None
    about = CallWords(clock.now() + timedelta(hours=1), "UTC", SECRET, [regulator])
    assert "It would be read by DSA" in refused(lambda: calls.convene(about, actor=owner))
    call = calls.convene(replace(about, purpose="What we learned in spring"), actor=owner)
    refused(lambda: calls.decide(call.reference, f"Agreed: {SECRET}", party=cast.coordinator.organisation_id,
                                 actor=owner))  # fmt: skip
    answered(cast, case, asked(cast, case, row.pk), agreed=True)
    assert calls.convene(about, actor=owner)


@pytest.mark.django_db
def test_the_answer_to_a_sighting_carries_nothing_of_a_case_to_its_reporter(cast: Cast) -> None:
    _case, row = held_back(cast)
    seen = signals.sight(SightingWords(Seen.ATTEMPT, "Karst Breva V2"), actor=cast.hospital.viewer)
    down = partial(signals.turn_down, seen.reference, actor=cast.coordinator.viewer)
    assert "a party that is not in the case" in refused(lambda: down(because=f"Not that. {SECRET}"))
    page = browser_of(cast.coordinator).post(
        f"/sightings/{seen.reference}/decision", {"act": "turn-down", "because": SECRET, "case": ""}
    )
    assert (page.status_code, b"words in a row" in page.content) == (422, True)
    with pytest.raises(InputRefusal, match=f"/supplied/{row.pk}") as close:
        down(because="A service-port key derived from a unit's serial number plus its production month was found.")
    assert close.value.code == "close"
    assert down(because="We saw the traffic: it was your own scanner.").confirmed is False


@pytest.mark.django_db
def test_a_comment_on_the_draft_carries_nothing_of_it(cast: Cast) -> None:
    case, _row = held_back(cast)
    stated(cast, case)
    drafting.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    words = CommentWords("summary", "", f"Say why: {SECRET}", 1)
    refused(lambda: drafting.comment(case, What.ADVISORY, words, actor=cast.coordinator.viewer))


@pytest.mark.django_db
def test_a_statement_is_for_everybody_so_it_holds_no_words_that_are_not_to_be_published(cast: Cast) -> None:
    case, row = held_back(cast)
    words = actions.StatementWords(
        product_of(cast).pk, "< 4.2.1", ProductStatus.AFFECTED, "", "mitigation", f"Mind this. {SECRET}"
    )
    maker = cast.manufacturer.viewer
    assert "is CCI" in refused(lambda: actions.make_statement(case, words, actor=maker))
    question = asked(cast, case, row.pk, purpose="publication")
    answered(cast, case, question, agreed=True)
    assert actions.make_statement(case, words, actor=maker)
    drafting.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    answered(cast, case, question, agreed=False)
    worker.drain()
    with pytest.raises(RuleRefusal, match="“What a manufacturer states”"):
        drafting.publish(case, actor=cast.coordinator.viewer)
    assert Statement.objects.count() == 1


@pytest.mark.django_db
def test_titles_are_compared(cast: Cast) -> None:
    case, _row = held_back(cast)
    owner = cast.coordinator.viewer
    words = actions.SideRoom(SECRET, [cast.manufacturer.organisation_id])
    refused(lambda: actions.open_side_room(case, words, actor=owner))
    refused(lambda: actions.split(case, [SECRET], parties_along=[], reason="Two flaws.", actor=owner))
    drafting.save_draft(case, {**DRAFT, "title": SECRET}, actor=owner)
    with pytest.raises(RuleRefusal, match="“Title”"):
        drafting.circulate(case, cast.regulator.organisation_id, actor=owner)


@pytest.mark.django_db
def test_what_is_not_new_is_not_looked_at_again(cast: Cast) -> None:
    """A text that was there before an item was marked does not stop what has nothing to do with it."""
    case = joined(cast)
    owner = cast.coordinator.viewer
    words = PositionWords(SECRET, Severity.MINOR)
    position = opinions.state_position(case, words, actor=owner)
    actions.send_message(
        case, SECRET, tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.CCI, actor=cast.manufacturer.viewer
    )
    assert position.words == SECRET
    assert actions.send_message(case, "Noted.", tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.NONE, actor=owner)
