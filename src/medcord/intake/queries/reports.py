"""Readers of reports. A finder sees their own; the coordinator who received it sees it; nobody else does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Prefetch, Q, QuerySet

from medcord import search
from medcord.core.access import CaseItem, Permission, ReportItem, Viewer, may
from medcord.core.refusals import NotFound
from medcord.gateways import clock
from medcord.intake import codes
from medcord.intake.models import Report, ReportFile, ReportMessage, TriageDecision
from medcord.intake.silence import FinderSilence, silence_since
from medcord.ledger import destroying
from medcord.ledger.models import LegalHold


def item_of(report: Report) -> ReportItem:
    """What the policy needs to know of a report."""
    return ReportItem(
        report_id=report.id,
        coordinator_party=report.coordinator_id,
        name_may_go=report.may_pass_name,
        created_at=report.received_at,
        asker_party=report.party_id,
    )


def item_for(viewer: Viewer, report: Report) -> ReportItem:
    """The same for one viewer. Which cases hold the report matters for a member who is limited to named ones (35)."""
    if viewer.cases is None:
        return item_of(report)
    holding = Report.objects.filter(pk=report.pk).values_list("cases", "joined_case__case")
    return replace(item_of(report), held_by=frozenset(case for row in holding for case in row if case is not None))


def _open_to(viewer: Viewer, found: QuerySet[Report]) -> QuerySet[Report]:
    """A first cut by the database, so that what is hidden costs the same queries as what is absent (34)."""
    if viewer.cases is None:
        return found
    held = Q(cases__in=viewer.cases) | Q(joined_case__case__in=viewer.cases)
    return found.filter(pk__in=Report.objects.filter(held).values("pk"))


def inbox(viewer: Viewer, *, q: str = "") -> list[Report]:
    """Reports of the viewer's coordinator, newest first."""
    found = (
        _open_to(viewer, Report.objects.filter(coordinator=viewer.party_id))
        .prefetch_related("cases", Prefetch("files", ReportFile.objects.filter(message=None)))
        .order_by("-received_at")
    )
    if q.strip() and viewer.party_id is not None:
        found = found.filter(pk__in=search.find(search.question_of(q), "report", within=[viewer.party_id]))
    return [row for row in found if may(viewer, Permission.REPORT_READ, item_for(viewer, row)).allowed]


def requests(viewer: Viewer) -> list[Report]:
    """The own requests of the viewer's manufacturer, newest first."""
    if viewer.party_id is None:
        return []
    found = Report.objects.filter(party=viewer.party_id).order_by("-received_at")
    return [row for row in found if may(viewer, Permission.REPORT_READ, item_for(viewer, row)).allowed]


def request_for(viewer: Viewer, reference: str) -> Report:
    """One own request of the viewer's manufacturer. Raises NotFound."""
    return _seen(viewer, Report.objects.filter(reference=reference, party=viewer.party_id), lock=False)


def report_for(viewer: Viewer, reference: str, *, lock: bool = False) -> Report:
    """One report by its reference. Raises NotFound."""
    return _seen(viewer, Report.objects.filter(reference=reference), lock)


def own_report(viewer: Viewer, *, lock: bool = False) -> Report:
    """The report of the finder who gave its code. Raises NotFound."""
    if viewer.report_id is None:
        raise NotFound("report")
    return _seen(viewer, Report.objects.filter(pk=viewer.report_id), lock)


def _seen(viewer: Viewer, found: QuerySet[Report], lock: bool) -> Report:
    open_to = _open_to(viewer, found)
    query = open_to.select_for_update() if lock else open_to
    report = query.first()
    if report is None or not may(viewer, Permission.REPORT_READ, item_for(viewer, report)).allowed:
        raise NotFound("report")
    return report


def for_reaction(report: UUID) -> Report | None:
    """A report named by a fact, for the worker: reactions act for the node, not for a viewer."""
    return Report.objects.filter(pk=report).first()


def report_by_code(code: str) -> UUID | None:
    """The id of the report with this code, for the browser that was just given it; coming back is ``open_report``."""
    return Report.objects.filter(code_digest=codes.digest(code)).values_list("pk", flat=True).first()


def thread(viewer: Viewer, report: Report) -> list[ReportMessage]:
    """Messages between finder and coordinator, oldest first."""
    if not may(viewer, Permission.REPORT_READ, item_for(viewer, report)).allowed:
        return []
    return list(ReportMessage.objects.filter(report=report).order_by("at"))


