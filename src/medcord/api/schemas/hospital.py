"""A hospital's inventory and worklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, Text, Time, Version, Whole
from medcord.api.schemas.decisions import SuggestionEntry
from medcord.api.schemas.no_longer import NoLongerInForce
from medcord.core.advisory.fallen import Fallen
from medcord.core.device.priority import Action
from medcord.core.safety.ssvc import SHEETS, look
from medcord.core.safety.ssvc.judging import Suggestion
from medcord.core.safety.ssvc.plain import look_as_plain
from medcord.core.vocabulary import Basis, Verdict
from medcord.inventory.models import Entry, Identity, ImportBatch, ImportProblem
from medcord.matching.models import AdvisoryHead
from medcord.matching.models import Verdict as VerdictRow
from medcord.remediation.models import DeployerDecision, DeviceWork, RemediationAct
from medcord.remediation.queries import Group

Title = Annotated[str, StringConstraints(max_length=400)]
Place = Annotated[str, StringConstraints(max_length=160)]
Words = Annotated[str, StringConstraints(max_length=200)]
Kind = Literal["", "affected", "possible", "outside_range", "not_affected"]
Outcome = Literal[
    "patched", "controlled", "replaced", "removed_from_use", "accepted", "not_ours", "checked_not_affected"
]


class ColumnsGiven(Given):
    """Which column of the file holds what: its title, "" for none; what is left out stays as it was recognised."""

    asset_tag: Title | None = None
    manufacturer: Title | None = None
    model: Title | None = None
    description: Title | None = None
    catalog_no: Title | None = None
    serial: Title | None = None
    version: Title | None = None
    udi: Title | None = None
    department: Title | None = None
    site: Title | None = None

    def chosen(self) -> dict[str, str]:
        """Field to title, for the fields that were given."""
        fields = ColumnsGiven.model_fields
        return {name: title for name in fields if (title := getattr(self, name)) is not None}


class ImportGiven(ColumnsGiven):
    """An import. With ``read`` or any column the file is read at once, else it waits for its columns."""

    read: bool = False


class ColumnsChosen(ColumnsGiven):
    """Columns of a file that was put down."""

    expected_version: Version | None = None


class UseGiven(Given):
    """Put a read file into use. Devices that are not in it are retired, unless they are to be kept."""

    keep_absent: bool = False


class ImportEntry(BaseModel):
    """An import and what became of it. ``proposed`` and ``columns`` say which column holds what."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    name: str
    state: str
    percent: int
    header: list[str]
    layout: str
    proposed: dict[str, str]
    columns: dict[str, str]
    rows: int
    added: int
    changed: int
    unchanged: int
    retired: int
    kept: int
    unversioned: int
    problem_count: int
    refusal: str
    received_at: Time
    loaded_at: Time | None

    @classmethod
    def of(cls, row: ImportBatch) -> ImportEntry:
        return cls.model_validate(row)


class Problem(BaseModel):
    """Something odd about a row that was kept; row 0 is the whole file."""

    row: int
    column: str
    sentence: str

    @classmethod
    def of(cls, row: ImportProblem) -> Problem:
        return cls(row=row.row, column=row.column, sentence=row.sentence)


class DeviceIdentity(BaseModel):
    """Maker, model and version as written: what decides a verdict."""

    id: UUID
    maker: str
    model: str
    description: str
    catalog_no: str
    version: str

    @classmethod
    def of(cls, row: Identity) -> DeviceIdentity:
        same = {name: getattr(row, name) for name in ("id", "maker", "model", "description", "catalog_no")}
        return cls(version=row.software, **same)


class DeviceEntry(BaseModel):
    """A device in use."""

    id: UUID
    asset_tag: str
    serial: str
    udi: str
    department: str
    site: str
    identity: DeviceIdentity

    @classmethod
    def of(cls, row: Entry) -> DeviceEntry:
        same = {name: getattr(row, name) for name in ("asset_tag", "serial", "udi", "department", "site")}
        return cls(id=row.device_id, identity=DeviceIdentity.of(row.identity), **same)


class QuotedAction(BaseModel):
    """A remediation as its publisher wrote it; ``source`` is the advisory. medcord never makes one up."""

    category: str
    details: str
    source: str
    url: str

    @classmethod
    def of(cls, action: Action) -> QuotedAction:
        return cls(category=action.category, details=action.details, source=action.source, url=action.url)


class Said(BaseModel):
    """What an advisory says of an identity, and why. ``standing`` is null while the advisory is in force."""

    advisory: UUID
    tracking_id: str
    title: str
    product: str
    verdict: Verdict
    basis: Basis
    kind: str
    because: list[str]
    cves: list[str]
    reasons: list[str]
    actions: list[QuotedAction]
    standing: NoLongerInForce | None = None

    @classmethod
    def of(cls, row: VerdictRow, actions: Sequence[Action], gone: Fallen | None = None) -> Said:
        same = ("product", "verdict", "basis", "kind", "because", "cves", "reasons")
        return cls(
            advisory=row.advisory_id,
            tracking_id=row.advisory.tracking_id,
            title=row.advisory.title,
            actions=[QuotedAction.of(action) for action in actions],
            standing=NoLongerInForce.of(gone),
            **{name: getattr(row, name) for name in same},
        )


class WorkDone(BaseModel):
    """What was recorded for a device under an advisory; ``by`` is a member, empty for the node itself."""

    act: UUID
    advisory: UUID
    kind: str
    outcome: str
    note: str
    proof: str
    at: Time
    by: str
    current: bool
    closed: bool

    @classmethod
    def of(cls, row: DeviceWork, names: dict[UUID, str]) -> WorkDone:
        act = row.act
        same = {name: getattr(act, name) for name in ("kind", "outcome", "note", "proof", "at")}
        by = names.get(act.by, "") if act.by else ""
        return cls(act=act.pk, advisory=row.advisory_id, by=by, current=row.current, closed=row.closed, **same)


