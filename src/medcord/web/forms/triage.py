"""The form of triage: what it is, the questions of the table, and the decision."""

from __future__ import annotations

from typing import Any

from django import forms

from medcord.core.safety.ssvc import MEDICAL_TRIAGE_1_0_0
from medcord.intake.actions import Judgement, MedicalDevice, Outcome
from medcord.web.forms.base import VerbForm, text

POINTS = tuple(point.key for point in MEDICAL_TRIAGE_1_0_0.points)


class TriageForm(VerbForm):
    """Triage: medical device or not, the questions of the table, and what becomes of the report."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    medical_device = forms.ChoiceField(
        label="Is it a medical device?",
        choices=[
            (MedicalDevice.YES.value, "Yes"),
            (MedicalDevice.UNKNOWN.value, "Unknown"),
            (MedicalDevice.NO.value, "No"),
        ],
        widget=forms.RadioSelect,
        help_text="Yes and unknown bring the health regulator in and start its consultation.",
        error_messages={"required": "Choose yes, unknown or no."},
    )
    leave_out_regulator = text(
        "Reason to leave the regulator out",
        rows=2,
        required=False,
        most=2000,
        hint="Left empty, it takes part. The reason shows in the case; the finder sees that it does not take part.",
    )
    outcome = forms.ChoiceField(
        label="You decide",
        choices=[
            (Outcome.ACCEPT.value, "Coordinate: accept it, and open a case next"),
            (Outcome.DEFER.value, "Track: put off, and decide again when something changes"),
            (Outcome.DECLINE.value, "Decline: valid, but we do not act on it"),
            (Outcome.INVALID.value, "Not enough to go on: ask the finder"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide. Nothing is chosen for you."},
    )
    because = text(
        "Why",
        rows=2,
        required=False,
        most=2000,
        hint="Needed when you decide otherwise than the tables. It stays with the decision.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for point in MEDICAL_TRIAGE_1_0_0.points:
            choices = [("", "Not known"), *((each.value, each.label) for each in point.choices)]
            self.fields[point.key] = forms.ChoiceField(label=point.question, choices=choices, required=False)

    def answers(self) -> dict[str, str]:
        """The questions answered so far, whether the rest of the form holds or not."""
        given = {key: str(self[key].value() or "") for key in POINTS}
        values = {point.key: {each.value for each in point.choices} for point in MEDICAL_TRIAGE_1_0_0.points}
        return {key: value for key, value in given.items() if value in values[key]}

    def judgement(self) -> Judgement | None:
        """What the member answered and why; None when the table was not used."""
        answers, because = self.answers(), self.cleaned_data["because"]
        return Judgement(answers, because) if answers or because else None
