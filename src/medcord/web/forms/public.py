"""Bringing in other publishers' advisories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from medcord.formats.unpacking import LARGEST_ARCHIVE, Given, documents_in
from medcord.web.forms.base import FilesField, VerbForm

_KEV_MARKS = (b'"catalogVersion"', b'"vulnerabilities"')


class TakeInForm(VerbForm):
    """Files or archives of CSAF advisories, and the list of exploited CVEs; each is told by its content."""

    attached = FilesField(
        label="Files",
        help_text="CSAF files (.json), ZIP or TAR archives of them, or CISA's list of known exploited vulnerabilities. "
        "Up to 256 MB each.",
        required=False,
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given: list[UploadedFile[Any]] = self.cleaned_data.get("attached") or []
        if not given and "attached" not in self.errors:
            self.add_error("attached", "Choose at least one file.")
        for file in given:
            if (file.size or 0) > LARGEST_ARCHIVE:
                self.add_error("attached", f"{file.name} has more than 256 MB. Split it into smaller archives.")
        return cleaned

    def sorted_files(self) -> tuple[list[tuple[str, bytes]], Iterator[Given] | None]:
        """Lists of exploited CVEs, and the rest opened one by one while it is read; None when there is no rest."""
        lists: list[tuple[str, bytes]] = []
        rest: list[UploadedFile[Any]] = []
        for file in self.cleaned_data["attached"]:
            head = file.read(4096)
            file.seek(0)
            if all(mark in head for mark in _KEV_MARKS):
                lists.append((file.name or "KEV", file.read()))
            else:
                rest.append(file)
        return lists, _opened(rest) if rest else None


def _opened(files: list[UploadedFile[Any]]) -> Iterator[Given]:
    for file in files:
        yield from documents_in(file.name or "file", file.read())
