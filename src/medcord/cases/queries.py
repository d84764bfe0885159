"""Readers of cases. Every one is scoped by ``core.access``; what is hidden does not exist: no title, no count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from medcord.cases.items import item_of, message_item
from medcord.cases.models import Case, Message, Participant, Statement
from medcord.core.access import CaseItem, MessageItem, Permission, Viewer, ViewerKind, may
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import IN_FORCE
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.ledger import queries as facts
from medcord.ledger.models import FactRow


def _with_parties(query: object) -> list[Case]:
    return list(query.select_related("owner", "report").prefetch_related("participants__party", "more_reports"))  # type: ignore[attr-defined]


def item(case: Case) -> CaseItem:
    """The policy's view of a case, from its prefetched participants."""
    return item_of(case, list(case.participants.all()), [row.report_id for row in case.more_reports.all()])


def visible(viewer: Viewer) -> list[Case]:
    """Cases whose content the viewer may read, newest first."""
    if viewer.party_id is None:
        return []
    found = Case.objects.filter(participants__party=viewer.party_id).order_by("-opened_at")
    answers = [(case, may(viewer, Permission.CASE_READ, item(case))) for case in _with_parties(found)]
    return [_as_of(case, answer.until) if answer.until else case for case, answer in answers if answer.allowed]


def invitations(viewer: Viewer) -> list[Case]:
    """Cases the viewer's party is invited to and has not yet signed: terms only, no content."""
    if viewer.party_id is None:
        return []
    found = Case.objects.filter(participants__party=viewer.party_id, closed_at=None).order_by("-opened_at")
    return [
        case
        for case in _with_parties(found)
        if not may(viewer, Permission.CASE_READ, item(case)).allowed
        and may(viewer, Permission.CASE_INVITATION_READ, item(case)).allowed
    ]


def case_for(viewer: Viewer, reference: str, *, lock: bool = False) -> Case:
    """One case whose content the viewer may read. Raises NotFound for hidden and absent alike."""
    return _one(viewer, reference, Permission.CASE_READ, lock)


def invitation_for(viewer: Viewer, reference: str, *, lock: bool = False) -> Case:
    """One case to which the viewer's party is invited, signed or not. Raises NotFound."""
    return _one(viewer, reference, Permission.CASE_INVITATION_READ, lock)


def _of_party(viewer: Viewer) -> QuerySet[Case]:
    """Cases the viewer's party is in. What is left out here costs the same queries as what is absent (34)."""
    if viewer.kind is ViewerKind.SYSTEM:
        return Case.objects.all()
    present = Participant.objects.filter(party=viewer.party_id, removed_at=None)
    told = present.exclude(consent=Consent.DECLINED.value, statutory=False)
    return Case.objects.filter(Q(owner=viewer.party_id) | Q(pk__in=told.values("case")))


def _one(viewer: Viewer, reference: str, permission: Permission, lock: bool) -> Case:
    found = _of_party(viewer).filter(reference=reference)
    if lock:
        # Locked by itself first: FOR UPDATE cannot be joined with the nullable report on PostgreSQL.
        found.select_for_update().values_list("pk", flat=True).first()
    case = next(iter(_with_parties(found)), None)
    answer = may(viewer, permission, item(case)) if case is not None else None
    if case is None or answer is None or not answer.allowed:
        raise NotFound("case")
    return case if lock or answer.until is None else _as_of(case, answer.until)


_NEWS = ("public_at", "exploit_public_at", "attacks_at", "confirmed_at")
_NEWS_OF_PARTY = ("last_contact_at", "maker_aware_at", "fix_ready_at", "fix_deployed_at")


def _as_of(case: Case, until: datetime) -> Case:
    """The case as a lapsed participant may know it (13): marks that are newer are blank. For showing, never saved."""
    for row, columns in ((case, _NEWS), *((part, _NEWS_OF_PARTY) for part in case.participants.all())):
        for name in columns:
            at = getattr(row, name)
            if at is not None and at > until:
                setattr(row, name, None)
    return case


def participant_of(viewer: Viewer, case: Case) -> Participant | None:
    """The viewer's own party in a case."""
    return next((row for row in case.participants.all() if row.party_id == viewer.party_id), None)


def participants(viewer: Viewer, case: Case) -> list[Participant]:
    """Parties in a case the viewer may read, coordinator first."""
    order = list(Role)
    answer = may(viewer, Permission.CASE_READ, item(case))
    if not answer.allowed:
        return []
    rows = [row for row in case.participants.all() if row.removed_at is None]
    # A late joiner sees who is in the case now; a lapsed party not who has joined since.
    rows = [row for row in rows if answer.until is None or row.invited_at <= answer.until]
    return sorted(rows, key=lambda row: (order.index(Role(row.role)), row.invited_at))


def messages(viewer: Viewer, case: Case) -> list[Message]:
    """Messages of a case that exist for the viewer, oldest first."""
    of_case = item(case)
    rows = Message.objects.filter(case=case).select_related("party", "room").order_by("at")
    return [row for row in rows if may(viewer, Permission.CASE_MESSAGE_READ, message_item(row, of_case)).allowed]


def readers(viewer: Viewer, case: Case, *, tlp: str, confidentiality: str) -> list[Participant]:
    """Parties that would read a message with this marking and class, by the same policy that reads."""
    of_case = item(case)
    draft = Message(case=case, party_id=viewer.party_id, tlp=tlp, confidentiality=confidentiality)
    what = message_item(draft, of_case)
    return [row for row in participants(viewer, case) if _party_may_read(row, what)]


