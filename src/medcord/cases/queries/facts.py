"""What happened in a case, as far as the viewer may know it."""

from __future__ import annotations

from medcord.cases.models import Case
from medcord.cases.queries.cases import item
from medcord.cases.queries.messages import messages
from medcord.core.access import Permission, Viewer, may
from medcord.core.vocabulary import Role
from medcord.ledger import queries as ledger
from medcord.ledger.models import FactRow


def timeline(viewer: Viewer, case: Case) -> list[FactRow]:
    """Facts of a case that the viewer may know, oldest first. Agency-only facts stay with the two agencies."""
    answer = may(viewer, Permission.CASE_READ, item(case))
    if not answer.allowed:
        return []
    agencies = viewer.role in (Role.COORDINATOR, Role.REGULATOR)
    seen = {str(row.pk) for row in messages(viewer, case)}
    rows = []
    for fact in ledger.facts_of([f"case:{case.pk}"]):
        if fact.kind in AGENCY_ONLY and not agencies:
            continue
        if fact.kind in OF_CLAIMS and not _of_claim(fact, viewer, case):
            continue
        if not answer.spans(fact.at) and not _of_terms(fact, viewer):
            continue
        if not _of_seen(fact, seen, owner=viewer.party_id == case.owner_id):
            continue
        rows.append(fact)
    return rows


def _of_seen(fact: FactRow, seen: set[str], *, owner: bool) -> bool:
    """A fact about a message or its file is known to who reads the message; one about what was destroyed or held to
    the owner, and to who reads the message it was about. A file that was not sent yet is nobody else's."""
    if fact.kind in ("FileUploaded", "UploadDropped"):
        return False
    if fact.kind in ("MessageSent", "FileAttached"):
        return fact.data["message"] in seen
    if fact.kind == "ContentPurged":
        return owner or fact.data["item"] in seen
    return owner or fact.kind not in ("HoldPlaced", "HoldLifted")


def _of_terms(fact: FactRow, viewer: Viewer) -> bool:
    """A lapsed party must see what it is asked to sign and what it answered; not who has joined since (13)."""
    own = fact.kind == "ConsentChanged" and fact.data["party"] == str(viewer.party_id)
    return own or fact.kind in ("EmbargoChanged", "TermsSet", "EndingProposed", "EmbargoKept")


def _of_claim(fact: FactRow, viewer: Viewer, case: Case) -> bool:
    """A claim is between its author and the coordinator until it is confirmed; then its outcome is everybody's."""
    own = fact.data["party"] is not None and fact.data["party"] == str(viewer.party_id)
    return own or viewer.party_id == case.owner_id or bool(fact.data.get("confirmed"))


OF_CLAIMS = frozenset({"ClaimMade", "ClaimDecided"})

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
)
