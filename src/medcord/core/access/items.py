"""The things that can be asked about: plain values the policy decides on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.lab import LabAudience
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp


@dataclass(frozen=True, slots=True)
class Participation:
    """One party's part in a case. ``sees_from``: nothing older is open to it. ``observer``: it reads, and does not
    act."""

    role: Role
    consent: Consent = Consent.NO_EMBARGO
    statutory: bool = False
    removed: bool = False
    lapsed_at: datetime | None = None
    sees_from: datetime | None = None
    observer: bool = False


@dataclass(frozen=True, slots=True)
class CaseItem:
    """A case. ``participants`` is keyed by party; ``report_ids`` are the reports it came from. ``public``: what it is
    about is public, and it was not merged into another."""

    owner_party: UUID
    participants: Mapping[UUID, Participation] = field(default_factory=dict)
    embargo_state: EmbargoState = EmbargoState.NONE
    closed: bool = False
    report_ids: frozenset[UUID] = frozenset()
    case_id: UUID | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class ReportItem:
    """A report, and the case it belongs to, if any. ``name_may_go``: the finder allowed passing its name on.
    ``asker_party``: the manufacturer whose own request it is.
    ``held_by``: ids of all cases that hold it, for members who are limited to named ones."""

    report_id: UUID
    coordinator_party: UUID
    case: CaseItem | None = None
    name_may_go: bool = False
    created_at: datetime | None = None
    asker_party: UUID | None = None
    held_by: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class StatementItem:
    """What a maker states of a product, in the case where it is looked at. ``made_in``: the case it was made in, when
    that one was merged into this one."""

    case: CaseItem
    maker_party: UUID
    created_at: datetime
    made_in: CaseItem | None = None


@dataclass(frozen=True, slots=True)
class Root:
    """Something an item was made from: its class, whose it is, whether the rule of its class is met, and its authorised
    readers (None: all of a party that may read it)."""

    klass: ConfidentialityClass
    party: UUID | None = None
    met: bool = False
    readers: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class MessageItem:
    """A message in a case. ``audience`` holds parties, or a report id for its finder; None means nobody is named.

    ``klass`` is the strictest of what its author ``marked`` (None: the same) and of its ``roots``. ``consulted``: the
    rule of its own class is met for the regulator. ``readers`` are the authorised readers of protected material.
    """

    case: CaseItem
    tlp: Tlp
    klass: ConfidentialityClass
    author_party: UUID | None
    consulted: bool = False
    audience: frozenset[UUID] | None = None
    created_at: datetime | None = None
    author: UUID | None = None
    marked: ConfidentialityClass | None = None
    readers: frozenset[UUID] | None = None
    roots: frozenset[Root] = frozenset()


@dataclass(frozen=True, slots=True)
class SupplyItem:
    """What is recorded of passing a message on. ``supplier`` is the party that supplied it, ``asked`` those who were
    asked about it."""

    message: MessageItem
    supplier: UUID | None = None
    asked: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class RoomItem:
    """A room of a case beside its case-wide thread: of one product (``maker`` is the product's), or a side room, which
    has an ``audience`` as a message has. ``opener`` is the party that opened it."""

    case: CaseItem
    opener: UUID | None = None
    maker: UUID | None = None
    audience: frozenset[UUID] | None = None
    opened_at: datetime | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """A claim in a case, by a party or by the finder of a report."""

    case: CaseItem
    by_party: UUID | None = None
    by_report: UUID | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpinionItem:
    """An opinion of harm, or (``released``) the public statement released from it."""

    case: CaseItem
    released: bool = False
    author_party: UUID | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DisputeItem:
    """A dispute of harm. ``parties`` stated a position in it; ``created_at``: when the viewer's party first did."""

    case: CaseItem
    parties: frozenset[UUID] = frozenset()
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PositionItem:
    """What one party of a dispute says: a position or a dissent. ``opened``: to all parties of the dispute."""

    dispute: DisputeItem
    party: UUID
    klass: ConfidentialityClass = ConfidentialityClass.NONE
    opened: bool = False


@dataclass(frozen=True, slots=True)
class DeclarationItem:
    """What a manufacturer declared in a case, or what was decided about it."""

    case: CaseItem
    maker_party: UUID
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MatrixItem:
    """A manufacturer's own risk matrix."""

    maker_party: UUID


@dataclass(frozen=True, slots=True)
class TextItem:
    """A text for customers that was given to an ISAO. It has no case: that is not the ISAO's to see."""

    isao_party: UUID


@dataclass(frozen=True, slots=True)
class DraftItem:
    """The draft of an advisory and the parties it was circulated to. ``roots`` are what its passages quote.
    ``out``: the advisory is published, so that an error in it can be mended (90)."""

    case: CaseItem
    shared_with: frozenset[UUID] = frozenset()
    created_at: datetime | None = None
    roots: frozenset[Root] = frozenset()
    out: bool = False


@dataclass(frozen=True, slots=True)
class CommunicationItem:
    """A regulator's safety communication. ``author_party`` is None before there is one."""

    case: CaseItem
    author_party: UUID | None = None
    shared_with: frozenset[UUID] = frozenset()
    released: bool = False
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CommentItem:
    """A comment on a draft or a safety communication."""

    text: DraftItem | CommunicationItem
    by_party: UUID
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConsultItem:
    """A question to one party in a case."""

    case: CaseItem
    asked_party: UUID


@dataclass(frozen=True, slots=True)
class DecisionItem:
    """A decision beside a decision table. ``sheet`` is what is decided, ``party`` whose decision it is."""

    case: CaseItem
    sheet: str
    party: UUID | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallItem:
    """A call between parties. ``asked`` are the parties asked to it, ``cases`` those on its agenda, ``owner`` the party
    that has the action in question to do."""

    convener: UUID
    asked: frozenset[UUID] = frozenset()
    cases: frozenset[UUID] = frozenset()
    owner: UUID | None = None


@dataclass(frozen=True, slots=True)
class LabItem:
    """An independent test in a case, there or not yet. ``supplier`` gives the specimen; ``audience`` is to whom the
    result was released, None while that is not decided."""

    case: CaseItem
    asker: UUID | None = None
    supplier: UUID | None = None
    audience: LabAudience | None = None
    created_at: datetime | None = None
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProductItem:
    """A product of a maker's registry."""

    maker_party: UUID


@dataclass(frozen=True, slots=True)
class SiblingItem:
    """One maker's statement that another maker's product is the same or comes from the same hands."""

    maker_party: UUID
    other_party: UUID


@dataclass(frozen=True, slots=True)
class InventoryItem:
    """A hospital's inventory, or anything that hangs on it: a device, a worklist item, a match."""

    hospital_party: UUID


@dataclass(frozen=True, slots=True)
class AdvisoryItem:
    """An advisory on the published side."""

    released: bool
    tlp: Tlp
    publisher_party: UUID | None = None
    audience: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class RestrictedItem:
    """An advisory for some before all: who issues it, and the parties that it was told to."""

    publisher_party: UUID
    told: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class AgreementItem:
    """The agreement of the agencies that this node runs, with its clauses."""


@dataclass(frozen=True, slots=True)
class MeasureItem:
    """Measures of a role in aggregate, or of one party."""

    role: Role
    party: UUID | None = None


@dataclass(frozen=True, slots=True)
class MemberItem:
    """A member of a party."""

    member_id: UUID
    party_id: UUID


@dataclass(frozen=True, slots=True)
class PartyItem:
    """A party as its own administrators look after it."""

    party_id: UUID


@dataclass(frozen=True, slots=True)
class NodeItem:
    """The node's own work: what waits, what is dead, when the worker last looked."""

    coordinator_party: UUID | None


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """What reaches a party's mailbox. What reaches a member is the member's own account."""

    party: UUID


@dataclass(frozen=True, slots=True)
class WebhookItem:
    """An address that a party's programs are called at."""

    party: UUID


@dataclass(frozen=True, slots=True)
class SignalItem:
    """The public signals that one coordinator looks through, or one of them."""

    coordinator_party: UUID | None


@dataclass(frozen=True, slots=True)
class SightingItem:
    """What a hospital or ISAO says it saw, and the coordinator it went to."""

    party: UUID
    coordinator_party: UUID


@dataclass(frozen=True, slots=True)
class WarningItem:
    """The regulator's word to one firm in a case that a public warning is appropriate."""

    case: CaseItem
    party: UUID
    created_at: datetime | None = None


Item = (
    ReportItem | CaseItem | ClaimItem | StatementItem | MessageItem | RoomItem | OpinionItem | DraftItem | ConsultItem
    | DecisionItem | ProductItem | SiblingItem | InventoryItem | AdvisoryItem | MeasureItem | MemberItem | PartyItem
    | NodeItem | NoticeItem | WebhookItem | AgreementItem | SupplyItem | SignalItem | SightingItem | WarningItem
    | DisputeItem | PositionItem | DeclarationItem | MatrixItem | TextItem | CommunicationItem | CommentItem
    | CallItem | LabItem | RestrictedItem
)  # fmt: skip
