"""A passage that says an item again in other words counts as a quotation until a person decides otherwise (80)."""

from __future__ import annotations

import dataclasses
import random
import time
from collections.abc import Iterator

import pytest

from medcord.cases import actions, queries
from medcord.cases.actions import NearVerdict
from medcord.cases.models import Message, Nearness
from medcord.core.confidentiality import near, nearness
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Severity, Tlp
from medcord.drafting import actions as drafting
from medcord.drafting import queries as drafts
from medcord.ledger.models import FactRow
from medcord.opinions import actions as opinions
from medcord.opinions.actions.disputes import PositionWords
from medcord.project.demo import texts
from tests.agreements.test_agreement import program
from tests.cases.road import DRAFT, approved, stated
from tests.cast import Cast, browser_of
from tests.consulting.test_asking_a_supplier import answered, asked, reads, said
from tests.consulting.test_texts_that_cross import SECRET, held_back

NONE = ConfidentialityClass.NONE
AGAIN = "A service-port key derived from a unit's serial number plus its production month was found."
OTHER = "Alarms can be muted by anyone on the ward's network, and no sign-in is asked for."


# --- what is close, pure --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "close"),
    [
        (AGAIN, True),
        (f"{OTHER} {AGAIN} We wait for the fix.", True),
        ("Whoever knows the serial number and in which month a unit was produced can compute the service key.", True),
        ("It uses a serial number. The month of production makes its service key.", True),
        (OTHER, False),
        ("The key is in the box.", False),
        ("", False),
    ],
)
def test_what_keeps_the_words_that_matter_is_close_in_any_order(text: str, close: bool) -> None:
    found = near(text, [("item", SECRET)])
    assert bool(found) is close
    assert all(one.passage in text and one.source == SECRET for one in found)


def test_what_every_text_of_the_case_is_about_makes_nothing_close() -> None:
    about = frozenset(["key", "service", "port", "serial"])
    assert near(AGAIN, [("item", SECRET)], idle=about) == []


def sentences(value: object) -> Iterator[str]:
    """Every text of five words or more in a value."""
    if isinstance(value, str):
        yield from [value] if len(value.split()) >= 5 else []
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from sentences(one)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from sentences(getattr(value, field.name))


def test_texts_of_other_cases_of_the_demo_are_not_close() -> None:
    """The two that are found speak of the same pump: a sighting at a hospital, and the advisory."""
    said = [(name.split("_")[0], text) for name, value in vars(texts).items() for text in sentences(value)
            if name.isupper()]  # fmt: skip
    pairs = [(text, [(other, other) for of, other in said if of != case]) for case, text in said]
    found = [(text, one.key) for text, others in pairs for one in near(text, others)]
    assert sum(len(others) for _text, others in pairs) > 6_000
    assert len(found) == 2
    assert all("Tidewater LVP 3" in text and "Tidewater LVP 3" in other for text, other in found)


def test_a_long_draft_and_many_items_are_compared_before_a_person_notices() -> None:
    draw = random.Random(7)
    words = [f"w{draw.randrange(3_000)}" for _ in range(3_600)]
    text = " ".join(word + (". " if place % 14 == 0 else "") for place, word in enumerate(words))
    items = [(number, ". ".join(" ".join(draw.sample(words, 14)) for _ in range(24))) for number in range(200)]
    assert len(text) > 19_000
    assert min(len(body) for _, body in items) > 1_800
    spent = []
    for _ in range(3):
        begun = time.process_time()
        near(text, items)
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.2, "about 30 ms on a machine that does nothing else"


def test_looking_at_all_sentences_at_once_hides_nothing_that_looking_at_each_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = random.Random(11)
    words = [f"w{number}" for number in range(200)]
    ends = [". ", "; ", "\n", ".\n\n", " ", " ", "! "]
    text, *items = (
        "".join(draw.choice(words) + (" " if draw.random() < 0.9 else draw.choice(ends)) for _ in range(count))
        for count in [900, *draw.choices(range(10, 250), k=60)]
    )
    found = near(text, enumerate(items))
    monkeypatch.setattr(nearness, "_MOST_ADDED", 0)
    assert found == near(text, enumerate(items))
    assert 10 < len(found) < len(items)


# --- messages -------------------------------------------------------------------------------------------------------


def sent(cast: Cast, case: str, body: str = AGAIN) -> Message:
    return actions.send_message(case, body, tlp=Tlp.GREEN, confidentiality=NONE, actor=cast.coordinator.viewer)


def passage(row: Message) -> Nearness:
    return Nearness.objects.get(source=row, gone_at=None)


def verdict(row: Nearness | None, *, independent: bool = True) -> NearVerdict:
    return NearVerdict(independent, "Measured on a unit of our own, note 12.", row.pk if row else None, AGAIN)


