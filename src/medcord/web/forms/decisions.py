"""The form of a decision: what is decided and why. The questions beside it are those of the sheet."""

from __future__ import annotations

from typing import Any

from django import forms

from medcord.core.safety.ssvc import Sheet
from medcord.core.safety.ssvc.judging import LONGEST_REASON, Judgement
from medcord.web.forms.base import VerbForm, text
from medcord.web.pages.decisions import answers_in


class DecisionForm(VerbForm):
    """What the member decides beside the tables, and why."""

    decided = forms.ChoiceField(
        label="You decide", widget=forms.RadioSelect, error_messages={"required": "Choose what you decide."}
    )
    because = text(
        "Why",
        rows=3,
        most=LONGEST_REASON,
        hint="It stays with the decision and your name. You may decide otherwise than both tables.",
    )

    def __init__(self, sheet: Sheet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.choose_from("decided", [(each.value, f"{each.label}: {each.meaning}") for each in sheet.base.outcomes])

    def judgement(self) -> Judgement:
        """What the action takes."""
        given = self.cleaned_data
        return Judgement(self.sheet.key, answers_in(self.sheet, self.data), given["decided"], given["because"])
