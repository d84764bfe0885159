"""Reports and their threads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, Key, Line, Text, Time, Version
from medcord.api.schemas.files import FileOfMessage
from medcord.cases import queries as case_queries
from medcord.cases.models import Case
from medcord.core.credit import LONGEST_LINK, Thanks
from medcord.core.cvd.report import ReportState
from medcord.intake.actions import (
    FinderIdentity,
    Judgement,
    MailWords,
    MedicalDevice,
    Outcome,
    ReportWords,
    RequestWords,
    SignalWords,
)
from medcord.intake.models import Report, ReportFile, ReportMessage, TriageDecision
from medcord.intake.queries import SaidFile, Told


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


class ThanksGiven(Given):
    """By what the finder is thanked in the advisory, until it is out; "none" takes it back."""

    thanks: Thanks = Thanks.NAME
    name: Annotated[str, StringConstraints(max_length=120)] = ""
    organisation: Annotated[str, StringConstraints(max_length=120)] = ""
    link: Annotated[str, StringConstraints(max_length=LONGEST_LINK)] = ""


class CreditClaim(Given):
    """A claim from outside, by name, by organisation or by both. The signature is by
    ``ssh-keygen -Y sign -n medcord-credit`` over the line of the page."""

    name: Annotated[str, StringConstraints(max_length=120)] = ""
    organisation: Annotated[str, StringConstraints(max_length=120)] = ""
    link: Annotated[str, StringConstraints(max_length=LONGEST_LINK)] = ""

    reference: Annotated[str, StringConstraints(max_length=16)]
    signature: Annotated[str, StringConstraints(max_length=4000)]


class Credited(BaseModel):
    """By what a finder is thanked."""

    reference: str
    name: str
    organisation: str
    link: str


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

    id: UUID
    author: str
    at: Time
    body: str
    purged: bool
    files: list[FileOfMessage]

    @classmethod
    def of(cls, row: ReportMessage, files: Iterable[SaidFile] = ()) -> ThreadMessage:
        hung, purged = [FileOfMessage.of(one) for one in files], row.purged_at is not None
        return cls(id=row.pk, author=row.author, at=row.at, body=row.body, purged=purged, files=hung)


class ToldFinder(BaseModel):
    """The advisory that the report led to is out. ``emergency``: its short form, before all of it was checked."""

    at: Time
    advisory: UUID
    revision: int
    emergency: bool

    @classmethod
    def of(cls, one: Told) -> ToldFinder:
        return cls(**{name: getattr(one, name) for name in ("at", "advisory", "revision", "emergency")})


class OwnReport(BaseModel):
    """The report as its finder sees it. ``told``: that its advisory is out, newest first."""

    reference: str
    state: ReportState
    received_at: Time
    first_read_at: Time | None
    triaged_at: Time | None
    regulator_takes_part: bool | None
    known_as: str
    may_pass_name: bool
    thanks: Thanks
    thanks_organisation: str
    thanks_link: str
    device_maker: str
    device_model: str
    device_version: str
    how_tested: str
    patient_impact: str
    description: str
    files: list[FileEntry]
    told: list[ToldFinder]

    @classmethod
    def of(cls, row: Report, files: list[ReportFile], told: list[Told]) -> OwnReport:
        same = ("reference", "state", "received_at", "first_read_at", "triaged_at", "known_as", "may_pass_name")
        words = ("device_maker", "device_model", "device_version", "how_tested", "patient_impact", "description")
        return cls(
            **{name: getattr(row, name) for name in (*same, *words)},
            thanks=row.wish.thanks,
            thanks_organisation=row.thanks_organisation,
            thanks_link=row.thanks_link,
            regulator_takes_part=None if row.triaged_at is None else not row.regulator_left_out,
            files=[FileEntry.of(file) for file in files],
            told=[ToldFinder.of(one) for one in told],
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


class DecisionEntry(BaseModel):
    """What a member decided, and what the table said to these answers ("open": more than one outcome was left)."""

    id: UUID
    table: str
    answers: dict[str, str]
    outcome: str
    decided: str
    because: str
    by: UUID | None
    at: Time

    @classmethod
    def of(cls, row: TriageDecision) -> DecisionEntry:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ReportDetail(ReportEntry):
    """A report with all its words, for the coordinator that received it. ``numbers``: those of others (VU#, VRF#)."""

    version: int
    origin: str
    numbers: list[str]
    cves: list[str]
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
    decisions: list[DecisionEntry]

    @classmethod
    def whole(
        cls,
        row: Report,
        files: list[ReportFile],
        thread: list[ThreadMessage],
        case: Case | None,
        decisions: list[TriageDecision],
    ) -> ReportDetail:
        names = (
            "version",
            "origin",
            "numbers",
            "cves",
            "how_tested",
            "patient_impact",
            "description",
            "identity",
            "finder_name",
            "may_pass_name",
        )
        more = ("credit", "regulator_left_out", "purged_at")
        return cls(
            **dict(ReportEntry.of(row, len(files), case.reference if case else "")),
            **{name: getattr(row, name) for name in (*names, *more)},
            attached=[FileEntry.of(file) for file in files],
            thread=thread,
            decisions=[DecisionEntry.of(decision) for decision in decisions],
        )


class MessageGiven(Given):
    """One more message in the thread."""

    body: str
    patient_data_seen: bool = Field(False, description="What looked like patient data is none; send it all the same.")


class FilesGiven(MessageGiven):
    """A message with files."""

    as_it_is: bool = Field(False, description="Pass files on as they are, also what cannot be cleaned.")


class ToFinder(BaseModel):
    """A message in a room that was opened for the finder too. ``who``: the coordinator by name, others by role."""

    id: UUID
    who: str
    mine: bool
    at: Time
    body: str
    purged: bool
    files: list[FileOfMessage]

    @classmethod
    def of(cls, one: case_queries.ToFinder) -> ToFinder:
        row = one.message
        hung, purged = [FileOfMessage.of(each) for each in one.files], row.purged_at is not None
        return cls(id=row.pk, who=one.who, mine=one.by_finder, at=row.at, body=row.body, purged=purged, files=hung)


class FinderRoom(BaseModel):
    """A room of the case that was opened for the finder too; its title is the parties' own."""

    id: UUID
    open: bool
    messages: int

    @classmethod
    def of(cls, room: case_queries.FinderRoom) -> FinderRoom:
        return cls(id=room.room, open=room.open, messages=len(room.messages))


class TriageGiven(Given):
    """What it is and what becomes of it. ``leave_out_regulator`` is the reason, which shows. ``answers`` are those to
    the questions of the triage table, by point; ``because`` is needed when the decision is another than the table's."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"medical_device": "yes", "outcome": "accept"}]})

    medical_device: MedicalDevice
    outcome: Outcome
    leave_out_regulator: Text = ""
    answers: dict[Key, Line] = Field(default_factory=dict)
    because: Text = ""
    expected_version: Version | None = None

    def judgement(self) -> Judgement | None:
        """What was answered and why; None when the table was not used."""
        return Judgement(self.answers, self.because) if self.answers or self.because else None


class MailGiven(Given):
    """The source of a mail (.eml), a text, a CSAF vulnerability report or an export of VINCE. The device is needed
    where it does not name one."""

    source: Annotated[str, StringConstraints(max_length=2_500_000)]
    device_maker: Line = ""
    device_model: Line = ""
    device_version: Line = ""
    sent_by: Annotated[str, StringConstraints(max_length=120)] = ""

    def words(self) -> MailWords:
        return MailWords(self.device_maker, self.device_model, self.device_version, self.sent_by)


class SignalGiven(Given):
    """Something public that nobody reported; CVE ids in it are kept."""

    device_maker: Line
    device_model: Line
    description: Text
    link: Annotated[str, StringConstraints(max_length=500)] = ""

    def words(self) -> SignalWords:
        return SignalWords(**dict(self))


class RequestGiven(Given):
    """A manufacturer asks for coordination of a weakness in a device of its own."""

    device_model: Line
    description: Text
    device_version: Line = ""
    patient_impact: Text = ""
    how_found: Text = ""
    already_public: bool = False

    def words(self) -> RequestWords:
        return RequestWords(**dict(self))


class RequestEntry(BaseModel):
    """An own request: what was sent, and what became of it. ``case`` is empty until there is one."""

    reference: str
    device_model: str
    device_version: str
    description: str
    patient_impact: str
    how_tested: str
    state: ReportState
    received_at: Time
    first_read_at: Time | None
    case: str

    @classmethod
    def of(cls, row: Report, case: str) -> RequestEntry:
        same = [name for name in cls.model_fields if name != "case"]
        return cls(**{name: getattr(row, name) for name in same}, case=case)


class JoinGiven(Given):
    """The case that the report is to belong to, and why. It cannot be undone."""

    case: Key
    reason: Text


class OpenCaseGiven(Given):
    """A case from an accepted report."""

    title: Annotated[str, StringConstraints(max_length=200)]
    summary: Text = ""