def decisions(viewer: Viewer, report: Report) -> list[TriageDecision]:
    """What members decided about a report by the table, newest first; for the coordinator that decides."""
    if not may(viewer, Permission.REPORT_TRIAGE, item_of(report)).allowed:
        return []
    return list(TriageDecision.objects.filter(report=report).order_by("-at"))


@dataclass(frozen=True, slots=True)
class ReportInCase:
    """What a party of a case reads of one of its reports. ``files`` have clean copies; originals stay with the
    coordinator. ``finder`` is empty unless the name may go along."""

    report: Report
    finder: str
    files: tuple[ReportFile, ...]


def readable_in_case(viewer: Viewer, reports: Sequence[UUID], case: CaseItem) -> list[tuple[Report, ReportItem]]:
    """Those of the reports of a case that the viewer may read in it: one that joined late reads no older ones."""
    rows = Report.objects.in_bulk(reports)
    items = [(rows[one], replace(item_for(viewer, rows[one]), case=case)) for one in reports if one in rows]
    return [(row, item) for row, item in items if may(viewer, Permission.REPORT_READ, item).allowed]


def in_case(viewer: Viewer, reports: Sequence[UUID], case: CaseItem) -> list[ReportInCase]:
    """The reports of a case, for those who may read the case's content (policy 7), in the order they are given. Raises
    NotFound when none is left."""
    readable = readable_in_case(viewer, reports, case)
    if not readable:
        raise NotFound("report")
    files: dict[UUID, list[ReportFile]] = {row.pk: [] for row, _ in readable}
    passed_on = ReportFile.objects.filter(report__in=files, message=None, purged_at=None, clean_blob__isnull=False)
    for file in passed_on.order_by("name"):
        files[file.report_id].append(file)
    return [
        ReportInCase(
            row,
            row.finder_name if may(viewer, Permission.REPORT_FINDER_READ, item).allowed else "",
            tuple(files[row.pk]),
        )
        for row, item in readable
    ]


@cache
def _decoy(hasher: str) -> str:  # noqa: ARG001 - one for each way of hashing, so that it always costs the same
    """What is hashed against for a code that opens nothing, or a report without a passphrase: the same work."""
    return make_password("a passphrase that nobody set")


def open_report(code: str, passphrase: str) -> UUID | None:
    """The id of the report that this code and passphrase open. A code alone opens a report that has no passphrase;
    an unknown code, a wrong passphrase and a missing one cost the same and answer the same."""
    found = Report.objects.filter(code_digest=codes.digest(code)).values_list("pk", "passphrase").first()
    kept = found[1] if found else ""
    fits = check_password(passphrase[:200] or " ", kept or _decoy(settings.PASSWORD_HASHERS[0]))
    return found[0] if found and (fits or not kept) else None


def report_with_key(reference: str) -> Report | None:
    """A report whose finder left a key to claim credit by, for the check of a signature and nothing else."""
    return (
        Report.objects.select_for_update()
        .filter(reference=reference.strip().upper(), purged_at=None)
        .exclude(credit_key="")
        .first()
    )


def silence_of(report: Report) -> FinderSilence:
    """How long the coordinator has kept the finder of a report waiting, for those who may read the report."""
    said = (
        ReportMessage.objects.filter(report=report, author="coordinator").order_by("-at").values_list("at", flat=True)
    )
    words = [at for at in (said.first(), report.triaged_at) if at is not None]
    return silence_since(
        received=report.received_at, last_word=max(words, default=None), escalated=report.escalated_at, now=clock.now()
    )


def waits_for_answer(report: Report) -> bool:
    """Whether its finder has said that nobody answers, and nobody has since."""
    return report.escalated_at is not None and (report.triaged_at is None or report.triaged_at <= report.escalated_at)


def hold_on(viewer: Viewer, report: Report) -> LegalHold | None:
    """The legal hold that stands on a report, or on the case it belongs to, for the coordinator that received it."""
    if not may(viewer, Permission.REPORT_TRIAGE, item_of(report)).allowed:
        return None
    return next(iter(destroying.holds_on(f"report:{report.pk}")), None)


def book(viewer: Viewer, report: Report) -> list[destroying.Said]:
    """What was destroyed and held of a report, with the words why, for the coordinator that received it."""
    if not may(viewer, Permission.REPORT_TRIAGE, item_of(report)).allowed:
        return []
    return destroying.book_of(f"report:{report.pk}")
