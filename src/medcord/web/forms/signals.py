"""Forms of signals, sightings, emerging signals, warnings and recalls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms

from medcord.core.refusals import UnreadableFile
from medcord.core.signals import Entry, Seen
from medcord.core.signals.factors import Factor, Weighed
from medcord.emerging.actions import WarningAnswer
from medcord.formats.signals.entries import lists_in, read_list
from medcord.formats.unpacking import Given
from medcord.signals.actions import SightingWords
from medcord.web.forms.base import AsksAboutPatientData, FilesField, VerbForm, text

LARGEST = 64 * 1024 * 1024


class ListsForm(VerbForm):
    """Public lists; which each is, is told by its content."""

    attached = FilesField(
        label="Files",
        help_text="CISA's KEV catalogue (JSON), EPSS scores (CSV, also .gz), CVE records (JSON 5), advisories "
        "in CSAF or OSV records, one or a ZIP, or an answer of openFDA: device/recall or "
        "device/enforcement. Up to 64 MB each.",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        given = data.get("attached") or []
        if not given and "attached" not in self.errors:
            self.add_error("attached", "Choose at least one file.")
        for one in given:
            if (one.size or 0) > LARGEST:
                self.add_error("attached", f"{one.name} has more than 64 MB. Give it in parts.")
        return data

    def documents(self) -> Iterator[Given]:
        """The lists, opened one by one."""
        for one in self.cleaned_data["attached"]:
            yield from lists_in(one.name or "file", one.read())


class AddressForm(VerbForm):
    """An address from which a list is fetched."""

    url = text(
        "Address",
        most=2000,
        hint="https:// and the whole path of a list, up to 64 MB. Redirects are followed on the same host only.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].required = self.data.get("act", "set") == "set"


class SignalForm(VerbForm):
    """What becomes of a signal."""

    because = text("Why", rows=2, required=False, hint="The reason stays. It is needed when it is nothing for us.")
    case = text("Case", required=False, most=40, hint="Its reference, such as MC-7K3M-2QXD.")


class SightingForm(AsksAboutPatientData):
    """What was seen. Three clicks: the button on the advisory, the choice, and sending it."""

    advisory = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    seen = forms.ChoiceField(
        label="What did you see?",
        choices=[(one.value, one.words) for one in reversed(Seen)],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you saw."},
    )
    title = text("Which device or weakness", required=False, most=300, hint="Maker, model, a CVE where you know it.")
    words = text(
        "In your words",
        rows=3,
        required=False,
        most=2000,
        hint="When, and how you noticed it. No patients, no serial numbers, no names of your network.",
    )

    def said(self, *, title: str, cves: tuple[str, ...]) -> SightingWords:
        """The plain value; title and CVEs are the advisory's where one was chosen."""
        data = self.cleaned_data
        return SightingWords(
            Seen(data["seen"]), title or data["title"], advisory=data["advisory"] if title else "", cves=cves,
            words=data["words"],
        )  # fmt: skip


class DecideSightingForm(VerbForm):
    """Confirm a sighting in a case, in a new one, or turn it down."""

    because = text("What shows it, or why not", rows=3, hint="If you turn it down, its author reads this.")
    case = text("Case", required=False, most=40, hint="Its reference. Leave it empty to open a potential case.")


class EmergingForm(VerbForm):
    """Information that raises an emerging signal, with what FDA weighs. Each factor: words, and whether it is known."""

    information = text("What is known now, and from where", rows=4, most=8000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in Factor:
            self.fields[one.value] = text(one.words, required=False, rows=2, most=2000, hint=one.question)
            self.fields[f"{one.value}_known"] = forms.BooleanField(label="This is known", required=False)

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Each factor with its box."""
        return [(self[one.value], self[f"{one.value}_known"]) for one in Factor]

    def factors(self) -> tuple[Weighed, ...]:
        data = self.cleaned_data
        return tuple(Weighed(one, data[one.value], data[f"{one.value}_known"]) for one in Factor)


class NoticeForm(VerbForm):
    """Whether to tell the public."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    notify = forms.ChoiceField(
        label="Tell the public?",
        choices=[("yes", "Yes, the public is told"), ("no", "No, not now")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    reason = text("Reasons", rows=4, most=8000, hint="They stay, whichever way you decide.")


class WarnForm(VerbForm):
    """Tell a firm that a public warning is appropriate."""

    party = forms.ChoiceField(label="Firm", choices=[], error_messages={"required": "Choose the firm."})
    text = text("Why, and what it should say", rows=4, most=8000)

    def firm(self) -> UUID:
        return UUID(self.cleaned_data["party"])


class WarningAnswerForm(VerbForm):
    """What the firm did."""

    issued = forms.ChoiceField(
        label="What did you do?",
        choices=[("yes", "We issued the warning"), ("no", "We issue none")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    words = text("The text of the warning, or why there is none", rows=4, most=8000)
    link = text("Where the public finds it", required=False, most=500, hint="https://…; needed when it was issued.")

    def answer(self) -> WarningAnswer:
        data = self.cleaned_data
        return WarningAnswer(data["issued"] == "yes", data["words"], data["link"])


class RecallForm(VerbForm):
    """Recalls as openFDA has them."""

    file = forms.FileField(
        label="Answer of openFDA",
        help_text="device/recall or device/enforcement as JSON, cut to what belongs to this case.",
        error_messages={"required": "Choose the file."},
    )

    def records(self) -> tuple[Entry, ...] | None:
        """The recalls in the file; None with the reason beside the field."""
        given = self.cleaned_data["file"]
        try:
            return read_list(given.read(), name=given.name or "openFDA").entries
        except UnreadableFile as refusal:
            self.add_error("file", refusal.sentence)
            return None
