"""Files for a message."""

from __future__ import annotations

from django import forms

from medcord.cases import actions
from medcord.cases.models import StagedFile
from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal
from medcord.web.forms.base import AsksAboutPatientData, FilesField


class UploadForm(AsksAboutPatientData):
    """Files to put down, and whether those that cannot be cleaned are passed on all the same."""

    attached = FilesField(
        label="Files",
        required=False,
        help_text="Up to 10 files of 20 MB. Patient data does not belong here: no names, dates of birth, record "
        "numbers or medical pictures of anybody. The other parties get a copy without author, place and time.",
    )
    as_it_is = forms.BooleanField(
        label="Pass on as it is what cannot be cleaned (archives, captures, programs)", required=False
    )

    def put_down(self, reference: str, viewer: Viewer) -> list[StagedFile]:
        """Put each file down; the first that is refused stops the rest, and what was put down stays."""
        data = self.cleaned_data
        if not data["attached"]:
            raise InputRefusal("No file was chosen. Choose one first.", fields={"field": "attached"})
        return [
            actions.attach(
                reference,
                (one.name or "file", one),
                as_it_is=data["as_it_is"],
                patient_data_seen=data["patient_data_seen"],
                actor=viewer,
            )
            for one in data["attached"]
        ]
