"""Vulnerability reports of CSAF 2.1 (a draft of the standard)."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from medcord.api.schemas.base import Given, Line, Text
from medcord.api.schemas.reports import ReportReceipt
from medcord.formats.csaf.vulnerability_report import ReadReport
from medcord.intake.actions import FinderIdentity, ReportWords
from medcord.intake.as_csaf import words_of


class CsafReportGiven(Given):
    """What is said beside the file. What is left out stays as the file says it."""

    device_maker: Line = ""
    device_model: Line = ""
    device_version: Line = ""
    how_tested: Text = ""
    patient_impact: Text = ""
    identity: FinderIdentity | None = None
    finder_name: Annotated[str, StringConstraints(max_length=120)] = ""
    may_pass_name: bool | None = Field(None, description="The name may go to the manufacturer.")
    credit: bool | None = Field(None, description="Thank the finder by this name in the advisory.")
    patient_data_seen: bool = Field(False, description="What looked like patient data is none; send it all the same.")
    passphrase: Annotated[str, StringConstraints(max_length=200)] = Field(
        "", description="Asked for beside the code from then on; kept as a hash."
    )

    def words(self, told: ReportWords) -> ReportWords:
        """The words of the file, with what is said here instead."""
        said: dict[str, Any] = {name: value for name, value in self if value not in ("", None)}
        said.pop("patient_data_seen")
        return replace(told, **said)


class CsafReportRead(BaseModel):
    """What a file says. ``about``: its sender, number and label. ``left``: what has no field in a report; it stays with
    the file."""

    device_maker: str
    device_model: str
    device_version: str
    how_tested: str
    patient_impact: str
    description: str
    already_public: bool
    identity: FinderIdentity
    finder_name: str
    may_pass_name: bool
    credit: bool
    cves: list[str]
    numbers: list[str]
    about: dict[str, str]
    left: list[str]

    @classmethod
    def of(cls, read: ReadReport) -> CsafReportRead:
        words = words_of(read)
        names = [name for name in cls.model_fields if hasattr(words, name)]
        same = {name: getattr(words, name) for name in names}
        return cls(
            cves=list(read.cves), numbers=list(read.numbers), about=dict(read.about), left=list(read.left), **same
        )


class CsafReportReceipt(ReportReceipt):
    """What the finder gets, and what of the file has no field in a report."""

    left: list[str]
