"""Forms of a hospital's events of harm."""

from __future__ import annotations

from uuid import UUID

from django import forms

from medcord.core.declarations.facility import Addressee, Annual, Event, Report
from medcord.web.forms.base import AsksAboutPatientData
from medcord.web.forms.base import text as lines
from medcord.web.forms.embargo import InstantForm, when_field, which_field, zone_field


class EventForm(AsksAboutPatientData, InstantForm):
    """That the hospital became aware of a death or serious injury."""

    at_field = "aware"
    act = forms.CharField(widget=forms.HiddenInput, initial="event")
    death = forms.ChoiceField(
        label="What happened to the patient?",
        choices=[("yes", "A death"), ("no", "A serious injury")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose: a death, or a serious injury."},
    )
    aware = when_field("Your hospital became aware")
    which = which_field()
    zone = zone_field()
    device = lines("Device", most=200, hint="What it is, model, version.", lack="Name the device.")
    maker = lines("Manufacturer", most=160, required=False, hint="Leave it empty when it is not known.")
    text = lines("What happened", rows=3, hint="Nothing that names a patient.", lack="Say what happened.")

    def given(self) -> Event:
        """What the verb wants."""
        data = self.cleaned_data
        return Event(data["death"] == "yes", data["instant"], data["device"], data["maker"], data["text"])


class EventReportForm(AsksAboutPatientData, InstantForm):
    """That the report of an event went out."""

    at_field = "reported"
    act = forms.CharField(widget=forms.HiddenInput, initial="report")
    event = forms.UUIDField(widget=forms.HiddenInput)
    to = forms.ChoiceField(
        label="It went to",
        choices=[(one.value, f"The {one.value}") for one in Addressee],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose to whom it went."},
    )
    reported = when_field("Filed")
    which = which_field()
    zone = zone_field()
    text = lines("What was filed", rows=2, hint="Its number and date.", lack="Say what was filed.")

    def given(self) -> Report:
        """What the verb wants."""
        data = self.cleaned_data
        return Report(UUID(str(data["event"])), Addressee(data["to"]), data["instant"], data["text"])


class AnnualForm(AsksAboutPatientData, InstantForm):
    """That the annual report of a year went out."""

    at_field = "reported"
    act = forms.CharField(widget=forms.HiddenInput, initial="annual")
    year = forms.IntegerField(widget=forms.HiddenInput)
    reported = when_field("Filed")
    which = which_field()
    zone = zone_field()
    text = lines("What was filed", rows=2, hint="Its number and date.", lack="Say what was filed.")

    def given(self) -> Annual:
        """What the verb wants."""
        data = self.cleaned_data
        return Annual(data["year"], data["instant"], data["text"])
