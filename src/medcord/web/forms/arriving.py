"""Forms for reports that do not come by the public form."""

from __future__ import annotations

from typing import Any

from django import forms

from medcord.core.refusals import UnreadableFile
from medcord.formats.reports import Arrived, read_report
from medcord.intake.actions import LONGEST_LINE, MailWords, RequestWords, SignalWords
from medcord.web.forms.base import VerbForm, text


class MailForm(VerbForm):
    """A security mail or a file, uploaded or pasted."""

    file = forms.FileField(
        label="Mail or file",
        required=False,
        help_text="A mail saved as .eml, a text, or JSON: a CSAF vulnerability report, or an export of VINCE.",
    )
    pasted = text("Or paste its text", rows=6, required=False, hint="VU#, VRF# and CVE ids in it are found and kept.")
    device_maker = text(
        "Manufacturer", most=LONGEST_LINE, required=False, hint="Needed where the file does not name it."
    )
    device_model = text("Device", most=LONGEST_LINE, required=False, hint="Model name or number; needed likewise.")
    device_version = text("Version", most=LONGEST_LINE, required=False)
    sent_by = text("Who sent it", most=120, required=False, hint="Only if that person wants to be known to us by name.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("file") and not data.get("pasted"):
            self.add_error("pasted", "There is nothing to read yet. Choose a file, or paste the text of the mail.")
        return data

    def arrived(self) -> Arrived:
        """What the file or the pasted text says. Raises UnreadableFile."""
        file = self.cleaned_data.get("file")
        name, data = (file.name or "file", file.read()) if file else ("text", self.cleaned_data["pasted"].encode())
        return read_report(name, data)

    def read(self) -> Arrived | None:
        """The same, or None with the reason beside the field."""
        try:
            return self.arrived()
        except UnreadableFile as refusal:
            self.add_error("file" if self.cleaned_data.get("file") else "pasted", refusal.sentence)
            return None

    def words(self) -> MailWords:
        names = ("device_maker", "device_model", "device_version", "sent_by")
        return MailWords(**{name: self.cleaned_data[name] for name in names})


class SignalForm(VerbForm):
    """Something public."""

    device_maker = text("Manufacturer", most=LONGEST_LINE)
    device_model = text("Device", most=LONGEST_LINE)
    description = text("What is public?", rows=5, hint="In your words; CVE ids in it are kept.")
    link = text("Where?", most=500, required=False, hint="A link to the page, the talk or the KEV entry.")

    def words(self) -> SignalWords:
        return SignalWords(**self.cleaned_data)


class RequestForm(VerbForm):
    """A manufacturer asks for coordination."""

    device_model = text("Which device of yours?", most=LONGEST_LINE, hint="Model name or number.")
    device_version = text("Which versions?", most=LONGEST_LINE, required=False)
    description = text("What is the problem?", rows=7)
    patient_impact = text("What could happen to a patient?", rows=3, required=False)
    how_found = text("How did you learn of it?", rows=3, required=False, hint="A finder told us, our own tests, …")
    already_public = forms.BooleanField(label="This is public already", required=False)

    def words(self) -> RequestWords:
        return RequestWords(**self.cleaned_data)
