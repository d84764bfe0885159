"""Public signals and sightings."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from ninja import File, UploadedFile

from medcord.advisories import queries as advisories
from medcord.advisories.actions import keep_up
from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import signals as shapes
from medcord.api.schemas.base import Key, Line
from medcord.api.viewers import COORDINATOR, TAKERS, Asked, members
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.vocabulary import Role
from medcord.formats.signals.entries import lists_in
from medcord.formats.unpacking import Given
from medcord.signals import actions, queries

router = Subject(tags=["Signals"])

SEES_USE = members(Role.HOSPITAL, Role.ISAO)


@router.get("/signals", auth=COORDINATOR, response=Page[shapes.SignalEntry])
def listing(request: Asked, cut: CutQuery, q: Line = "", source: Line = "") -> Page[shapes.SignalEntry]:
    """Signals of the coordinator, the newest first: what it says, touches and because, and where it stands."""
    rows = case_queries.signal_lines(request.auth, queries.signals(request.auth, q=q, source=source))
    return page_of(rows, cut, shapes.SignalEntry.of)


@router.post("/signals/take-in", auth=COORDINATOR, response=shapes.ReadReport)
def take_in(request: Asked, files: File[list[UploadedFile]]) -> shapes.ReadReport:
    """Read public lists: KEV, EPSS, CVE records, advisories in CSAF or OSV (one or a ZIP), openFDA.

    A file that cannot be read is listed with why, and the rest is read. The same list again adds nothing twice.
    """
    done = actions.read(_documents(files), watched=case_queries.watched(request.auth), actor=request.auth)
    keep_up(done.kev, actor=request.auth)
    return shapes.ReadReport.of(done)


def _documents(files: list[UploadedFile]) -> Iterator[Given]:
    for file in files:
        yield from lists_in(file.name or "file", file.read())


@router.get("/signals/{signal}", auth=COORDINATOR, response=shapes.SignalEntry)
def one(request: Asked, signal: UUID) -> shapes.SignalEntry:
    """One signal."""
    (line,) = case_queries.signal_lines(request.auth, [queries.signal_for(request.auth, signal)])
    return shapes.SignalEntry.of(line)


@router.post("/signals/{signal}/decision", auth=COORDINATOR, response=shapes.SignalEntry)
def decide(request: Asked, signal: UUID, given: shapes.SignalDecision) -> shapes.SignalEntry:
    """Say what becomes of a signal: a potential case, a case that it belongs to, or nothing for us."""
    actor = request.auth
    if given.becomes is shapes.Becomes.OPEN:
        cases.open_from_signal(signal, because=given.because, actor=actor)
    elif given.becomes is shapes.Becomes.LINK:
        cases.link_signal(given.case, signal, because=given.because, actor=actor)
    else:
        actions.set_aside(signal, because=given.because, actor=actor)
    return one(request, signal)


@router.get("/sightings", auth=TAKERS, response=Page[shapes.SightingEntry])
def sightings(request: Asked, cut: CutQuery) -> Page[shapes.SightingEntry]:
    """Sightings that the own party made, or that came to the own coordinator."""
    return page_of(queries.sightings(request.auth), cut, shapes.SightingEntry.of)


@router.post("/sightings", auth=SEES_USE, response={201: shapes.SightingEntry})
def sight(request: Asked, given: shapes.SightingGiven) -> shapes.SightingEntry:
    """Say in one request that the use of a weakness was seen; the answer is the receipt."""
    row = advisories.advisory_for(request.auth, given.advisory).current if given.advisory else None
    words = given.said(row.title, row.cve_ids) if row else given.said("", [])
    made = actions.sight(words, patient_data_seen=given.patient_data_seen, actor=request.auth)
    return sighting(request, made.reference)


@router.get("/sightings/{reference}", auth=TAKERS, response=shapes.SightingEntry)
def sighting(request: Asked, reference: Key) -> shapes.SightingEntry:
    """One sighting: its receipt, later its outcome."""
    return shapes.SightingEntry.of(queries.sighting_for(request.auth, reference))


@router.post("/sightings/{reference}/decision", auth=COORDINATOR, response=shapes.SightingEntry)
def decide_sighting(request: Asked, reference: Key, given: shapes.SightingDecision) -> shapes.SightingEntry:
    """Confirm a sighting in a case or in a new one, or turn it down. Its author learns nothing of the case."""
    actor = request.auth
    if not given.confirmed:
        actions.turn_down(reference, because=given.because, actor=actor)
    elif given.case:
        cases.confirm_sighting(reference, given.case, because=given.because, actor=actor)
    else:
        cases.open_from_sighting(reference, because=given.because, actor=actor)
    return sighting(request, reference)
