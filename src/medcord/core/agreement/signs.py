"""Facts that clauses can be tied to, each under a name that a person can choose from a list.

A sign names a kind of fact, what else must hold of it, and the field that says which thing the fact is about, so that a
comment ends the duty to comment on *that* draft and not on another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from medcord.core.vocabulary import ConfidentialityClass, Role

ASK_FIRST: Final = tuple(
    one.value for one in (ConfidentialityClass.CCI, ConfidentialityClass.TRADE_SECRET, ConfidentialityClass.PCII)
)


@dataclass(frozen=True, slots=True)
class Sign:
    """``about``: the fields, one space apart, whose values say which thing the fact is about; "" for its whole chain (a
    case). ``where``: a field and the values it may have. ``by`` and ``not_by``: the role of the party that did it, or
    must not have; ``names``: the role of the party in the field ``party``. ``due``: the field with the time it is due,
    when the fact itself says so. ``of``: the field in which the fact that starts a duty names what ``about`` names
    here, where the two call it otherwise."""

    words: str
    kind: str
    about: str = ""
    where: tuple[str, tuple[object, ...]] | None = None
    by: Role | None = None
    not_by: Role | None = None
    names: Role | None = None
    due: str = ""
    of: str = ""


_C, _R = Role.COORDINATOR, Role.REGULATOR

SIGNS: Final[Mapping[str, Sign]] = MappingProxyType(
    {
        "report-received": Sign("a report came in", "ReportReceived", "report"),
        "report-triaged": Sign("a person triaged the report", "ReportTriaged", "report"),
        "report-answered": Sign(
            "a person wrote to the finder", "ReportMessageSent", "report", where=("author", ("coordinator",))
        ),
        "case-opened": Sign("a case was opened", "CaseOpened"),
        "case-closed": Sign("the case was closed", "CaseClosed"),
        "merged-away": Sign("the case went on in another one", "MergedAway"),
        "confirmed": Sign("the vulnerability was confirmed", "CaseMarked", where=("mark", ("confirmed",))),
        "attacks": Sign("attacks were confirmed", "CaseMarked", where=("mark", ("A",))),
        "public": Sign("the vulnerability became public", "CaseMarked", where=("mark", ("P",))),
        "restricted-item": Sign(
            "an item marked CCI, trade secret or PCII was supplied", "MessageSent", "message",
            where=("confidentiality", ASK_FIRST), not_by=_C,
        ),
        "supplier-asked": Sign("the supplier was asked", "SupplierAsked", "item"),
        "supplier-answered": Sign("the supplier answered", "SupplierAnswered", "item"),
        "supplier-silent": Sign("the supplier let the day pass", "SupplierSilent", "item"),
        "supplier-consented": Sign(
            "the supplier gave its written consent", "UseConsented", "item", where=("giver", ("submitter",))
        ),
        "item-destroyed": Sign("the item was destroyed", "ContentPurged", "item"),
        "opinion-asked": Sign("the regulator was consulted", "RegulatorConsulted", "consultation", due="due"),
        "opinion-given": Sign("the consultation was answered", "ConsultationAnswered", "consultation"),
        "opinion-signed": Sign("a harm opinion was signed", "OpinionSigned"),
        "harm-disputed": Sign("the potential impact was disputed", "HarmDisputed", "dispute"),
        "dispute-assessed": Sign("the regulator assessed the dispute", "DisputeAssessed", "dispute"),
        "position-of-regulator": Sign("the regulator stated its position", "PositionStated", "dispute", by=_R),
        "draft-saved": Sign("an advisory was drafted", "DraftSaved", "draft", where=("number", (1,))),
        "draft-to-regulator": Sign(
            "the regulator was asked to comment on the advisory", "CommentAsked", "text", where=("what", ("advisory",)),
            names=_R, due="due",
        ),
        "comments-asked": Sign(
            "the regulator was asked for comments on a version", "CommentAsked", "text number",
            where=("what", ("advisory",)), names=_R, due="due",
        ),
        "comments-given": Sign(
            "the regulator was done with its comments on that version", "CommentsGiven", "text number", names=_R
        ),
        "advisory-published": Sign("the advisory is published", "DraftReleased", "draft"),
        "advisory-published-of-case": Sign("the case's advisory was published", "DraftReleased"),
        "text-to-comment-out": Sign("the text that was to be commented on is out", "DraftReleased", "draft", of="text"),
        "emergency-alone": Sign(
            "one person published the advisory in an emergency", "EmergencyReviewDue", "form", due="due"
        ),
        "emergency-reviewed": Sign("another person reviewed that release", "EmergencyReviewed", "form"),
        "communication-saved": Sign(
            "the regulator drafted a safety communication", "CommunicationSaved", "communication",
            where=("number", (1,)),
        ),
        "communication-shared": Sign(
            "the regulator gave the coordinator its text", "CommunicationShared", "communication"
        ),
        "communication-released": Sign(
            "the safety communication is released", "CommunicationReleased", "communication"
        ),
        "texts-compared": Sign("both texts were compared", "TextsCompared"),
        "case-tabled": Sign("the case was put on the agenda of a call", "CaseTabled", "call", due="starts"),
        "case-discussed": Sign("a call spoke of the case", "CaseDiscussed", "call"),
        "call-convened": Sign("a call was convened", "CallConvened", "call", due="starts"),
        "call-joined-by-coordinator": Sign("the coordinator joined the call", "CallJoined", "call", names=_C),
        "call-joined-by-regulator": Sign("the regulator joined the call", "CallJoined", "call", names=_R),
        "call-cancelled": Sign("the call was cancelled", "CallCancelled", "call"),
        "test-asked": Sign("an independent test was asked for", "LabTestRequested", "test"),
        "test-asked-by-regulator": Sign(
            "the regulator asked for an independent test", "LabTestRequested", "test", by=_R
        ),
        "test-answered": Sign("the request for a test was answered", "LabTestAnswered", "test"),
        "test-turned-down": Sign(
            "the request for a test was turned down", "LabTestAnswered", "test", where=("accepted", (False,))
        ),
        "test-reported": Sign("the result of the test came in", "LabTestReported", "test"),
        "signal-raised": Sign("the regulator recorded an emerging signal", "EmergingSignalRaised", "notice"),
        "notice-decided": Sign("the regulator decided whether to tell the public", "PublicNoticeDecided", "notice"),
        "warning-asked": Sign("the regulator asked a firm for a public warning", "WarningAsked", "warning"),
        "warning-answered": Sign("the firm answered about the warning", "WarningIssued", "warning"),
        "exercise-held": Sign("an exercise was held and its report filed", "ExerciseHeld"),
    }
)  # fmt: skip