@pytest.mark.django_db
def test_a_message_that_is_close_waits_for_a_person_and_then_reaches_the_regulator(cast: Cast) -> None:
    case, row = held_back(cast)
    owner, regulator = cast.coordinator.viewer, cast.regulator.viewer
    message = sent(cast, case)
    assert not reads(regulator, case, message.pk)
    found = passage(row)
    assert (found.passage, found.verdict) == (AGAIN, "open")
    actions.decide_near(case, row.pk, verdict(found), actor=owner)
    assert reads(regulator, case, message.pk)
    assert not reads(regulator, case, row.pk)
    [fact] = FactRow.objects.filter(kind="NearDecided")
    assert (fact.data["source"], fact.data["independent"]) == (str(row.pk), True)
    assert "Measured" not in str(fact.data)
    with pytest.raises(RuleRefusal, match="decided already"):
        actions.decide_near(case, row.pk, verdict(found), actor=owner)
    assert reads(regulator, case, sent(cast, case, f"Again: {AGAIN}").pk), "the same passage is decided once"


@pytest.mark.django_db
def test_what_quotes_by_decision_opens_with_its_source_and_not_before(cast: Cast) -> None:
    case, row = held_back(cast)
    message = sent(cast, case)
    actions.decide_near(case, row.pk, verdict(passage(row), independent=False), actor=cast.coordinator.viewer)
    assert not reads(cast.regulator.viewer, case, message.pk)
    answered(cast, case, asked(cast, case, row.pk), agreed=True)
    assert reads(cast.regulator.viewer, case, message.pk)


@pytest.mark.django_db
def test_taking_the_passage_out_frees_the_message(cast: Cast) -> None:
    case, row = held_back(cast)
    message = sent(cast, case)
    actions.edit_message(case, message.pk, OTHER, actor=cast.coordinator.viewer)
    assert reads(cast.regulator.viewer, case, message.pk)
    actions.edit_message(case, message.pk, AGAIN, actor=cast.coordinator.viewer)
    assert not reads(cast.regulator.viewer, case, message.pk)
    assert passage(row).verdict == "open"


@pytest.mark.django_db
def test_who_decides_gives_a_reason_and_reads_the_item_and_the_maker_is_not_compared_with_itself(cast: Cast) -> None:
    case, row = held_back(cast)
    sent(cast, case)
    found = passage(row)
    with pytest.raises(InputRefusal, match="Name the independent source"):
        actions.decide_near(case, row.pk, NearVerdict(True, " ", found.pk), actor=cast.coordinator.viewer)
    with pytest.raises(NotFound):
        actions.decide_near(case, row.pk, verdict(found), actor=cast.manufacturer.viewer)
    for outsider in (cast.regulator, cast.eve, cast.hospital, cast.isao):
        with pytest.raises((NotAllowed, NotFound)):
            actions.decide_near(case, row.pk, verdict(found), actor=outsider.viewer)
    own = said(cast.manufacturer.viewer, case, AGAIN, NONE)
    assert reads(cast.regulator.viewer, case, own.pk)


# --- drafts and other texts -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_draft_that_is_close_is_closed_to_the_regulator_and_to_everybody_until_it_is_decided(cast: Cast) -> None:
    case, row = held_back(cast)
    owner, regulator = cast.coordinator.viewer, cast.regulator.viewer
    stated(cast, case)
    drafting.save_draft(case, DRAFT, actor=owner)
    drafting.circulate(case, cast.regulator.organisation_id, actor=owner)
    known = queries.case_for(regulator, case)
    assert drafts.draft_for(regulator, known) is not None
    drafting.save_draft(case, {"flaw": AGAIN}, actor=owner)
    assert drafts.draft_for(regulator, known) is None
    with pytest.raises(RuleRefusal, match=r"“Technical description”.*nobody has decided yet"):
        drafting.publish(case, early_reason="Attacks are under way.", actor=owner)
    actions.decide_near(case, row.pk, verdict(passage(row)), actor=owner)
    assert drafts.draft_for(regulator, known) is not None
    drafting.save_draft(case, {"summary": "Now shorter."}, actor=owner)
    assert drafts.draft_for(regulator, known) is not None, "what was decided is not asked again"
    assert drafting.publish(approved(cast, case), early_reason="Attacks are under way.", actor=owner).tracking_id


@pytest.mark.django_db
def test_another_text_is_saved_once_somebody_said_where_its_passage_comes_from(cast: Cast) -> None:
    case, row = held_back(cast)
    owner, words = cast.coordinator.viewer, PositionWords(f"We hold it minor. {AGAIN}", Severity.MINOR)
    with pytest.raises(InputRefusal) as refused:
        opinions.state_position(case, words, actor=owner)
    assert refused.value.code == "close"
    page = f"/cases/{case}/supplied/{row.pk}"
    assert page in refused.value.sentence
    form = {"act": "near", "near-passage": AGAIN, "near-verdict": "independent", "near-reason": "Our own note 12."}
    browser = browser_of(cast.coordinator)
    assert browser.post(page, form).status_code == 302
    assert "Our own note 12." in browser.get(page).content.decode()
    opinions.state_position(case, words, actor=owner)


@pytest.mark.django_db
def test_programs_see_what_is_close_and_decide(cast: Cast) -> None:
    case, row = held_back(cast)
    sent(cast, case)
    ours, path = program(cast.coordinator), f"/cases/{case}/supplied/{row.pk}"
    [found] = ours.get(path)["near"]
    assert (found["where"], found["verdict"], found["passage"]) == ("message", "open", AGAIN)
    do = {"act": "near", "near": found["id"], "independent": True, "reason": "Our own note 12."}
    assert ours.post(path, {"do": do})["near"][0]["verdict"] == "independent"
    assert program(cast.manufacturer).get(path)["near"] == []
