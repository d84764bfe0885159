"""Forms of joining, merging and splitting. None can be undone: the effect stands above the button."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from medcord.web.forms.base import VerbForm, text

_SURE = "I have read what happens; it cannot be undone"


def _reason() -> Any:
    return text(
        "Why",
        rows=2,
        most=2000,
        lack="Say why; your party reads it here later.",
        hint="For your own party; a digest stays in the ledger.",
    )


def _sure() -> forms.BooleanField:
    return forms.BooleanField(label=_SURE, error_messages={"required": "Read what happens, then tick the box."})


class JoinForm(VerbForm):
    """A report to a case."""

    case = text("Case", most=16, hint="Its reference, MC-…", lack="Give the reference of the case.")
    reason = _reason()


class MergeForm(VerbForm):
    """Two cases."""

    into = text("Case that goes on", most=16, hint="Its reference, MC-…", lack="Give the reference of the case.")
    reason = _reason()
    sure = _sure()


class SplitForm(VerbForm):
    """One case into parts."""

    titles = text("A title for each part", rows=3, most=1300, hint="One a line.", lack="Give each part a title.")
    along = forms.MultipleChoiceField(
        label="Parties that come along", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = _reason()
    sure = _sure()

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("along", parties)

    def parts(self) -> list[str]:
        return [line for line in self.cleaned_data["titles"].splitlines() if line.strip()]

    def parties(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["along"]]
