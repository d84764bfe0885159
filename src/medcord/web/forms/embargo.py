"""Forms of terms, claims, and who is in a case."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.report import ReportState
from medcord.core.instants import instant_of
from medcord.core.refusals import InputRefusal
from medcord.web.forms.base import VerbForm, text

ZONES = [(name, name) for name in sorted(available_timezones())]
FIRST_YEAR, LAST_YEAR = 2000, 2200


class ZoneSelect(forms.Select):
    """The time zones. There are 600 of them: as a template for each, they took longer than the rest of most pages."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        marks = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", marks, _options(str(value or "")))


@lru_cache(maxsize=8)
def _options(chosen: str) -> SafeString:
    """Each zone, with the chosen one marked."""
    rows = ((name, SafeString(" selected") if name == chosen else "", words) for name, words in ZONES)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def zone_field(label: str = "Time zone", *, required: bool = True) -> forms.ChoiceField:
    """The zone beside a date with a time of day."""
    return forms.ChoiceField(label=label, choices=ZONES, initial="UTC", required=required, widget=ZoneSelect)


def when_field(label: str, *, required: bool = True) -> forms.DateTimeField:
    """A date with a time of day, without a zone; the zone is the field beside it."""
    return forms.DateTimeField(
        label=label,
        required=required,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={
            "required": "Give the day and the time.",
            "invalid": "Give the day and the time, as 2026-12-03T10:00.",
        },
    )


class InstantForm(VerbForm):
    """A form with a date, a time of day and a zone. A time that comes twice brings the question which one."""

    at_field = "ends_at"

    def _instant(self) -> datetime | None:
        data = self.cleaned_data
        local, zone = data.get(self.at_field), data.get("zone")
        if local is None or not zone:
            return None
        if not FIRST_YEAR <= local.year <= LAST_YEAR:
            self.add_error(self.at_field, f"Choose a year between {FIRST_YEAR} and {LAST_YEAR}.")
            return None
        which = {"earlier": False, "later": True}.get(data.get("which") or "")
        try:
            return instant_of(local.replace(tzinfo=None), ZoneInfo(zone), later=which)
        except InputRefusal as refusal:
            if refusal.code == "time-twice":
                self.fields["which"].widget = forms.Select(choices=WHICH, attrs={"class": "usa-select"})
            self.add_error(self.at_field, refusal.sentence)
            return None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["instant"] = self._instant()
        return data


WHICH = [("", "Choose one"), ("earlier", "The earlier one"), ("later", "The later one")]


def which_field() -> forms.ChoiceField:
    """Hidden until a time comes twice."""
    return forms.ChoiceField(label="Which of the two?", choices=WHICH, required=False, widget=forms.HiddenInput)


class TermsForm(InstantForm):
    """A new end of the embargo: exact instant and zone. ``version`` is the table as the member saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    ends_at = when_field("End of the embargo")
    which = which_field()
    zone = zone_field()


class AnswerForm(VerbForm):
    """What a party answers to the terms, or to one proposal."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answer = forms.ChoiceField(
        choices=[(one.value, one.value) for one in TermsAnswer],
        error_messages={
            "required": "Choose one of the answers: sign, decline, or keep the old date. Nothing was signed.",
            "invalid_choice": "Choose one of the answers: sign, decline, or keep the old date. Nothing was signed.",
        },
    )
    proposal = forms.UUIDField(required=False, widget=forms.HiddenInput)
    reason = text("Why", rows=2, required=False, most=2000)


class LeaveForm(VerbForm):
    """Out of the case, by one's own will."""

    reason = text("Why", rows=2, required=False, most=2000, hint="The coordinator reads it.")
    sure = forms.BooleanField(
        label="My party sees nothing of this case afterwards", error_messages={"required": "Tick the box if so."}
    )


class RemoveForm(VerbForm):
    """A party is removed; the effect stands above the button."""

    reason = text("Reason", rows=2, most=2000, lack="Say why this party is removed; the reason stays.")


class ClaimForm(VerbForm):
    """It is public, or attacked, somebody says."""

    event = forms.ChoiceField(
        label="What have you learnt?",
        choices=[
            (CaseEvent.PUBLIC_AWARE.value, "The issue is public"),
            (CaseEvent.EXPLOIT_PUBLIC.value, "An exploit is public"),
            (CaseEvent.ATTACKS_OBSERVED.value, "Attacks happen"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you have learnt."},
    )
    evidence = text(
        "What shows it?",
        rows=3,
        most=2000,
        hint="A link, a name, a time. The coordinator reads it and nobody else.",
        lack="Say what shows it: a link, a name, a time.",
    )


class DecideForm(VerbForm):
    """A claim is confirmed or turned down."""

    claim = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="Is it so?",
        choices=[("confirm", "Yes: confirm it"), ("turn-down", "No: turn it down")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    because = text(
        "What shows it, or why not", rows=2, most=2000, lack="Say what shows it, or why it is not so; it stays."
    )

    @property
    def chosen(self) -> tuple[UUID, bool]:
        """The claim and whether it is confirmed."""
        return self.cleaned_data["claim"], self.cleaned_data["decision"] == "confirm"


REPORT_ANSWERS = [
    (ReportState.RECEIVED.value, "We have it"),
    (ReportState.VALID.value, "It is real"),
    (ReportState.INVALID.value, "It is not ours, or not real"),
    (ReportState.ACCEPTED.value, "We work on it"),
    (ReportState.DEFERRED.value, "Put off: real, not now"),
    (ReportState.CLOSED.value, "Done"),
]


class ReportAnswerForm(VerbForm):
    """Where the manufacturer stands with the report."""

    state = forms.ChoiceField(label="Where are you with it?", choices=REPORT_ANSWERS, widget=forms.RadioSelect)

    def offer(self, open_now: list[str]) -> None:
        """Only what is open from where the party stands."""
        self.choose_from("state", [one for one in REPORT_ANSWERS if one[0] in open_now])
