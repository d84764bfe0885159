"""What happened in a case, as far as the viewer may know it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from medcord.cases.models import Case
from medcord.cases.queries.cases import item
from medcord.cases.queries.sight import Sight, said, sight
from medcord.core.access import Answer, Permission, Viewer, may
from medcord.core.lab import OPEN_TO_READERS
from medcord.core.vocabulary import Role
from medcord.ledger import queries as ledger
from medcord.ledger.models import FactRow
from medcord.ledger.queries import ShortFact

AGENCY_ONLY = frozenset(
    {
        "RegulatorConsulted",
        "ConsultationAnswered",
        "OpinionSigned",
        "RegulatorLeftOut",
        "CaseSplit",
        "DraftSaved",
        "DraftCirculated",
    }
    | {"HandOverOffered", "HandOverDeclined", "LinkMade", "LinkWithdrawn"}
    | {"DisclosureDecided", "RecallClassified", "RecallListed", "RecallListingStated"}
)
# Between the two agencies and the party that the fact names, or that left it.
OF_AGENCIES_AND_PARTY: Final = frozenset(
    {"LearnedOfDeclared", "LearnedOfDecided", "RiskDeclared", "CorrectionDeclared", "CorrectionReported"}
    | {"HarmEventDeclared", "HarmEventReported", "CustomersTold", "IsaoTold", "IsaoAcknowledged", "FixDeclared"}
    | {"CorrectionNotReported", "NoHarmDeclared", "IsaoMembershipDeclared"}
    | {"ExpectedLifeDeclared", "UpdateCycleDeclared", "RegularReleaseDeclared", "OutOfCycleReleased"}
    | {"ConsigneesKept"}
    | {"HarmDisputed", "PositionStated", "PositionsOpened", "DisputeAssessed", "AssessmentShared"}
    | {"DissentRecorded", "PanelAsked", "PanelVoted"}
    | {"CommentAsked", "CommentMade", "CommentDecided", "CommentsGiven", "CommentsOverdue"}
    | {"DraftApproved", "LackWaived", "ReleaseArmed", "ReleaseObjected", "ReleaseOverridden", "OverrideSeconded"}
    | {"RevisionOpened", "RevisionGivenUp"}
    | {"ShortFormSaved", "ShortFormSeen", "EmergencyAsked", "EmergencyReviewDue", "EmergencyReviewed"}
    | {"EmergencyReviewOverdue"}
    | {"CommunicationSaved", "CommunicationShared", "TextsCompared"}
    | {"CaseTabled", "CaseDiscussed", "LabTestRequested", "LabTestAnswered", "LabTestReported", "LabTestReleased"}
    | {"LabDocumentKept"}
    | {
        "SpecimenMoved",
        "SignalLinked",
        "SignalGaveIds",
        "SightingDecided",
        "EmergingSignalRaised",
        "PublicNoticeDecided",
    }
    | {"WarningAsked", "WarningIssued", "DecisionTaken"}
)
# An item that waits for its supplier does not exist for the regulator, and neither does the asking (21).
OF_OWNER_AND_PARTY: Final = frozenset(
    {"ThanksAsked", "ThanksAnswered"}
    | {"SupplierAsked", "SupplierAnswered", "SupplierSilent", "ObjectionAnswered"}
    | {"ProtectionChanged", "ProgrammeQuoted", "UseConsented"}
    | {"ReadersNamed", "LegalBasisSet", "ItemDerived", "NearDecided"}
    | {"RecordsRequested", "ItemsDecided", "PassageRedacted", "ReleaseProposed", "RecordsReleased"}
    | {"RetentionSet", "CveNamed", "ChosenDecisionOvertaken", "TellingPrepared", "TellingPartyChanged", "TellingEnded"}
)
# What a clock came to is known to who may know of the fact that started it, and to nobody else (42).
OF_CLOCK: Final = "ClockReached"
OF_CLAIMS = frozenset({"ClaimMade", "ClaimDecided"})
OF_MESSAGE: Final = frozenset({"MessageSent", "MessageEdited", "MessagePinned", "FileAttached"})
OF_ROOM: Final = frozenset({"RoomOpened", "RoomClosed", "RoomLeft"})


def timeline(viewer: Viewer, case: Case) -> list[FactRow]:
    """Facts of a case that the viewer may know, oldest first. Agency-only facts stay with the two agencies."""
    view = sight(viewer, case)
    return whole(known(view, {row.pk for row in said(view)}))


def known(view: Sight, messages: Collection[UUID], *, without: Iterable[str] = ()) -> list[ShortFact]:
    """The same as short rows. ``messages``: those that exist for the viewer."""
    if not view.answer.allowed:
        return []
    seen = {str(pk) for pk in messages}
    rooms = {str(row.pk) for row in view.rooms()}
    left_out = frozenset(without)
    if left_out == {"MessageSent"}:
        rows = chain_of(view)
    else:
        rows = ledger.short_facts_of(f"case:{view.case.pk}", without=left_out)
    return [row for row in rows if _knows(view, row, seen, rooms)]


def chain_of(view: Sight) -> list[ShortFact]:
    """Every fact of the case but that messages were sent, read once for a page. Scoped to nobody: for computing what is
    then shown or not (clocks), never to be shown."""
    if not view._chain:
        view._chain.extend(ledger.short_facts_of(f"case:{view.case.pk}", without=("MessageSent",)))
    return view._chain


def known_in(viewer: Viewer, found: Iterable[Case], kinds: Iterable[str]) -> list[tuple[str, ShortFact]]:
    """Facts of these kinds in many cases, each with its chain, oldest first, in one query: what the viewer may know of
    them without looking at single messages, rooms and claims. Of those only the owner is told here."""
    reach = {f"case:{case.pk}": (case, may(viewer, Permission.CASE_READ, item(case))) for case in found}
    rows = ledger.short_facts_in([stream for stream, (_case, answer) in reach.items() if answer.allowed], kinds)
    return [(stream, row) for stream, row in rows if _knows_widely(viewer, *reach[stream], row)]


def _knows_widely(viewer: Viewer, case: Case, answer: Answer, fact: ShortFact) -> bool:
    owner = viewer.party_id == case.owner_id
    if fact.kind == OF_CLOCK:
        fact = began(fact)
    if fact.kind in AGENCY_ONLY and viewer.role not in (Role.COORDINATOR, Role.REGULATOR):
        return False
    if not owner and (_of_message(fact) or fact.kind in OF_ROOM or fact.kind in OF_CLAIMS):
        return False
    if not of_parties(fact, viewer, case) or not _of_seen(fact, {str(fact.data.get("message"))}, owner=owner):
        return False
    return answer.spans(fact.at) or _of_terms(fact, viewer)


def known_of(view: Sight, kinds: Iterable[str]) -> list[ShortFact]:
    """Facts of these kinds that the viewer may know, oldest first; none of them about a message or a room."""
    if not view.answer.allowed:
        return []
    rows = ledger.short_facts_of(f"case:{view.case.pk}", kinds=kinds)
    return [row for row in rows if knows(view, row)]


def knows(view: Sight, fact: ShortFact) -> bool:
    """Whether the viewer may know of one fact that is about no message and no room."""
    return view.answer.allowed and _knows(view, fact, set(), set())


def whole(rows: Iterable[ShortFact]) -> list[FactRow]:
    """These facts, in their order."""
    return ledger.facts_by_id([row.pk for row in rows])


def _knows(view: Sight, fact: ShortFact, seen: set[str], rooms: set[str]) -> bool:
    if fact.kind == OF_CLOCK:
        fact = began(fact)
    if fact.kind in AGENCY_ONLY and view.viewer.role not in (Role.COORDINATOR, Role.REGULATOR):
        return False
    if not of_parties(fact, view.viewer, view.case):
        return False
    if fact.kind in OF_ROOM and fact.data["room"] not in rooms:
        return False
    if fact.kind in OF_CLAIMS and not _of_claim(fact, view.viewer, view.case):
        return False
    if not _of_seen(fact, seen, owner=view.viewer.party_id == view.case.owner_id):
        return False
    return view.answer.spans(fact.at) or _of_terms(fact, view.viewer)


def began(fact: ShortFact) -> ShortFact:
    """What started the clock of this fact, as far as the rules of sight look at it."""
    return fact._replace(kind=fact.data["began"], at=datetime.fromisoformat(fact.data["began_at"]))


def of_parties(fact: ShortFact | FactRow, viewer: Viewer, case: Case) -> bool:
    """A fact between some of the parties is known to these: the one it names or that left it, and the agencies or the
    owner."""
    party = viewer.party_id is not None and (
        fact.party == viewer.party_id or fact.data.get("party") == str(viewer.party_id)
    )
    if fact.kind == "LabTestReleased" and fact.data["audience"] in OPEN_TO_READERS:
        return True  # 66: it was released to whoever reads the case
    if fact.kind in OF_AGENCIES_AND_PARTY:
        return party or viewer.role in (Role.COORDINATOR, Role.REGULATOR)
    return fact.kind not in OF_OWNER_AND_PARTY or party or viewer.party_id == case.owner_id


def _of_seen(fact: ShortFact, seen: set[str], *, owner: bool) -> bool:
    """A fact about a message or its file is known to who reads the message; one about what was destroyed or held to
    the owner, and to who reads the message it was about. A file that was not sent yet is nobody else's."""
    if fact.kind in ("FileUploaded", "UploadDropped"):
        return False
    if _of_message(fact):
        return fact.data["message"] in seen
    if fact.kind == "ContentPurged":
        return owner or fact.data["item"] in seen
    return owner or fact.kind not in ("HoldPlaced", "HoldLifted")


def _of_message(fact: ShortFact) -> bool:
    """Whether a fact is known to who reads a message: also that a laboratory's document with a class was kept (66)."""
    return fact.kind in OF_MESSAGE or (fact.kind == "LabDocumentKept" and bool(fact.data.get("message")))


def _of_terms(fact: ShortFact, viewer: Viewer) -> bool:
    """A lapsed party must see what it is asked to sign and what it answered; not who has joined since (13)."""
    own = fact.kind == "ConsentChanged" and fact.data["party"] == str(viewer.party_id)
    return own or fact.kind in ("EmbargoChanged", "TermsSet", "EndingProposed", "EmbargoKept")


def _of_claim(fact: ShortFact, viewer: Viewer, case: Case) -> bool:
    """A claim is between its author and the coordinator until it is confirmed; then its outcome is everybody's."""
    own = fact.data["party"] is not None and fact.data["party"] == str(viewer.party_id)
    return own or viewer.party_id == case.owner_id or bool(fact.data.get("confirmed"))
