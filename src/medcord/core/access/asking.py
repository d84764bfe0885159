"""Who asks, what can be asked, and the answer: plain values the policy decides on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from medcord.core.access.scopes import Scope
from medcord.core.vocabulary import MemberRole, Role


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
    DECLARATION_CLASSIFY = "declaration:classify"
    DECLARATION_CONSIGNEES_READ = "declaration:consignees:read"
    DECLARATION_DECIDE = "declaration:decide"
    DECLARATION_DISCLOSE = "declaration:disclose"
    DECLARATION_DISCLOSURE_READ = "declaration:disclosure:read"
    DECLARATION_READ = "declaration:read"
    DECLARATION_SCOPE = "declaration:scope"
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
    DRAFT_TELLING_END = "draft:telling:end"
    DRAFT_TELLING_READ = "draft:telling:read"
    DRAFT_WRITE = "draft:write"
    EMERGING_READ = "emerging:read"
    EMERGING_WRITE = "emerging:write"
    EVENT_READ = "event:read"
    EVENT_SIGN = "event:sign"
    INVENTORY_IMPORT = "inventory:import"
    INVENTORY_READ = "inventory:read"
    LAB_HAND = "lab:hand"
    LAB_READ = "lab:read"
    LAB_REQUEST = "lab:request"
    LAB_RESULT_READ = "lab:result:read"
    LAB_RUN = "lab:run"
    MATRIX_READ = "matrix:read"
    MATRIX_SIGN = "matrix:sign"
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
    RESTRICTED_ISSUE = "restricted:issue"
    RESTRICTED_PREPARED_READ = "restricted:prepared:read"
    RESTRICTED_READ = "restricted:read"
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


def yes(because: str, until: datetime | None = None, since: datetime | None = None) -> Answer:
    """An allowing answer."""
    return Answer(True, because, until, since)


def no(because: str) -> Answer:
    """A refusing answer."""
    return Answer(False, because)


def of_party(viewer: Viewer, party: UUID | None, role: Role) -> bool:
    """Whether the viewer is a member of this party, acting in this role."""
    return viewer.kind is ViewerKind.MEMBER and viewer.role is role and party is not None and viewer.party_id == party
