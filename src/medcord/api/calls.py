"""Calls between the parties: convening, joining, deciding, and what is to do afterwards."""

from __future__ import annotations

from uuid import UUID

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import calls as shapes
from medcord.api.schemas.base import Key, Reason
from medcord.api.viewers import AGENCIES, CASE_PARTIES, Asked
from medcord.calls import actions, queries
from medcord.core.access import Viewer

router = Subject(tags=["Calls"])


def _shown(viewer: Viewer, reference: str) -> shapes.CallShown:
    return shapes.CallShown.seen(viewer, queries.call_for(viewer, reference))


@router.get("/calls", auth=CASE_PARTIES, response=Page[shapes.CallEntry])
def listing(request: Asked, cut: CutQuery) -> Page[shapes.CallEntry]:
    """Calls of the viewer's party and those it is asked to, by their start."""
    return page_of(queries.visible(request.auth), cut, shapes.CallEntry.of)


@router.get("/calls/actions", auth=CASE_PARTIES, response=Page[shapes.AgreedShown])
def to_do(request: Asked, cut: CutQuery) -> Page[shapes.AgreedShown]:
    """What is still to do after calls the viewer reads, by its day."""
    return page_of(queries.open_actions(request.auth), cut, shapes.action)


@router.post("/calls", auth=AGENCIES, response={201: shapes.CallShown})
def convene(request: Asked, given: shapes.CallGiven) -> shapes.CallShown:
    """Convene a call, or a series of them; who is asked gets an invitation for the calendar."""
    return _shown(request.auth, actions.convene(given.words(), actor=request.auth).reference)


@router.post("/calls/emergencies", auth=AGENCIES, response={201: shapes.CallShown})
def emergency(request: Asked, given: shapes.EmergencyGiven) -> shapes.CallShown:
    """Convene an emergency call: everybody who is asked is told at once by every channel they set."""
    more = {name: value for name, value in given if name not in ("reason", "agenda", "wanted")}
    more |= {"agenda": shapes.tabled(given.agenda), "wanted": shapes.roles(given.wanted)}
    call = actions.convene_emergency(given.reason, **more, actor=request.auth)
    return _shown(request.auth, call.reference)


@router.get("/calls/{reference}", auth=CASE_PARTIES, response=shapes.CallShown)
def one(request: Asked, reference: Key) -> shapes.CallShown:
    """One call: agenda, who joined, what was decided, who does what by when."""
    return _shown(request.auth, reference)


@router.post("/calls/{reference}/joining", auth=CASE_PARTIES, response=shapes.CallShown)
def join(request: Asked, reference: Key) -> shapes.CallShown:
    """Say that one has joined."""
    return _shown(request.auth, actions.join(reference, actor=request.auth).reference)


@router.post("/calls/{reference}/people", auth=CASE_PARTIES, response=shapes.CallShown)
def people(request: Asked, reference: Key, given: shapes.PeopleGiven) -> shapes.CallShown:
    """Say which members of the own party come; none: all of it is meant. Who is named now gets the invitation."""
    actions.name_members(reference, given.members, shared=given.shared, actor=request.auth)
    return _shown(request.auth, reference)


@router.post("/calls/{reference}/wanted", auth=CASE_PARTIES, response=shapes.CallShown)
def wanted(request: Asked, reference: Key, given: shapes.WantedGiven) -> shapes.CallShown:
    """Say which role of another party should come; whom it sends is its own to choose."""
    actions.want(reference, given.party, given.wanted, actor=request.auth)
    return _shown(request.auth, reference)


@router.post("/calls/{reference}/agenda", auth=CASE_PARTIES, response=shapes.CallShown)
def table(request: Asked, reference: Key, given: shapes.AgendaGiven) -> shapes.CallShown:
    """Put more cases on the agenda."""
    return _shown(request.auth, actions.table(reference, shapes.tabled(given.agenda), actor=request.auth).reference)


@router.post("/calls/{reference}/decisions", auth=CASE_PARTIES, response={201: shapes.CallShown})
def decide(request: Asked, reference: Key, given: shapes.DecidedGiven) -> shapes.CallShown:
    """Write down what was decided."""
    actions.decide(reference, given.words, party=given.party, case=given.case, actor=request.auth)
    return _shown(request.auth, reference)


@router.post("/calls/{reference}/actions", auth=CASE_PARTIES, response={201: shapes.CallShown})
def agree(request: Asked, reference: Key, given: shapes.AgreedGiven) -> shapes.CallShown:
    """Agree who does what by when."""
    actions.agree(reference, actor=request.auth, **dict(given))
    return _shown(request.auth, reference)


@router.post("/calls/{reference}/actions/{action}/completion", auth=CASE_PARTIES, response=shapes.CallShown)
def finish(request: Asked, reference: Key, action: UUID, given: shapes.Proof) -> shapes.CallShown:
    """Say that it is done, with what shows it."""
    actions.finish(reference, action, given.proof, actor=request.auth)
    return _shown(request.auth, reference)


@router.post("/calls/{reference}/minutes", auth=CASE_PARTIES, response=shapes.CallShown)
def hold(request: Asked, reference: Key, given: shapes.MinutesGiven) -> shapes.CallShown:
    """Close a call with its minutes."""
    return _shown(request.auth, actions.hold(reference, actor=request.auth, **dict(given)).reference)


@router.post("/calls/{reference}/start", auth=CASE_PARTIES, response=shapes.CallShown)
def move(request: Asked, reference: Key, given: shapes.Moved) -> shapes.CallShown:
    """Move a call; the others of its series stay."""
    return _shown(request.auth, actions.move(reference, given.starts, actor=request.auth).reference)


@router.post("/calls/{reference}/cancellation", auth=CASE_PARTIES, response=shapes.CallShown)
def cancel(request: Asked, reference: Key, given: Reason) -> shapes.CallShown:
    """Cancel a call; the others of its series stay."""
    return _shown(request.auth, actions.cancel(reference, given.reason, actor=request.auth).reference)


@router.post("/calls/{reference}/purge", auth=CASE_PARTIES, response=shapes.CallShown)
def destroy(request: Asked, reference: Key, given: shapes.CallPurge) -> shapes.CallShown:
    """Destroy the words of a call after a spill. Cannot be undone."""
    return _shown(
        request.auth, actions.destroy(reference, reason=given.reason, typed=given.typed, actor=request.auth).reference
    )
