"""What a form answers when it was filled in wrongly: sentences of ours, and everything that was typed."""

from __future__ import annotations

import re

import pytest
from django import forms

from medcord.web.forms.base import VerbForm, text
from tests.cases.road import opened
from tests.cast import Cast, browser_of


class Asked(VerbForm):
    party = forms.ChoiceField(label="Party", choices=[("karst", "Karst")])
    days = forms.IntegerField(label="Days", min_value=1, max_value=90)
    own = forms.IntegerField(label="Own", error_messages={"invalid": "A number of this form only."})
    why = text("Why", rows=2, most=20)


def told(**sent: str) -> dict[str, str]:
    return {name: errors[0] for name, errors in Asked(sent).errors.items()}


def test_every_sentence_names_its_field() -> None:
    assert told() == {
        "party": "Please fill in “Party”.",
        "days": "Please fill in “Days”.",
        "own": "Please fill in “Own”.",
        "why": "Please fill in “Why”.",
    }
    assert told(party="eveline", days="0", own="x", why="because") == {
        "party": "“Party” does not offer this any more. Look at the list again and choose from it.",
        "days": "“Days” is at least 1.",
        "own": "A number of this form only.",
    }
    assert told(party="karst", days="ninety", own="1", why="w") == {
        "days": "“Days” takes a whole number, such as 14.",
    }


@pytest.mark.django_db
def test_a_text_that_is_too_long_is_kept_whole(cast: Cast) -> None:
    reference, browser = opened(cast), browser_of(cast.coordinator)
    box = re.search(r"<textarea[^>]*name=.body[^>]*>", browser.get(f"/cases/{reference}").content.decode())
    assert box is not None
    assert "maxlength" not in box[0]  # a browser would cut what is pasted, and say nothing
    much = "Ten words. " * 9_000 + "The last words."
    sent = {"body": much, "room": "", "tlp": "AMBER", "confidentiality": "none"}
    answer = browser.post(f"/cases/{reference}/send", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“Message” holds 99015 characters; 20,000 fit. Shorten it." in page
    assert "The last words.</textarea>" in page
