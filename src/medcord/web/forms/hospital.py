"""Forms of the hospital: a file, its columns, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from medcord.core.refusals import NotFound
from medcord.formats.inventory import FIELDS
from medcord.inventory.actions import LARGEST_FILE
from medcord.ledger.destroying import LONGEST_REASON
from medcord.remediation.queries import OUTCOMES
from medcord.web.forms.base import VerbForm, text

FIELD_LABELS: dict[str, tuple[str, str]] = {
    "asset_tag": ("Asset tag", "The number on the sticker; it is what you find the device by."),
    "manufacturer": ("Manufacturer", "Needed."),
    "model": ("Model", "Needed, unless a description or a catalogue number names the model."),
    "description": ("Description", "What kind of device it is."),
    "catalog_no": ("Catalogue number", ""),
    "serial": ("Serial number", ""),
    "version": ("Software version", "Without it an advisory for some versions can only be “possible”."),
    "udi": ("UDI", ""),
    "department": ("Department", "Where it stands, for filters."),
    "site": ("Site", ""),
}


class UploadForm(VerbForm):
    """An inventory file."""

    file = forms.FileField(
        label="Inventory file",
        help_text="CSV, XLSX, XLS or ODS, up to 100 MB, as your CMMS, CMDB or discovery tool exports it. "
        "Any delimiter and encoding. No patient data, please.",
        error_messages={
            "required": "Choose the file to import first.",
            "empty": "This file is empty: it has no bytes. Export the inventory again, then choose the new file.",
            "missing": "Choose the file to import first.",
        },
    )

    def clean_file(self) -> Any:
        """Refuse by its size before anything of it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"{file.name} has {file.size // 1_000_000:,} MB; at most {LARGEST_FILE // 1_000_000} MB are taken. "
                "Leave out columns that say nothing of the device, or give it in two files."
            )
        return file


class ColumnsForm(VerbForm):
    """Which column of a file holds what."""

    def __init__(self, data: Any, *, header: Sequence[str], chosen: dict[str, str]) -> None:
        super().__init__(data, initial=chosen)
        titles = [("", "no column"), *((title, title) for title in dict.fromkeys(header))]
        for name in FIELDS:
            label, hint = FIELD_LABELS[name]
            self.fields[name] = forms.ChoiceField(
                label=label,
                help_text=hint,
                choices=titles,
                required=False,
                widget=forms.Select(attrs={"class": "usa-select"}),
                initial=chosen.get(name, ""),
                error_messages={"invalid_choice": "The file has no column with this title. Choose one of the list."},
            )

    def clean(self) -> dict[str, Any]:
        """A column can be one thing only, except where one column names both maker and model."""
        data: dict[str, Any] = super().clean() or {}
        for name in FIELDS:
            same = [other for other in FIELDS if other != name and data.get(name) and data.get(other) == data[name]]
            if same and {name, *same} != {"manufacturer", "model"}:
                words = FIELD_LABELS[same[0]][0].lower()
                self.add_error(name, f"“{data[name]}” is chosen for the {words} too. Choose it once.")
        return data


class CloseForm(VerbForm):
    """What was done about some devices under one advisory."""

    outcome = forms.ChoiceField(
        label="What was done",
        choices=[("", "Choose"), *OUTCOMES],
        widget=forms.Select(attrs={"class": "usa-select"}),
        error_messages={"required": "Choose what was done.", "invalid_choice": "Choose one of the list."},
    )
    note = text(
        "In your words",
        rows=3,
        hint="So that somebody else can check it: what, by whom, which version now.",
        lack="Say in a few words what was done, for example “Software 3.6.2 installed by night team”.",
    )
    proof = text("Where it can be seen", most=400, required=False, hint="Work order, photo number, letter.")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def renew(self, seen: int) -> None:
        """After the member was told what a colleague recorded: what was typed stays, and this page has seen it now."""
        if self.edited_meanwhile:
            self.data = {**{name: self.data.get(name) for name in self.data}, "seen": str(seen)}


class ReasonForm(VerbForm):
    """Why something is taken back or open again."""

    reason = text("Why is it open again?", rows=2, lack="Say why, for example “The update failed on this unit”.")


def ids(values: Sequence[str]) -> list[UUID]:
    """Ids as a form sends them. Raises NotFound for what is none: a form of ours never sends such."""
    try:
        return [UUID(value) for value in dict.fromkeys(values)]
    except ValueError:
        raise NotFound("device") from None


class DestroyForm(VerbForm):
    """The last step before something typed is destroyed: why, and its handle typed again."""

    reason = text(
        "Why is it destroyed?", rows=2, most=LONGEST_REASON, lack="Say why first.",
        hint="Kept sealed, for the members of your hospital; the ledger keeps a digest.",
    )  # fmt: skip
    typed = text("Type it again", most=255, lack="Type it to show that this is the right one.")

    def __init__(self, *args: Any, called: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["typed"].label = f"Type {called} again"
