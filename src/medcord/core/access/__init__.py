"""May this viewer do this to that? The one rule table, pure, denying by default.

The policy in words is docs/reference/policy.md; numbers in comments are its clauses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from medcord.core.access import (
    administration,
    agreements,
    calls,
    crossing,
    decisions,
    declarations,
    disputes,
    hats,
    holdings,
    lab,
    outgoing,
    restricted,
    rooms,
    signals,
    supplies,
    talk,
)
from medcord.core.access.asking import Answer, Permission, Viewer, ViewerKind, no
from medcord.core.access.items import (
    AdvisoryItem,
    AgreementItem,
    CallItem,
    CaseItem,
    ClaimItem,
    CommentItem,
    CommunicationItem,
    ConsultItem,
    DecisionItem,
    DeclarationItem,
    DisputeItem,
    DraftItem,
    InventoryItem,
    Item,
    LabItem,
    MatrixItem,
    MeasureItem,
    MemberItem,
    MessageItem,
    NodeItem,
    NoticeItem,
    OpinionItem,
    Participation,
    PartyItem,
    PositionItem,
    ProductItem,
    ReportItem,
    RestrictedItem,
    RoomItem,
    Root,
    SiblingItem,
    SightingItem,
    SignalItem,
    StatementItem,
    SupplyItem,
    TextItem,
    WarningItem,
    WebhookItem,
)
from medcord.core.access.scopes import FAMILIES, Scope, covered, refusal
from medcord.core.refusals import NotAllowed, NotFound
from medcord.core.vocabulary import MemberRole

__all__ = [
    "RULES",
    "AdvisoryItem",
    "AgreementItem",
    "Answer",
    "CallItem",
    "CaseItem",
    "ClaimItem",
    "CommentItem",
    "CommunicationItem",
    "ConsultItem",
    "DecisionItem",
    "DeclarationItem",
    "DisputeItem",
    "DraftItem",
    "InventoryItem",
    "Item",
    "LabItem",
    "MatrixItem",
    "MeasureItem",
    "MemberItem",
    "MessageItem",
    "NodeItem",
    "NoticeItem",
    "OpinionItem",
    "Participation",
    "PartyItem",
    "Permission",
    "PositionItem",
    "ProductItem",
    "ReportItem",
    "RestrictedItem",
    "RoomItem",
    "Root",
    "Scope",
    "SiblingItem",
    "SightingItem",
    "SignalItem",
    "StatementItem",
    "SupplyItem",
    "TextItem",
    "Viewer",
    "ViewerKind",
    "WarningItem",
    "WebhookItem",
    "may",
    "require",
]

Rule = Callable[[Viewer, Item | None], Answer]


def may(viewer: Viewer, permission: Permission, item: Item | None = None) -> Answer:
    """Whether ``viewer`` may do ``permission`` to ``item``, with the reason. An item of the wrong kind is refused."""
    if not viewer.active:
        return no("This account is not active.")  # 2
    if _incomplete(viewer):
        return no("It is not known for whom you act. Sign in again.")  # 3
    if viewer.level is MemberRole.READER and not is_reading(permission):
        return no("You may read for your party, not act for it. Ask an administrator of your party.")  # 36
    if viewer.scopes is not None:
        family = FAMILIES.get(permission.value.partition(":")[0])
        if not covered(viewer.scopes, family, reading=permission.value.endswith(":read")):
            return no(refusal(viewer.scopes, family))  # 36
    return RULES[permission](viewer, item)


def _incomplete(viewer: Viewer) -> bool:
    if viewer.kind is ViewerKind.MEMBER:
        return viewer.member_id is None or viewer.party_id is None or viewer.role is None
    return viewer.kind is ViewerKind.FINDER and viewer.report_id is None


def is_reading(permission: Permission) -> bool:
    """Whether a permission only looks; changing one's own account is every member's too."""
    return permission.value.endswith(":read") or permission is Permission.MEMBER_SELF_WRITE


def require(viewer: Viewer, permission: Permission, item: Item | None, what: str = "page") -> Answer:
    """The yes of ``may``. Raises NotFound for what the viewer does not see, NotAllowed with the reason for the rest."""
    answer = may(viewer, permission, item)
    if answer.allowed:
        return answer
    if any(may(viewer, sight, item).allowed for sight in _SIGHT.get(type(item), ())):
        raise NotAllowed(answer.because, fields={"permission": permission.value})
    raise NotFound(what)


ItemT = TypeVar("ItemT", bound=Item)


_NOT_OF_THIS: Final = no("This cannot be asked about such a thing.")


def _on(kind: type[ItemT], rule: Callable[[Viewer, ItemT], Answer]) -> Rule:
    def guarded(viewer: Viewer, item: Item | None) -> Answer:
        return rule(viewer, item) if isinstance(item, kind) else _NOT_OF_THIS

    return guarded


def _case_rule(grants: hats.Grants, *, writes: bool) -> Rule:
    return _on(CaseItem, lambda viewer, case: hats.in_case(viewer, case, grants, writes=writes))


def _mending_rule(grants: hats.Grants) -> Rule:
    return _on(CaseItem, lambda viewer, case: hats.mends(viewer, case, grants))


RULES: Final[Mapping[Permission, Rule]] = MappingProxyType(
    {
        **{each: _case_rule(grants, writes=False) for each, grants in hats.READS.items()},
        **{each: _case_rule(grants, writes=False) for each, grants in hats.AFTERCARE.items()},
        **{each: _case_rule(grants, writes=True) for each, grants in hats.ACTS.items()},
        **{each: _mending_rule(grants) for each, grants in hats.MENDING.items()},
        Permission.ADVISORY_READ: _on(AdvisoryItem, holdings.read_advisory),
        Permission.AGREEMENT_CHANGE: _on(AgreementItem, agreements.change_agreement),
        Permission.AGREEMENT_EXERCISE_FILE: _on(AgreementItem, agreements.read_agreement),
        Permission.AGREEMENT_READ: _on(AgreementItem, agreements.read_agreement),
        Permission.CALL_ACTION_FINISH: _on(CallItem, calls.finish_action),
        Permission.CALL_CONVENE: calls.convene,
        Permission.CALL_JOIN: _on(CallItem, calls.join_call),
        Permission.CALL_READ: _on(CallItem, calls.read_call),
        Permission.CALL_RUN: _on(CallItem, calls.run_call),
        Permission.CASE_CLAIM_READ: _on(ClaimItem, rooms.read_claim),
        Permission.CASE_EVIDENCE_READ: _on(CaseItem, signals.read_evidence),
        Permission.CASE_MESSAGE_EDIT: _on(MessageItem, talk.edit_message),
        Permission.CASE_MESSAGE_PIN: _on(MessageItem, talk.pin_message),
        Permission.CASE_MESSAGE_READ: _on(MessageItem, talk.read_message),
        Permission.CASE_READ: _on(CaseItem, hats.read_case),
        Permission.CASE_OPEN: rooms.open_case,
        Permission.CASE_ROOM_CLOSE: _on(RoomItem, talk.close_room),
        Permission.CASE_ROOM_LEAVE: _on(RoomItem, talk.leave_room),
        Permission.CASE_ROOM_OPEN: _on(RoomItem, talk.open_room),
        Permission.CASE_ROOM_READ: _on(RoomItem, talk.read_room),
        Permission.CASE_ROOM_SPEAK: _on(RoomItem, talk.speak_in_room),
        Permission.CASE_STATEMENT_READ: _on(StatementItem, rooms.read_statement),
        Permission.COMMUNICATION_COMMENT: _on(CommunicationItem, crossing.comment_communication),
        Permission.COMMUNICATION_COMPARE: _on(CommunicationItem, crossing.compare_texts),
        Permission.COMMUNICATION_READ: _on(CommunicationItem, crossing.read_communication),
        Permission.COMMUNICATION_WRITE: _on(CommunicationItem, crossing.write_communication),
        Permission.CONSULT_ANSWER: _on(ConsultItem, rooms.answer_consult),
        Permission.CONSULT_READ: _on(ConsultItem, rooms.read_consult),
        Permission.DECISION_READ: _on(DecisionItem, decisions.read_decision),
        Permission.DECISION_TAKE: _on(DecisionItem, decisions.take_decision),
        Permission.CONSULT_SUPPLY_ANSWER: _on(SupplyItem, supplies.answer_supply),
        Permission.CONSULT_SUPPLY_ASK: _on(SupplyItem, supplies.ask_supply),
        Permission.CONSULT_SUPPLY_CLAIM: _on(SupplyItem, supplies.claim_supply),
        Permission.CONSULT_SUPPLY_READ: _on(SupplyItem, supplies.read_supply),
        Permission.DISPUTE_ASSESS: _on(DisputeItem, disputes.assess_dispute),
        Permission.DISPUTE_DISSENT: _on(DisputeItem, disputes.record_dissent),
        Permission.DISPUTE_POSITION_READ: _on(PositionItem, disputes.read_position),
        Permission.DISPUTE_READ: _on(DisputeItem, disputes.read_dispute),
        Permission.DECLARATION_CONSIGNEES_READ: _on(DeclarationItem, declarations.read_consignees),
        Permission.DECLARATION_READ: _on(DeclarationItem, declarations.read_declaration),
        Permission.DRAFT_COMMENT: _on(DraftItem, rooms.comment_draft),
        Permission.DRAFT_COMMENT_READ: _on(CommentItem, crossing.read_comment),
        Permission.DRAFT_PUBLISH: _on(DraftItem, rooms.write_draft),
        Permission.DRAFT_READ: _on(DraftItem, rooms.read_draft),
        Permission.DRAFT_WRITE: _on(DraftItem, rooms.write_draft),
        Permission.EMERGING_READ: _on(CaseItem, signals.read_emerging),
        Permission.EMERGING_WRITE: _on(CaseItem, signals.write_emerging),
        Permission.EVENT_READ: _on(InventoryItem, holdings.own_inventory),
        Permission.EVENT_SIGN: _on(InventoryItem, holdings.own_inventory),
        Permission.INVENTORY_IMPORT: _on(InventoryItem, holdings.own_inventory),
        Permission.INVENTORY_READ: _on(InventoryItem, holdings.read_inventory),
        Permission.MATRIX_READ: _on(MatrixItem, declarations.own_matrix),
        Permission.MATRIX_SIGN: _on(MatrixItem, declarations.own_matrix),
        Permission.LAB_HAND: _on(LabItem, lab.hand_over),
        Permission.LAB_READ: _on(LabItem, lab.read_test),
        Permission.LAB_RESULT_READ: _on(LabItem, lab.read_result),
        Permission.LAB_RUN: _on(LabItem, lab.run),
        Permission.MEASURE_READ: _on(MeasureItem, holdings.read_measure),
        Permission.MEMBER_READ: _on(MemberItem, holdings.read_member),
        Permission.MEMBER_RECOVER: _on(MemberItem, holdings.administer_member),
        Permission.MEMBER_SELF_WRITE: _on(MemberItem, holdings.own_account),
        Permission.NODE_READ: _on(NodeItem, outgoing.tend_node),
        Permission.NODE_TEND: _on(NodeItem, outgoing.tend_node),
        Permission.NOTICE_CHOOSE: _on(NoticeItem, outgoing.choose_notices),
        Permission.NOTICE_READ: _on(NoticeItem, outgoing.read_notices),
        Permission.OPINION_READ: _on(OpinionItem, rooms.read_opinion),
        Permission.OPINION_RELEASE: _on(OpinionItem, rooms.own_opinion),
        Permission.OPINION_WRITE: _on(OpinionItem, rooms.own_opinion),
        Permission.PARTY_ADMINISTER: _on(PartyItem, administration.administer),
        Permission.PARTY_MEMBERS_READ: _on(PartyItem, administration.administer),
        Permission.PARTY_OWN_READ: _on(PartyItem, administration.read_own),
        Permission.PARTY_READ: holdings.read_party,
        Permission.PARTY_RULE: _on(PartyItem, holdings.administer_party),
        Permission.PARTY_SIGNINS_READ: _on(PartyItem, holdings.administer_party),
        Permission.PRODUCT_READ: _on(ProductItem, holdings.read_product),
        Permission.PRODUCT_SIBLING_ANSWER: _on(SiblingItem, holdings.answer_sibling),
        Permission.PRODUCT_SIBLING_READ: _on(SiblingItem, holdings.read_sibling),
        Permission.PRODUCT_WRITE: _on(ProductItem, holdings.own_product),
        Permission.RECALL_LINK: _on(CaseItem, signals.link_recall),
        Permission.REPORT_FINDER_READ: _on(ReportItem, rooms.read_finder),
        Permission.REPORT_READ: _on(ReportItem, rooms.read_report),
        Permission.REPORT_REPLY: _on(ReportItem, rooms.with_report),
        Permission.REPORT_SUBMIT: rooms.submit,
        Permission.REPORT_TRIAGE: _on(ReportItem, rooms.triage),
        Permission.RESTRICTED_ISSUE: _on(RestrictedItem, restricted.issue_restricted),
        Permission.RESTRICTED_PREPARED_READ: _on(RestrictedItem, restricted.read_prepared),
        Permission.RESTRICTED_READ: _on(RestrictedItem, restricted.read_restricted),
        Permission.SIGHTING_DECIDE: _on(SightingItem, signals.decide_sighting),
        Permission.SIGHTING_MAKE: signals.make_sighting,
        Permission.SIGHTING_READ: _on(SightingItem, signals.read_sighting),
        Permission.SIGNAL_READ: _on(SignalItem, signals.work_signals),
        Permission.SIGNAL_WRITE: _on(SignalItem, signals.work_signals),
        Permission.WARNING_ANSWER: _on(WarningItem, signals.answer_warning),
        Permission.WARNING_READ: _on(WarningItem, signals.read_warning),
        Permission.TEXT_ACKNOWLEDGE: _on(TextItem, declarations.own_text),
        Permission.TEXT_READ: _on(TextItem, declarations.own_text),
        Permission.WEBHOOK_KEEP: _on(WebhookItem, outgoing.keep_webhook),
        Permission.WEBHOOK_READ: _on(WebhookItem, outgoing.read_webhook),
        Permission.WORKLIST_CLOSE: _on(InventoryItem, holdings.own_inventory),
        Permission.WORKLIST_READ: _on(InventoryItem, holdings.read_inventory),
    }
)

# Seeing any of these, the viewer knows the thing is there and is told why not; else it does not exist (34).
_SIGHT: Final[Mapping[type, tuple[Permission, ...]]] = MappingProxyType(
    {
        ReportItem: (Permission.REPORT_READ,),
        CaseItem: (Permission.CASE_READ, Permission.CASE_INVITATION_READ, Permission.CASE_STATUS_READ),
        CallItem: (Permission.CALL_READ,),
        ClaimItem: (Permission.CASE_CLAIM_READ,),
        StatementItem: (Permission.CASE_STATEMENT_READ,),
        MessageItem: (Permission.CASE_MESSAGE_READ,),
        RoomItem: (Permission.CASE_ROOM_READ,),
        OpinionItem: (Permission.OPINION_READ,),
        DisputeItem: (Permission.DISPUTE_READ,),
        DeclarationItem: (Permission.DECLARATION_READ,),
        MatrixItem: (Permission.MATRIX_READ,),
        TextItem: (Permission.TEXT_READ,),
        DraftItem: (Permission.DRAFT_READ,),
        CommunicationItem: (Permission.COMMUNICATION_READ,),
        CommentItem: (Permission.DRAFT_COMMENT_READ,),
        ConsultItem: (Permission.CONSULT_READ,),
        DecisionItem: (Permission.DECISION_READ,),
        SupplyItem: (Permission.CONSULT_SUPPLY_READ,),
        ProductItem: (Permission.PRODUCT_READ,),
        SiblingItem: (Permission.PRODUCT_SIBLING_READ,),
        InventoryItem: (Permission.INVENTORY_READ,),
        AdvisoryItem: (Permission.ADVISORY_READ,),
        RestrictedItem: (Permission.RESTRICTED_READ, Permission.RESTRICTED_PREPARED_READ),
        AgreementItem: (Permission.AGREEMENT_READ,),
        LabItem: (Permission.LAB_READ,),
        MeasureItem: (Permission.MEASURE_READ,),
        MemberItem: (Permission.MEMBER_READ,),
        NodeItem: (Permission.NODE_READ,),
        NoticeItem: (Permission.NOTICE_READ,),
        WebhookItem: (Permission.WEBHOOK_READ,),
        PartyItem: (Permission.PARTY_OWN_READ,),
        SignalItem: (Permission.SIGNAL_READ,),
        SightingItem: (Permission.SIGHTING_READ,),
        WarningItem: (Permission.WARNING_READ,),
    }
)
