"""Reports and their threads."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, Text, Time, Version
from medcord.cases.models import Case
from medcord.core.cvd.report import ReportState
from medcord.intake.actions import FinderIdentity, MedicalDevice, Outcome, ReportWords
from medcord.intake.models import Report, ReportFile, ReportMessage


class ReportGiven(Given):
    """What a finder tells. Long texts fit as files."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "device_maker": "Karst Respiratory",
                    "device_model": "Breva V2",
                    "device_version": "4.1.0",
                    "how_tested": "On two units bought second-hand, in a lab.",
                    "patient_impact": "An alarm could stay silent while a patient stops breathing.",
                    "description": "The alarm service takes a mute command without sign-in.",
                    "identity": "pseudonymous",
                    "finder_name": "kestrel-9",
                    "credit": True,
                }
            ]
        }
    )

    device_maker: str
    device_model: str
    device_version: str = ""
    how_tested: str
    patient_impact: str
    description: str
    identity: FinderIdentity = FinderIdentity.ANONYMOUS
    finder_name: Annotated[str, StringConstraints(max_length=120)] = ""
    may_pass_name: bool = Field(False, description="The name may go to the manufacturer.")
    credit: bool = Field(False, description="Thank the finder by this name in the advisory.")
    patient_data_seen: bool = Field(False, description="What looked like patient data is none; send it all the same.")
    already_public: bool = False
    passphrase: Annotated[str, StringConstraints(max_length=200)] = Field(
        "", description="Asked for beside the code from then on; kept as a hash."
    )
    credit_key: Annotated[str, StringConstraints(max_length=400)] = Field(
        "", description="An ssh-ed25519 public key, by which credit can be claimed later."
    )

    def words(self) -> ReportWords:
        """The plain value of the action."""
        return ReportWords(**{name: value for name, value in self if name != "patient_data_seen"})


class PassphraseGiven(Given):
    passphrase: Annotated[str, StringConstraints(max_length=200)]


class CreditKeyGiven(Given):
    credit_key: Annotated[str, StringConstraints(max_length=400)]


class CreditGiven(Given):
    name: Annotated[str, StringConstraints(max_length=120)]


class CreditClaim(CreditGiven):
    """A claim from outside. The signature is by ``ssh-keygen -Y sign -n medcord-credit`` over the line of the page."""

    reference: Annotated[str, StringConstraints(max_length=16)]
    signature: Annotated[str, StringConstraints(max_length=4000)]


class Credited(BaseModel):
    """Under which name a finder is thanked."""

    reference: str
    name: str


class ReportReceipt(BaseModel):
    """What the finder gets. The code is shown once and never again."""

    reference: str
    code: str
    received_at: Time


class FileEntry(BaseModel):
    """A file of a report; ``stripped`` says in words what was taken out of the copy that may be passed on."""

    id: UUID
    name: str
    kind: str
    size: int
    stripped: str
    has_clean_copy: bool
    purged: bool

    @classmethod
    def of(cls, row: ReportFile) -> FileEntry:
        return cls(
            id=row.pk,
            name=row.name,
            kind=row.kind,
            size=row.size,
            stripped=row.stripped,
            has_clean_copy=row.clean_blob is not None,
            purged=row.purged_at is not None,
        )


class ThreadMessage(BaseModel):
    """A message between finder and coordinator; the words of one that was destroyed are gone."""

    author: str
    at: Time
    body: str
    purged: bool

    @classmethod
    def of(cls, row: ReportMessage) -> ThreadMessage:
        return cls(author=row.author, at=row.at, body=row.body, purged=row.purged_at is not None)


class OwnReport(BaseModel):
    """The report as its finder sees it."""

    reference: str
    state: ReportState
    received_at: Time
    first_read_at: Time | None
    triaged_at: Time | None
    regulator_takes_part: bool | None
    known_as: str
    may_pass_name: bool
    device_maker: str
    device_model: str
    device_version: str
    how_tested: str
    patient_impact: str
    description: str
    files: list[FileEntry]

    @classmethod
    def of(cls, row: Report, files: list[ReportFile]) -> OwnReport:
        same = ("reference", "state", "received_at", "first_read_at", "triaged_at", "known_as", "may_pass_name")
        words = ("device_maker", "device_model", "device_version", "how_tested", "patient_impact", "description")
        return cls(
            **{name: getattr(row, name) for name in (*same, *words)},
            regulator_takes_part=None if row.triaged_at is None else not row.regulator_left_out,
            files=[FileEntry.of(file) for file in files],
        )


class ReportEntry(BaseModel):
    """A report in the coordinator's list."""

    reference: str
    state: ReportState
    received_at: Time
    first_read_at: Time | None
    triaged_at: Time | None
    medical_device: str
    device_maker: str
    device_model: str
    device_version: str
    already_public: bool
    files: int
    case: str = Field(description="reference of the case it led to, if there is one")

    @classmethod
    def of(cls, row: Report, files: int, case: str) -> ReportEntry:
        same = ("reference", "state", "received_at", "first_read_at", "triaged_at", "medical_device")
        device = ("device_maker", "device_model", "device_version", "already_public")
        return cls(
            **{name: getattr(row, name) for name in (*same, *device)},
            files=files,
            case=case,
        )


class ReportDetail(ReportEntry):
    """A report with all its words, for the coordinator that received it."""

    version: int
    how_tested: str
    patient_impact: str
    description: str
    identity: FinderIdentity
    finder_name: str
    may_pass_name: bool
    credit: bool
    regulator_left_out: str
    purged_at: Time | None
    attached: list[FileEntry]
    thread: list[ThreadMessage]

    @classmethod
    def whole(
        cls, row: Report, files: list[ReportFile], thread: list[ReportMessage], case: Case | None
    ) -> ReportDetail:
        names = ("version", "how_tested", "patient_impact", "description", "identity", "finder_name", "may_pass_name")
        more = ("credit", "regulator_left_out", "purged_at")
        return cls(
            **dict(ReportEntry.of(row, len(files), case.reference if case else "")),
            **{name: getattr(row, name) for name in (*names, *more)},
            attached=[FileEntry.of(file) for file in files],
            thread=[ThreadMessage.of(message) for message in thread],
        )


class MessageGiven(Given):
    """One more message in the thread."""

    body: str


class TriageGiven(Given):
    """What it is and what becomes of it. ``leave_out_regulator`` is the reason, which shows."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"medical_device": "yes", "outcome": "accept"}]})

    medical_device: MedicalDevice
    outcome: Outcome
    leave_out_regulator: Text = ""
    expected_version: Version | None = None


class OpenCaseGiven(Given):
    """A case from an accepted report."""

    title: Annotated[str, StringConstraints(max_length=200)]
    summary: Text = ""
