"""A hospital's worklist: what touches its devices, in order of risk, and what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query

from medcord.api.paging import Cut as PageCut
from medcord.api.paging import CutQuery, Page, page_with
from medcord.api.routing import Subject
from medcord.api.schemas import hospital as shapes
from medcord.api.schemas.base import Key, Reason
from medcord.api.schemas.decisions import JudgementGiven
from medcord.api.schemas.no_longer import NoLongerInForce
from medcord.api.schemas.spills import DestroyGiven
from medcord.api.viewers import HOSPITAL, Asked
from medcord.core.access import Viewer
from medcord.core.advisory.fallen import Fallen
from medcord.inventory import queries as inventory
from medcord.matching import actions as matching_actions
from medcord.matching import queries as matching
from medcord.matching.models import AdvisoryHead
from medcord.matching.queries import Cut
from medcord.remediation import actions, queries
from medcord.remediation.models import DeployerDecision
from medcord.remediation.queries import Group

router = Subject(tags=["Worklist"])

EVERY_ADVISORY = 1_000_000
"""More than a node holds: the counts are of all of them, and the page is cut from the list."""

State = Literal["open", "closed", "all"]
Chosen = Annotated[shapes.WorklistCut, Query()]


@router.get("/worklist", auth=HOSPITAL, response=Page[shapes.WorklistItem])
def worklist(request: Asked, cut: CutQuery, chosen: Chosen, state: State = "open") -> Page[shapes.WorklistItem]:
    """Advisories that touch our devices, in order of risk."""
    found = queries.worklist(request.auth, Cut(**dict(chosen)), state=state, per=EVERY_ADVISORY)
    groups = found.shown[cut.offset : cut.offset + cut.limit]
    return page_with(_items(request.auth, groups), len(found.shown), cut)


def _items(viewer: Viewer, groups: Sequence[Group]) -> list[shapes.WorklistItem]:
    heads = matching.heads(group.advisory for group in groups)
    leading = matching.leading(viewer, [(group.advisory, group.order_key) for group in groups])
    quoted = matching.quoted(leading.values())
    gone = matching.no_longer_standing(heads)
    return [
        shapes.WorklistItem.of(
            group, heads[group.advisory], lead, quoted.get(lead.id, ()) if lead else (), gone.get(group.advisory)
        )
        for group in groups
        for lead in (leading.get(group.advisory),)
    ]


@router.get("/worklist/matching", auth=HOSPITAL, response=shapes.Matching)
def matching_state(request: Asked) -> shapes.Matching:
    """How far matching is."""
    running, last = matching.running(request.auth), matching.last_run(request.auth)
    return shapes.Matching(
        running=running is not None,
        percent=running.percent if running else 100,
        last_finished_at=last.finished_at if last else None,
    )


@router.post("/worklist/matching", auth=HOSPITAL, response=shapes.Matching)
def match_again(request: Asked) -> shapes.Matching:
    """Match the whole inventory again; the worklist fills as it goes."""
    matching_actions.rebuild(actor=request.auth)
    return matching_state(request)


@router.post("/worklist/records/{record}/undo", auth=HOSPITAL, response=shapes.WorkRecord)
def undo(request: Asked, record: UUID, given: Reason) -> shapes.WorkRecord:
    """Take a closure back that was recorded by mistake."""
    return shapes.WorkRecord.of(actions.undo(record, reason=given.reason, actor=request.auth))


@router.post(
    "/worklist/records/{record}/purge", auth=HOSPITAL, response=shapes.WorkRecord | shapes.DeployerDecisionEntry
)
def destroy_words(
    request: Asked, record: UUID, given: DestroyGiven
) -> shapes.WorkRecord | shapes.DeployerDecisionEntry:
    """Destroy note and proof of a record, or the reason of a decision. “typed” is the number of the advisory."""
    if isinstance(queries.record_for(request.auth, record), DeployerDecision):
        return shapes.DeployerDecisionEntry.of(actions.destroy_reason(record, actor=request.auth, **dict(given)))
    return shapes.WorkRecord.of(actions.destroy_words(record, actor=request.auth, **dict(given)))


@router.get("/worklist/{advisory}", auth=HOSPITAL, response=shapes.AdvisoryUnder)
def one(request: Asked, advisory: Key, cut: CutQuery, chosen: Chosen) -> shapes.AdvisoryUnder:
    """One advisory, by id or tracking id, and the identities it speaks of. `offset` is a multiple of `limit`."""
    head = matching.head_for(request.auth, advisory)
    gone = matching.no_longer_standing([head.pk]).get(head.pk)
    items, count = _identities(request.auth, head, gone, Cut(**dict(chosen)), cut)
    return shapes.AdvisoryUnder(
        advisory=head.pk,
        tracking_id=head.tracking_id,
        title=head.title,
        standing=NoLongerInForce.of(gone),
        seen=queries.last_number(request.auth, head.pk),
        items=items,
        count=count,
        **dict(cut),
    )


def _identities(
    viewer: Viewer, head: AdvisoryHead, gone: Fallen | None, chosen: Cut, cut: PageCut
) -> tuple[list[shapes.IdentityUnder], int]:
    batch = inventory.current_batch(viewer)
    if batch is None:
        return [], 0
    rows, count = matching.identities_under(viewer, head.pk, chosen, batch.id, page=cut.number, per=cut.limit)
    closed = queries.closed_by_identity(viewer, head.pk, chosen)
    for row in rows:
        row.verdict.advisory = head
    quoted = matching.quoted([row.verdict for row in rows])
    shown = [
        shapes.IdentityUnder(
            identity=shapes.DeviceIdentity.of(row.verdict.identity),
            devices=row.devices,
            closed=closed.get(row.verdict.identity_id, 0),
            said=shapes.Said.of(row.verdict, quoted.get(row.verdict.id, ()), gone),
        )
        for row in rows
    ]
    return shown, count


@router.get("/worklist/{advisory}/identities/{identity}/devices", auth=HOSPITAL, response=Page[shapes.DeviceUnder])
def devices(request: Asked, advisory: Key, identity: UUID, cut: CutQuery, chosen: Chosen) -> Page[shapes.DeviceUnder]:
    """Devices of one identity under an advisory, each open or closed. `offset` is a multiple of `limit`."""
    viewer, head = request.auth, matching.head_for(request.auth, advisory)
    wanted = inventory.DeviceFilter(q="", site=chosen.site, department=chosen.department, identity=str(identity))
    found = inventory.devices(viewer, wanted, page=cut.number, per=cut.limit)
    lines = queries.work_under(viewer, head.pk, [row.device_id for row in found.rows])
    shown = [shapes.DeviceUnder.under(row, lines.get(row.device_id)) for row in found.rows]
    return page_with(shown, found.total, cut)


@router.post("/worklist/{advisory}/records", auth=HOSPITAL, response={201: shapes.WorkRecord})
def close(request: Asked, advisory: Key, given: shapes.WorkGiven) -> shapes.WorkRecord:
    """Record what was done; the devices leave the open worklist for this advisory."""
    viewer, head = request.auth, matching.head_for(request.auth, advisory)
    inside = queries.open_devices(viewer, head.pk, given.identities, Cut())
    chosen = list(dict.fromkeys([*given.devices, *inside]))
    words = given.model_dump(include={"outcome", "note", "proof", "seen"})
    return shapes.WorkRecord.of(actions.close(head.pk, chosen, **words, actor=viewer))


@router.post("/worklist/{advisory}/reopenings", auth=HOSPITAL, response={201: shapes.WorkRecord})
def reopen(request: Asked, advisory: Key, given: shapes.ReopenGiven) -> shapes.WorkRecord:
    """Put closed devices back on the worklist, saying why."""
    head = matching.head_for(request.auth, advisory)
    return shapes.WorkRecord.of(actions.reopen(head.pk, given.devices, reason=given.reason, actor=request.auth))


@router.get("/worklist/{advisory}/decisions", auth=HOSPITAL, response=shapes.DeployerDecisions)
def decisions(request: Asked, advisory: Key) -> shapes.DeployerDecisions:
    """How soon the hospital acts on an advisory: its decisions, and what the deployer tables say to what is known.

    Nobody outside the hospital reads them.
    """
    head = queries.advisory_for(request.auth, advisory)
    known = queries.suggestions(request.auth, head)
    return shapes.DeployerDecisions.build(known, queries.decisions_under(request.auth, head.pk))


@router.post("/worklist/{advisory}/decisions", auth=HOSPITAL, response={201: shapes.DeployerDecisionEntry})
def decide(request: Asked, advisory: Key, given: JudgementGiven) -> shapes.DeployerDecisionEntry:
    """Keep a decision by the table `deployer`, with its reason; earlier ones stay. It may differ from both tables."""
    return shapes.DeployerDecisionEntry.of(actions.decide(advisory, given.judgement(), actor=request.auth))


@router.get("/worklist/{advisory}/decisions/{decision}/selection-list", auth=HOSPITAL, response=dict[str, Any])
def selection_list(request: Asked, advisory: Key, decision: UUID) -> dict[str, Any]:
    """A decision as a SelectionList 2.0.0, SSVC's form for exchange.

    It holds neither who decided nor why. A point that was not known goes out with all its values.
    """
    return queries.outlet(queries.decision_under(request.auth, advisory, decision))