def _stand_in(row: Participant) -> Viewer:
    """Any active member of a party, for asking what the party as such may read."""
    return Viewer(
        kind=ViewerKind.MEMBER,
        member_id=row.party_id,
        party_id=row.party_id,
        role=Role(row.role),
        report_id=None,
        active=True,
    )


def _party_may_read(row: Participant, what: MessageItem) -> bool:
    return may(_stand_in(row), Permission.CASE_MESSAGE_READ, what).allowed


def statements(viewer: Viewer, case: Case) -> list[Statement]:
    """The newest statement of each (party, product, versions) in a case the viewer may read."""
    return statements_of(viewer, [case])[case.pk]


def statements_of(viewer: Viewer, found: Iterable[Case]) -> dict[UUID, list[Statement]]:
    """The same for many cases in one query; a case the viewer may not read has none."""
    answers = {case.pk: may(viewer, Permission.CASE_READ, item(case)) for case in found}
    readable = [pk for pk, answer in answers.items() if answer.allowed]
    newest: dict[UUID, dict[tuple[UUID, UUID, str], Statement]] = {pk: {} for pk in answers}
    for row in Statement.objects.filter(case__in=readable).select_related("product__maker", "party").order_by("at"):
        if answers[row.case_id].spans(row.at):
            newest[row.case_id][row.party_id, row.product_id, row.versions] = row
    return {
        pk: sorted(rows.values(), key=lambda row: (row.party.name, row.product.name, row.versions))
        for pk, rows in newest.items()
    }


def timeline(viewer: Viewer, case: Case) -> list[FactRow]:
    """Facts of a case that the viewer may know, oldest first. Agency-only facts stay with the two agencies."""
    answer = may(viewer, Permission.CASE_READ, item(case))
    if not answer.allowed:
        return []
    agencies = viewer.role in (Role.COORDINATOR, Role.REGULATOR)
    seen = {str(row.pk) for row in messages(viewer, case)}
    rows = []
    for fact in facts.facts_of([f"case:{case.pk}"]):
        if fact.kind in AGENCY_ONLY and not agencies:
            continue
        if not answer.spans(fact.at) and not _of_terms(fact, viewer):
            continue
        if fact.kind == "MessageSent" and fact.data["message"] not in seen:
            continue
        if fact.kind == "ContentPurged" and fact.data["what"] == "message" and fact.data["item"] not in seen:
            continue
        rows.append(fact)
    return rows


def _of_terms(fact: FactRow, viewer: Viewer) -> bool:
    """A lapsed party must see what it is asked to sign and what it answered; not who has joined since (13)."""
    own = fact.kind == "ConsentChanged" and fact.data["party"] == str(viewer.party_id)
    return own or fact.kind == "EmbargoChanged"


AGENCY_ONLY = frozenset(
    {"RegulatorConsulted", "ConsultationAnswered", "OpinionSigned", "RegulatorLeftOut", "DraftSaved", "DraftCirculated"}
)


def search(viewer: Viewer, q: str) -> list[Case]:
    """Cases the viewer may read that hold all words: reference, title, own tracking number, CVE, product."""
    words = q.lower().split()
    return [case for case in visible(viewer) if words and all(word in _text(viewer, case) for word in words)]


def _text(viewer: Viewer, case: Case) -> str:
    mine = participant_of(viewer, case)
    return " ".join([case.reference, case.title, mine.tracking if mine else "", *case.cves]).lower()


def of_report(viewer: Viewer, report: UUID) -> Case | None:
    """The case a report led to, if the viewer may read it."""
    return next((case for case in visible(viewer) if case.report_id == report), None)


def by_ids(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """Cases the viewer may read among these."""
    wanted = set(ids)
    return {case.pk: case for case in visible(viewer) if case.pk in wanted}


def for_reaction(case: UUID) -> Case:
    """A case named by a fact, for the worker: reactions act for the node, not for a viewer."""
    return _with_parties(Case.objects.filter(pk=case))[0]


def parties_to_tell(case: Case, fact: FactRow) -> list[UUID]:
    """Parties that may know of a fact in a case: the invited one for an invitation, else those who may read the case,
    and for a message those who may read the message."""
    if fact.kind == "ParticipantInvited":
        return [UUID(fact.data["party"])]
    rows = [row for row in case.participants.all() if row.removed_at is None]
    if fact.kind == "MessageSent":
        message = Message.objects.filter(pk=fact.data["message"]).select_related("room").first()
        if message is None:
            return []
        what = message_item(message, item(case))
        return [row.party_id for row in rows if _party_may_read(row, what)]
    return [row.party_id for row in rows if may(_stand_in(row), Permission.CASE_READ, item(case)).allowed]


def reading_reasons(viewer: Viewer, case: Case) -> list[tuple[Participant, bool, str]]:
    """Each party of the case, whether it reads the case's content, and why; for the coordinator that owns it."""
    if viewer.party_id != case.owner_id:
        raise NotFound("page")
    answers = [(row, may(_stand_in(row), Permission.CASE_READ, item(case))) for row in case.participants.all()]
    return [(row, answer.allowed, answer.because) for row, answer in answers]


def proposals(case: Case) -> list[tuple[str, datetime]]:
    """Open proposals of a case the caller may see the terms of: who proposed, and which end."""
    names = {str(row.party_id): row.party.name for row in case.participants.all()}
    return [(names.get(each["by"], "a party"), datetime.fromisoformat(each["ends_at"])) for each in case.proposals]


def embargoes_due() -> list[Case]:
    """Cases whose embargo is in force although its agreed instant has come, for the worker."""
    return _with_parties(Case.objects.filter(embargo__in=IN_FORCE, embargo_until__lte=clock.now()))
