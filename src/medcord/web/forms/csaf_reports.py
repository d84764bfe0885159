"""The form that takes a vulnerability report as a file, and the one that shows what was read of it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict
from typing import Any

from django import forms

from medcord.core.refusals import Refusal
from medcord.formats.csaf.vulnerability_report import LARGEST, ReadReport
from medcord.intake import as_csaf
from medcord.intake.actions import ReportWords
from medcord.web.forms.base import VerbForm
from medcord.web.forms.finder import ReportForm

LOST = "The file did not come along. Choose it again."


class ReportFileForm(VerbForm):
    """One file of the vulnerability-report profile."""

    report_file = forms.FileField(
        label="The file",
        help_text="A JSON file of CSAF 2.1, category csaf_vulnerability_report, up to 1 MB.",
        error_messages={"required": "Choose the file first.", "empty": "The file is empty. Choose it again."},
    )

    def given(self) -> tuple[str, bytes]:
        """Name and bytes. One byte more than may be is enough to see that it is too large."""
        file = self.cleaned_data["report_file"]
        return file.name or "report.json", file.read(LARGEST + 1)


class ReadForm(ReportForm):
    """The report's form, filled from a file that travels along in the page: nothing is kept here until it is sent."""

    act = forms.CharField(widget=forms.HiddenInput, initial="send")
    file_name = forms.CharField(widget=forms.HiddenInput, max_length=160)
    read_policy = forms.BooleanField(
        label="I have read the handling policy, and the safe harbour on the report form",
        error_messages={"required": "Please read both first, then tick the box."},
    )
    file_bytes = forms.CharField(widget=forms.HiddenInput, max_length=LARGEST * 2, error_messages={"required": LOST})

    @classmethod
    def of(cls, read: ReadReport, name: str, data: bytes) -> ReadForm:
        """Filled with what was read; nothing is sent yet."""
        words = asdict(as_csaf.words_of(read))
        kept = {"act": "send", "file_name": name[-160:], "file_bytes": base64.b64encode(data).decode()}
        return cls(initial=words | kept)

    def source(self) -> tuple[str, bytes]:
        """The file as it was chosen."""
        given: Any = self.data.get("file_bytes", "")
        try:
            return str(self.data.get("file_name") or "report.json")[-160:], base64.b64decode(given, validate=True)
        except (binascii.Error, ValueError):
            return "report.json", b""

    def read(self) -> ReadReport | None:
        """What stands in the file, again: the page that came back could have brought another one."""
        self.full_clean()
        try:
            return as_csaf.read_csaf(*self.source())
        except Refusal as refusal:
            self.refusal = refusal
            self.add_error(None, refusal.sentence)
            return None

    def words(self) -> ReportWords:
        """The plain value of the action."""
        left_out = ("act", "file_name", "file_bytes")
        self.cleaned_data = {key: value for key, value in self.cleaned_data.items() if key not in left_out}
        return super().words()
