"""Two people of a party press the same form at once: the second is told in a sentence, and keeps what was typed."""

from __future__ import annotations

from typing import Any

import pytest

from medcord.drafting import actions as drafting
from medcord.ledger import queries as ledger
from tests.cases.road import DRAFT, joined, stated
from tests.cast import Cast
from tests.consulting.test_asking_a_supplier import supplied
from tests.journeys.pressing import House, Person, colleague, words

pytestmark = pytest.mark.django_db

Pair = tuple[Person, Person]
TYPED = "Typed for a quarter of an hour, and not to be lost."


def pair(one: Any, name: str = "S. Econd") -> Pair:
    """Two people of one party."""
    house = House()
    return Person(one, house), Person(colleague(one, name), house)


def at_once(two: Pair, path: str, button: str, first: dict[str, Any], second: dict[str, Any], told: str) -> str:
    """Both open the page, both fill the form in, and both press."""
    sent = two[0].form(path, button, first), two[1].form(path, button, second)
    two[0].sends(*sent[0])
    page = two[1].is_told(told, *sent[1])
    assert TYPED in words(page)
    return page


def test_who_agrees_in_the_instant_of_an_objection_opens_nothing(cast: Cast) -> None:
    case, item = supplied(cast)
    (lead, _), makers, path = pair(cast.coordinator), pair(cast.manufacturer), f"/cases/{case}/supplied/{item.pk}"
    regulator = Person(cast.regulator, House())
    lead.press(path, "Ask", purpose="regulator")
    objects, agrees = {"agreed": "no", "words": "It names our supplier."}, {"agreed": "yes", "words": TYPED}
    told = "Somebody else changed this answer while you were typing"
    page = at_once(makers, path, "Answer by name", objects, agrees, told)
    assert "It names our supplier." in words(page)  # the second reads what the first said, beside its own words
    regulator.meets_nothing(path)
    makers[1].press(path, "Answer by name", agreed="yes", words=TYPED)  # knowing of it a person may still agree
    regulator.reads(path, "Open to the regulator")
    assert ledger.breaks() == []


def test_a_draft_and_a_comment_are_decided_once(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case)
    leads, path = pair(cast.coordinator), f"/cases/{case}/draft"
    drafting.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    told = "Somebody else changed this draft while you were typing"
    at_once(leads, path, "Save the draft", {"summary": "First."}, {"summary": TYPED}, told)
    leads[0].press(path, "Send for comment", party=str(cast.regulator.organisation_id))
    Person(cast.regulator, House()).press(path, "Comment", field="summary", body="Say who.")
    at_once(leads, path, "Reject", {"reason": "No."}, {"reason": TYPED}, "This comment is decided already.")


def test_a_test_is_answered_and_reported_once_and_a_call_closed_once(cast: Cast) -> None:
    case, leads = joined(cast), pair(cast.coordinator)
    asked = {"scope": "All of it.", "question": "Is it so?", "wanted": "One device."}
    test = leads[0].press(f"/cases/{case}/tests", "Ask as M. Tarrow", **asked)
    answers = {"accept": "yes", "laboratory": "Fenwick"}, {"accept": "no", "words": TYPED}
    at_once(leads, test, "Answer as", *answers, "This request is answered already.")
    result = {"outcome": "partly", "document": "FTH-88", "document_sha256": "a" * 64}
    results = result | {"words": "One of two."}, result | {"words": TYPED}
    at_once(leads, test, "Write it down as", *results, "The result is in already.")
    call = leads[0].press(f"/calls/emergency?case={case}", "Call them now", purpose="Now.")
    minutes = {"minutes": "Short."}, {"minutes": TYPED}
    at_once(leads, call, "Close with these minutes", *minutes, "so nobody can close it now")


def test_a_second_first_time_asks_for_its_reason(cast: Cast) -> None:
    case, makers = joined(cast), pair(cast.manufacturer)
    path = f"/cases/{case}/declarations?form=learned"
    one, two = ({"at": f"2026-01-0{day}T10:00", "text": said} for day, said in ((5, "By mail."), (2, TYPED)))
    sent = makers[0].form(path, "Sign as L. Ostrava", one), makers[1].form(path, "Sign as S. Econd", two)
    makers[0].sends(*sent[0])
    assert TYPED in words(makers[1].is_told("Please fill in “Reason”.", *sent[1]))
