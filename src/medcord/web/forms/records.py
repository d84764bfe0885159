"""Forms of requests for records."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django import forms

from medcord.core.records.exemptions import LAWS, TO_CHOOSE
from medcord.core.records.schedule import SCHEDULE
from medcord.records.actions import Passage, RequestWords
from medcord.web.forms.base import VerbForm, text

EXEMPTIONS = [("", "Choose an exemption"), *((one.code, f"({one.code}) {one.words}") for one in TO_CHOOSE)]


def _day(label: str, *, required: bool, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date", "class": "usa-input"}),
        error_messages={"required": f"Please fill in “{label}”.", "invalid": f"“{label}” takes a day."},
    )


class RequestForm(VerbForm):
    """What somebody asks for."""

    requester = text(
        "Reference of the request", most=200, hint="The number that the requester or your office uses; not a name."
    )
    law = forms.ChoiceField(label="Under which law", choices=[(one.code, one.words) for one in LAWS])
    due_on = _day("To be answered by", required=True)
    since = _day("Nothing older than", required=False, hint="Leave both empty for the whole case. Days are in UTC.")
    till = _day("Nothing newer than", required=False)

    def words(self) -> RequestWords:
        data = self.cleaned_data
        since = datetime.combine(data["since"], time.min, UTC) if data["since"] else None
        till = datetime.combine(data["till"], time.max, UTC) if data["till"] else None
        return RequestWords(data["requester"], data["law"], data["due_on"], since, till)


class ItemForm(VerbForm):
    """What is decided of one item."""

    item = forms.CharField(widget=forms.HiddenInput, max_length=100)
    outcome = forms.ChoiceField(
        label="This item",
        choices=[("release", "Leaves, but for the passages cut out"), ("withhold", "Is withheld whole")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it leaves."},
    )
    exemption = forms.ChoiceField(label="Under which exemption", choices=EXEMPTIONS, required=False)
    because = text("Why", rows=2, required=False, hint="Needed to release what its class proposes to withhold.")

    def value(self) -> dict[str, Any]:
        data = self.cleaned_data
        withheld = data["outcome"] == "withhold"
        return {"withheld": withheld, "exemption": data["exemption"] if withheld else "", "because": data["because"]}


class PassageForm(VerbForm):
    """A passage to cut out."""

    item = forms.CharField(widget=forms.HiddenInput, max_length=100)
    begins = text(
        "The passage", rows=2, hint="Mark it in the text, or copy it. Every place where it stands here is cut out.",
        lack="Copy the passage from the text.",
    )  # fmt: skip
    ends = text("Up to and with", required=False, hint="For a long passage: its last words.")
    exemption = forms.ChoiceField(
        label="Under which exemption", choices=EXEMPTIONS, error_messages={"required": "Cite the exemption."}
    )

    def value(self) -> Passage:
        data = self.cleaned_data
        return Passage(data["begins"], data["exemption"], data["ends"])


class RetentionForm(VerbForm):
    """By which rule a case is kept."""

    rule = forms.ChoiceField(
        label="Rule of the schedule", choices=[(one.code, one.of) for one in SCHEDULE if one.settable]
    )
    because = text("Why", rows=2, required=False)
