"""Which cases a viewer may read, or is invited to; what is hidden does not exist: no title, no count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from medcord.cases.items import item_of
from medcord.cases.models import Case, Participant
from medcord.core.access import Answer, CaseItem, Permission, Viewer, ViewerKind, may
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import IN_FORCE
from medcord.core.cvd.report import ReportState
from medcord.core.refusals import NotFound
from medcord.gateways import clock


def _with_parties(query: QuerySet[Case]) -> list[Case]:
    parts = Prefetch("participants", Participant.objects.select_related("party"))
    return list(query.select_related("owner", "report").prefetch_related(parts, "more_reports"))


def item(case: Case) -> CaseItem:
    """The policy's view of a case, from its prefetched participants."""
    return item_of(case, list(case.participants.all()), [row.report_id for row in case.more_reports.all()])


def visible(viewer: Viewer, *, open_only: bool = False) -> list[Case]:
    """Cases whose content the viewer may read, newest first."""
    if viewer.party_id is None:
        return []
    found = Case.objects.filter(participants__party=viewer.party_id).order_by("-opened_at")
    if open_only:
        found = found.filter(closed_at=None)
    answers = [(case, may(viewer, Permission.CASE_READ, item(case))) for case in _with_parties(found)]
    return [as_known(case, answer) for case, answer in answers if answer.allowed]


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


def reads(viewer: Viewer, reference: str) -> bool:
    """Whether the viewer may read the content of a case that it knows of."""
    try:
        case_for(viewer, reference)
    except NotFound:
        return False
    return True


def invitation_for(viewer: Viewer, reference: str, *, lock: bool = False) -> Case:
    """One case to which the viewer's party is invited, signed or not. Raises NotFound."""
    return _one(viewer, reference, Permission.CASE_INVITATION_READ, lock)


def case_of_finder(viewer: Viewer, *, lock: bool = False) -> Case:
    """The case that a finder's report belongs to, for its status, its dates and its claims. Raises NotFound."""
    found = Case.objects.none()
    if viewer.kind is ViewerKind.FINDER and viewer.report_id is not None:
        found = Case.objects.filter(Q(report=viewer.report_id) | Q(more_reports__report=viewer.report_id))
        found = Case.objects.filter(pk__in=found.order_by("-opened_at").values("pk")[:1])
    if lock:
        found.select_for_update().values_list("pk", flat=True).first()
    case = next(iter(_with_parties(found)), None)
    if case is None or not may(viewer, Permission.CASE_STATUS_READ, item(case)).allowed:
        raise NotFound("case")
    return case


def of_party(viewer: Viewer) -> QuerySet[Case]:
    """Cases the viewer's party is in, of those that the member is not kept from. What is left out here costs the same
    queries as what is absent (34)."""
    if viewer.kind is ViewerKind.SYSTEM:
        return Case.objects.all()
    present = Participant.objects.filter(party=viewer.party_id, removed_at=None)
    told = present.exclude(consent=Consent.DECLINED.value, statutory=False)
    found = Case.objects.filter(Q(owner=viewer.party_id) | Q(pk__in=told.values("case")))
    return found if viewer.cases is None else found.filter(pk__in=viewer.cases)  # 35


def _one(viewer: Viewer, reference: str, permission: Permission, lock: bool) -> Case:
    found = of_party(viewer).filter(reference=reference)
    if lock:
        # Locked by itself first: FOR UPDATE cannot be joined with the nullable report on PostgreSQL.
        found.select_for_update().values_list("pk", flat=True).first()
    case = next(iter(_with_parties(found)), None)
    answer = may(viewer, permission, item(case)) if case is not None else None
    if case is None or answer is None or not answer.allowed:
        raise NotFound("case")
    return case if lock else as_known(case, answer)


_NEWS = ("public_at", "exploit_public_at", "attacks_at", "confirmed_at")


_NEWS_OF_PARTY = ("last_contact_at", "acknowledged_at", "maker_aware_at", "fix_ready_at", "fix_deployed_at")


def as_known(case: Case, answer: Answer) -> Case:
    """The case as far as this answer of the policy lets it be known. For showing, never saved.

    A late joiner learns what it is called and how it stands, not the summary that was written before (12).
    """
    if answer.since is not None and case.opened_at < answer.since:
        case.summary = ""
    return case if answer.until is None else _as_of(case, answer.until)


def _as_of(case: Case, until: datetime) -> Case:
    """The case as a lapsed participant may know it (13): marks that are newer are blank."""
    for row, columns in ((case, _NEWS), *((part, _NEWS_OF_PARTY) for part in case.participants.all())):
        for name in columns:
            at = getattr(row, name)
            if at is not None and at > until:
                setattr(row, name, None)
    for part in case.participants.all():
        if part.report_state_at is not None and part.report_state_at > until:
            part.report_state, part.report_state_at = ReportState.START.value, None
    return case


def participant_of(viewer: Viewer, case: Case) -> Participant | None:
    """The viewer's own party in a case."""
    return next((row for row in case.participants.all() if row.party_id == viewer.party_id), None)


def of_report(viewer: Viewer, report: UUID) -> Case | None:
    """The case a report led to, if the viewer may read it."""
    found = of_party(viewer).filter(Q(report=report) | Q(more_reports__report=report)).distinct()
    found = found.order_by(F("merged_into").asc(nulls_first=True))
    return next((case for case in _with_parties(found) if may(viewer, Permission.CASE_READ, item(case)).allowed), None)


def by_ids(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """Cases the viewer may read among these."""
    wanted = set(ids)
    found = _with_parties(of_party(viewer).filter(pk__in=wanted)) if wanted else []
    answers = [(case, may(viewer, Permission.CASE_READ, item(case))) for case in found]
    return {case.pk: as_known(case, answer) for case, answer in answers if answer.allowed}


def for_reaction(case: UUID, *, lock: bool = False) -> Case:
    """A case named by a fact, for the worker: reactions act for the node, not for a viewer."""
    found = Case.objects.filter(pk=case)
    if lock:
        found.select_for_update().values_list("pk", flat=True).first()  # by itself, as in ``_one``
    return _with_parties(found)[0]


def open_ids() -> set[UUID]:
    """Every open case of the node, for the worker."""
    return set(Case.objects.filter(closed_at=None).values_list("pk", flat=True))


def reference_of(case: UUID) -> str:
    """What a case named by a fact is called, for the worker."""
    return str(Case.objects.values_list("reference", flat=True).get(pk=case))


def embargoes_due() -> list[Case]:
    """Cases whose embargo is in force although its agreed instant has come, for the worker."""
    return _with_parties(Case.objects.filter(embargo__in=IN_FORCE, embargo_until__lte=clock.now()))


def cases_with_report(report: UUID) -> list[UUID]:
    """Cases a report belongs to, for the node's own rules; no viewer is asked."""
    found = Case.objects.filter(Q(report=report) | Q(more_reports__report=report))
    return list(found.values_list("pk", flat=True).distinct())
