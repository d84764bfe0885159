"""The page of the short form: it shows what goes out word by word, and the form to change it is one line."""

from __future__ import annotations

import re

import pytest

from medcord.core.advisory.standing import STANDING
from tests.cast import Cast, browser_of, make_cast
from tests.drafting.test_break_glass import WORDS, prepared, seen

pytestmark = pytest.mark.django_db
FORM = r'<details class="panel mt2 fold"( open)?><summary><h2>Change the short form</h2> <span[^>]*>(.*?)</span>'


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_the_regulator_reads_the_very_sentence_on_therapy_that_goes_out(cast: Cast) -> None:
    case = prepared(cast)
    page = browser_of(cast.regulator).get(f"/cases/{case}/emergency").content.decode()
    assert STANDING in page
    assert "Change the short form" not in page
    assert browser_of(cast.eve).get(f"/cases/{case}/emergency").status_code == 404


def test_the_form_to_change_it_is_closed_and_says_how_it_stands(cast: Cast) -> None:
    case = prepared(cast)
    lead = browser_of(cast.coordinator)
    page = lead.get(f"/cases/{case}/emergency").content.decode()
    assert re.findall(FORM, page) == [("", "not read yet")]
    assert f'value="{WORDS["title"]}"' in page


def test_a_refused_change_opens_it_with_what_was_typed(cast: Cast) -> None:
    case = seen(cast)
    lead = browser_of(cast.coordinator)
    assert re.findall(FORM, lead.get(f"/cases/{case}/emergency").content.decode()) == [
        ("", "the regulator reads each change again")
    ]
    answer = lead.post(f"/cases/{case}/emergency", {"act": "save", "title": "Typed in haste"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(FORM, page) == [(" open", "the regulator reads each change again")]
    assert 'value="Typed in haste"' in page