class DeviceDetail(DeviceEntry):
    """One device: what every advisory says of it, and what was done. ``in_use``: it is in the newest inventory."""

    in_use: bool
    said: list[Said]
    work: list[WorkDone]


class DeviceUnder(DeviceEntry):
    """A device under one advisory: still open, or closed by what was recorded."""

    open: bool
    outcome: str
    note: str

    @classmethod
    def under(cls, row: Entry, line: DeviceWork | None) -> DeviceUnder:
        closed = line if line and line.closed else None
        return cls(
            **dict(DeviceEntry.of(row)),
            open=closed is None,
            outcome=closed.act.outcome if closed else "",
            note=closed.act.note if closed else "",
        )


class DeviceCut(BaseModel):
    """What a list of devices is cut by; empty parts do not cut."""

    q: Words = ""
    site: Place = ""
    department: Place = ""
    identity: UUID | None = None
    without_version: bool = False


class WorklistCut(BaseModel):
    """What the worklist is cut by; empty parts do not cut."""

    q: Words = ""
    site: Place = ""
    department: Place = ""
    kind: Kind = ""


class WorklistItem(BaseModel):
    """An advisory on the worklist: counts of devices by verdict that are still open, and how many are closed.
    ``standing`` is null while it is in force."""

    advisory: UUID
    tracking_id: str
    title: str
    publisher: str
    rank: int
    affected: int
    possible: int
    outside_range: int
    closed: int
    devices: int
    reasons: list[str]
    actions: list[QuotedAction]
    standing: NoLongerInForce | None = None

    @classmethod
    def of(
        cls,
        group: Group,
        head: AdvisoryHead,
        lead: VerdictRow | None,
        actions: Sequence[Action],
        gone: Fallen | None,
    ) -> WorklistItem:
        return cls(
            advisory=head.pk,
            tracking_id=head.tracking_id,
            title=head.title,
            publisher=head.publisher,
            rank=group.rank,
            affected=group.affected,
            possible=group.possible,
            outside_range=group.outside,
            closed=group.done,
            devices=group.devices,
            reasons=[str(one) for one in lead.reasons] if lead else [],
            actions=[QuotedAction.of(action) for action in actions],
            standing=NoLongerInForce.of(gone),
        )


class IdentityUnder(BaseModel):
    """Devices of one identity under an advisory: how many, how many are closed, and what is said."""

    identity: DeviceIdentity
    devices: int
    closed: int
    said: Said


class AdvisoryUnder(BaseModel):
    """One advisory and the identities it speaks of, most urgent first. Send ``seen`` back when work is recorded."""

    advisory: UUID
    tracking_id: str
    title: str
    standing: NoLongerInForce | None = None
    seen: int
    items: list[IdentityUnder]
    count: int
    limit: int
    offset: int


class WorkGiven(Given):
    """What was done for devices, or for all devices of identities that are still open, under one advisory."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "devices": ["0a8c1f7e-2f4b-4f0e-9d0a-1f2e3d4c5b6a"],
                    "outcome": "patched",
                    "note": "Software 4.2.1 installed, work order 4711.",
                    "seen": 0,
                }
            ]
        }
    )

    devices: list[UUID] = Field(default_factory=list, max_length=2000)
    identities: list[UUID] = Field(default_factory=list, max_length=2000)
    outcome: Outcome
    note: Text
    proof: Text = ""
    seen: Whole | None = Field(None, description="the number of the last act that was seen; a newer one gives a 409")


class ReopenGiven(Given):
    """Devices that are open again, and why."""

    devices: list[UUID] = Field(max_length=2000)
    reason: Text


class WorkRecord(BaseModel):
    """An act: what was done for how many devices."""

    id: UUID
    number: int
    kind: str
    outcome: str
    note: str
    proof: str
    devices: int
    at: Time

    @classmethod
    def of(cls, row: RemediationAct) -> WorkRecord:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class DeployerDecisionEntry(BaseModel):
    """How soon the hospital acts on an advisory: what a named member decided, and why, beside what the tables of that
    day said. `outcome` is `open` while facts were missing; `sources` says for each answer where it came from.
    `revision` is the advisory's when it was decided."""

    id: UUID
    advisory: str
    revision: int
    original: str
    extended: str
    answers: dict[str, str]
    sources: dict[str, str]
    outcome: str
    extended_outcome: str
    decided: str
    because: str
    taken_name: str
    taken_at: Time

    @classmethod
    def of(cls, row: DeployerDecision) -> DeployerDecisionEntry:
        own = set(cls.model_fields) - {"id", "advisory"}
        return cls(id=row.pk, advisory=row.advisory.tracking_id, **{name: getattr(row, name) for name in own})


class DeployerDecisions(BaseModel):
    """What the hospital decided about an advisory, newest first; what its worklist suggests, and what the tables say
    to that, with the facts that would change it (as `medcord ssvc --json` writes it)."""

    suggestions: list[SuggestionEntry]
    says: dict[str, Any]
    decisions: list[DeployerDecisionEntry]

    @classmethod
    def build(cls, known: Mapping[str, Suggestion], rows: Sequence[DeployerDecision]) -> DeployerDecisions:
        said = look(SHEETS["deployer"], {key: one.value for key, one in known.items()})
        return cls(
            suggestions=[SuggestionEntry.of(one) for one in known.values()],
            says=look_as_plain(said),
            decisions=[DeployerDecisionEntry.of(row) for row in rows],
        )


class Matching(BaseModel):
    """How far matching is. ``percent`` is 100 when none is under way."""

    running: bool
    percent: int
    last_finished_at: Time | None
