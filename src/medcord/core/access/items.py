"""Who asks, what can be asked, and about which things: plain values the policy decides on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from medcord.core.access.scopes import Scope
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.lab import LabAudience
from medcord.core.vocabulary import ConfidentialityClass, MemberRole, Role, Tlp


class ViewerKind(StrEnum):
    """What sort of viewer asks."""

    ANONYMOUS = "anonymous"
    FINDER = "finder"
    MEMBER = "member"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. ``party_id`` and ``role`` belong to members, ``report_id`` to a finder who has shown its code.

    ``cases`` are the only cases (by id) a member may act on for the party; None is all of the party's. ``scopes`` are
    what a token was made for; None is all that the member may do.
    """

    kind: ViewerKind
    member_id: UUID | None = None
    party_id: UUID | None = None
    role: Role | None = None
    report_id: UUID | None = None
    active: bool = True
    level: MemberRole = MemberRole.MEMBER
    cases: frozenset[UUID] | None = None
    scopes: frozenset[Scope] | None = None


class Permission(StrEnum):
    """What can be asked, as scope:resource:action, in alphabetical order."""

    ADVISORY_READ = "advisory:read"
    AGREEMENT_CHANGE = "agreement:change"
    AGREEMENT_EXERCISE_FILE = "agreement:exercise:file"
    AGREEMENT_READ = "agreement:read"
    CALL_ACTION_FINISH = "call:action:finish"
    CALL_CONVENE = "call:convene"
    CALL_JOIN = "call:join"
    CALL_READ = "call:read"
    CALL_RUN = "call:run"
    CASE_ASK = "case:ask"
    CASE_CLAIM_DECIDE = "case:claim:decide"
    CASE_CLAIM_MAKE = "case:claim:make"
    CASE_CLAIM_READ = "case:claim:read"
    CASE_CLOSE = "case:close"
    CASE_CONTACT_LOG = "case:contact:log"
    CASE_EMBARGO_PROPOSE = "case:embargo:propose"
    CASE_EMBARGO_SIGN = "case:embargo:sign"
    CASE_EMBARGO_TERMINATE = "case:embargo:terminate"
    CASE_EVIDENCE_READ = "case:evidence:read"
    CASE_HANDOVER_OFFER = "case:handover:offer"
    CASE_HANDOVER_TAKE = "case:handover:take"
    CASE_HOLD = "case:hold"
    CASE_INVITATION_READ = "case:invitation:read"
    CASE_INVITE = "case:invite"
    CASE_LEAVE = "case:leave"
    CASE_LEDGER_EXPORT = "case:ledger:export"
    CASE_MARK = "case:mark"
    CASE_MERGE = "case:merge"
    CASE_MESSAGE_EDIT = "case:message:edit"
    CASE_MESSAGE_PIN = "case:message:pin"
    CASE_MESSAGE_READ = "case:message:read"
    CASE_MESSAGE_SEND = "case:message:send"
    CASE_NUMBER_SET = "case:number:set"
    CASE_OPEN = "case:open"
    CASE_PARTICIPANT_REMOVE = "case:participant:remove"
    CASE_PURGE = "case:purge"
    CASE_PURGE_READ = "case:purge:read"
    CASE_READ = "case:read"
    CASE_REPORT_ANSWER = "case:report:answer"
    CASE_ROOM_CLOSE = "case:room:close"
    CASE_ROOM_LEAVE = "case:room:leave"
    CASE_ROOM_OPEN = "case:room:open"
    CASE_ROOM_READ = "case:room:read"
    CASE_ROOM_SPEAK = "case:room:speak"
    CASE_STANDING_READ = "case:standing:read"
    CASE_STATEMENT_MAKE = "case:statement:make"
    CASE_STATEMENT_READ = "case:statement:read"
    CASE_STATUS_READ = "case:status:read"
    CASE_TERMS_ACKNOWLEDGE = "case:terms:acknowledge"
    COMMUNICATION_COMMENT = "communication:comment"
    COMMUNICATION_COMPARE = "communication:compare"
    COMMUNICATION_READ = "communication:read"
    COMMUNICATION_WRITE = "communication:write"
    CONSULT_ANSWER = "consult:answer"
    CONSULT_ASK = "consult:ask"
    CONSULT_READ = "consult:read"
    CONSULT_SUPPLY_ANSWER = "consult:supply:answer"
    CONSULT_SUPPLY_ASK = "consult:supply:ask"
    CONSULT_SUPPLY_CLAIM = "consult:supply:claim"
    CONSULT_SUPPLY_READ = "consult:supply:read"
    DECISION_READ = "decision:read"
    DECISION_TAKE = "decision:take"
    DECLARATION_DECIDE = "declaration:decide"
    DECLARATION_READ = "declaration:read"
    DECLARATION_SIGN = "declaration:sign"
    DISPUTE_ASSESS = "dispute:assess"
    DISPUTE_DISSENT = "dispute:dissent"
    DISPUTE_POSITION_READ = "dispute:position:read"
    DISPUTE_READ = "dispute:read"
    DISPUTE_STATE = "dispute:state"
    DRAFT_COMMENT = "draft:comment"
    DRAFT_COMMENT_READ = "draft:comment:read"
    DRAFT_PUBLISH = "draft:publish"
    DRAFT_READ = "draft:read"
    DRAFT_WRITE = "draft:write"
    EMERGING_READ = "emerging:read"
    EMERGING_WRITE = "emerging:write"
    INVENTORY_IMPORT = "inventory:import"
    INVENTORY_READ = "inventory:read"
    MATRIX_READ = "matrix:read"
    MATRIX_SIGN = "matrix:sign"
    LAB_HAND = "lab:hand"
    LAB_READ = "lab:read"
    LAB_REQUEST = "lab:request"
    LAB_RESULT_READ = "lab:result:read"
    LAB_RUN = "lab:run"
    MEASURE_READ = "measure:read"
    MEMBER_READ = "member:read"
    MEMBER_RECOVER = "member:recover"
    MEMBER_SELF_WRITE = "member:self:write"
    NODE_READ = "node:read"
    NODE_TEND = "node:tend"
    NOTICE_CHOOSE = "notice:choose"
    NOTICE_READ = "notice:read"
    OPINION_READ = "opinion:read"
    OPINION_RELEASE = "opinion:release"
    OPINION_WRITE = "opinion:write"
    PARTY_ADMINISTER = "party:administer"
    PARTY_MEMBERS_READ = "party:members:read"
    PARTY_OWN_READ = "party:own:read"
    PARTY_READ = "party:read"
    PARTY_RULE = "party:rule"
    PARTY_SIGNINS_READ = "party:signins:read"
    PRODUCT_READ = "product:read"
    PRODUCT_SIBLING_ANSWER = "product:sibling:answer"
    PRODUCT_SIBLING_READ = "product:sibling:read"
    PRODUCT_WRITE = "product:write"
    RECALL_LINK = "recall:link"
    RECORDS_KEEP = "records:keep"
    RECORDS_READ = "records:read"
    REPORT_FINDER_READ = "report:finder:read"
    REPORT_READ = "report:read"
    REPORT_REPLY = "report:reply"
    REPORT_SUBMIT = "report:submit"
    REPORT_TRIAGE = "report:triage"
    SIGHTING_DECIDE = "sighting:decide"
    SIGHTING_MAKE = "sighting:make"
    SIGHTING_READ = "sighting:read"
    SIGNAL_READ = "signal:read"
    SIGNAL_WRITE = "signal:write"
    TEXT_ACKNOWLEDGE = "text:acknowledge"
    TEXT_READ = "text:read"
    WARNING_ANSWER = "warning:answer"
    WARNING_READ = "warning:read"
    WEBHOOK_KEEP = "webhook:keep"
    WEBHOOK_READ = "webhook:read"
    WORKLIST_CLOSE = "worklist:close"
    WORKLIST_READ = "worklist:read"


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, and why. ``until``: nothing of the thing that is newer may be shown (a lapsed participant).
    ``since``: nothing that is older (one who joined late)."""

    allowed: bool
    because: str
    until: datetime | None = None
    since: datetime | None = None

    def spans(self, at: datetime) -> bool:
        """Whether something of this time lies within what may be shown."""
        return (self.until is None or at <= self.until) and (self.since is None or at >= self.since)


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
    """A case. ``participants`` is keyed by party; ``report_ids`` are the reports it came from."""

    owner_party: UUID
    participants: Mapping[UUID, Participation] = field(default_factory=dict)
    embargo_state: EmbargoState = EmbargoState.NONE
    closed: bool = False
    report_ids: frozenset[UUID] = frozenset()
    case_id: UUID | None = None


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
    """The draft of an advisory and the parties it was circulated to. ``roots`` are what its passages quote."""

    case: CaseItem
    shared_with: frozenset[UUID] = frozenset()
    created_at: datetime | None = None
    roots: frozenset[Root] = frozenset()


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
    | CallItem | LabItem
)  # fmt: skip


def yes(because: str, until: datetime | None = None, since: datetime | None = None) -> Answer:
    """An allowing answer."""
    return Answer(True, because, until, since)


def no(because: str) -> Answer:
    """A refusing answer."""
    return Answer(False, because)


def of_party(viewer: Viewer, party: UUID | None, role: Role) -> bool:
    """Whether the viewer is a member of this party, acting in this role."""
    return viewer.kind is ViewerKind.MEMBER and viewer.role is role and party is not None and viewer.party_id == party
