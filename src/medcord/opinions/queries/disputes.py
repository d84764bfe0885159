"""Readers of disputes. A party reads its own position, and the others' once the regulator has opened them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import DisputeItem, Permission, PositionItem, Viewer, may
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import ConfidentialityClass
from medcord.opinions.models import Assessment, Dispute, Dissent, PanelSeat, PanelVote, Position

if TYPE_CHECKING:
    from medcord.cases.models import Case

Said = TypeVar("Said", Position, Dissent)


@dataclass(frozen=True, slots=True)
class Column:
    """What one party holds, newest version first. ``for_finder``: said for the finder by the coordinator."""

    party: UUID
    name: str
    for_finder: bool
    versions: list[Position]

    @property
    def newest(self) -> Position:
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class AssessmentSeen:
    """One assessment with the dissents and votes on it, as far as the viewer may know them."""

    row: Assessment
    dissents: list[Dissent]
    votes: list[PanelVote]
    tally: dict[str, int]


@dataclass(frozen=True, slots=True)
class DisputeSeen:
    """A dispute before one viewer."""

    row: Dispute
    columns: list[Column]
    assessments: list[AssessmentSeen] = field(default_factory=list)
    seats: list[PanelSeat] = field(default_factory=list)
    can: dict[str, bool] = field(default_factory=dict)


def disputes(viewer: Viewer, case: Case) -> list[DisputeSeen]:
    """Disputes of a case that exist for the viewer, newest first. Seven queries, whatever their number."""
    rows = list(
        Dispute.objects.filter(case=case)
        .order_by("-opened_at")
        .prefetch_related(
            "positions__party",
            "assessments__opinion",
            "assessments__dissents__party",
            "assessments__votes__seat",
            "seats",
        )
    )
    items = [(row, item_of(viewer, case, row, list(row.positions.all()))) for row in rows]
    return [_seen(viewer, row, item) for row, item in items if may(viewer, Permission.DISPUTE_READ, item).allowed]


def item_of(viewer: Viewer, case: Case, row: Dispute, positions: Sequence[Position] | None = None) -> DisputeItem:
    """What the policy needs to know of a dispute."""
    said = list(Position.objects.filter(dispute=row)) if positions is None else positions
    own = [one.stated_at for one in said if one.party_id == viewer.party_id]
    return DisputeItem(cases.item(case), frozenset(one.party_id for one in said), min(own, default=None))


def dispute_for(viewer: Viewer, case: Case, dispute: UUID) -> Dispute:
    """One dispute that exists for the viewer. Raises NotFound."""
    row = Dispute.objects.filter(case=case, pk=dispute).first()
    if row is None or not may(viewer, Permission.DISPUTE_READ, item_of(viewer, case, row)).allowed:
        raise NotFound("dispute")
    return row


def may_state(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer may dispute the potential impact."""
    return may(viewer, Permission.DISPUTE_STATE, cases.item(case)).allowed


def open_dispute(case: Case) -> Dispute | None:
    """The dispute that waits for its assessment, for an action that joins it; tells its caller nothing more."""
    return Dispute.objects.filter(case=case, assessed_at=None).first()


def to_assess(viewer: Viewer, case: Case) -> Dispute | None:
    """The dispute of one case that waits for an assessment of the viewer's party."""
    row = open_dispute(case)
    return row if row is not None and _may_assess(viewer, case, row) else None


def waiting(viewer: Viewer) -> list[Dispute]:
    """Disputes that wait for an assessment of the viewer's party, the oldest first."""
    found = Dispute.objects.filter(assessed_at=None).select_related("case").order_by("opened_at")
    by_id = {case.pk: case for case in cases.visible(viewer)} if found else {}
    here = [row for row in found if row.case_id in by_id]
    return [row for row in here if _may_assess(viewer, by_id[row.case_id], row)]


def _may_assess(viewer: Viewer, case: Case, row: Dispute) -> bool:
    return may(viewer, Permission.DISPUTE_ASSESS, item_of(viewer, case, row)).allowed


def assessment_to_vote_on(dispute: Dispute) -> Assessment | None:
    """The newest assessment of a dispute that the caller may already read."""
    return Assessment.objects.filter(dispute=dispute).order_by("number").last()


def next_position(dispute: Dispute, party: UUID, *, for_finder: bool) -> int:
    """The number of the party's next position in a dispute."""
    return Position.objects.filter(dispute=dispute, party=party, for_finder=for_finder).count() + 1


def parties_in(dispute: Dispute) -> list[UUID]:
    """Parties with a position in a dispute that the caller may already read."""
    return list(Position.objects.filter(dispute=dispute).values_list("party", flat=True).order_by("party").distinct())


def to_open_to(dispute: Dispute) -> list[UUID]:
    """Parties to which the positions are not open, of a dispute that the caller may already read."""
    first: dict[UUID, Position] = {}
    for row in dispute.positions.all():
        first.setdefault(row.party_id, row)
    opened = dispute.positions_opened_at
    return [party for party, row in first.items() if opened is None or row.stated_at > opened]


def seats_of(dispute: Dispute) -> dict[UUID, PanelSeat]:
    """Seats by id, of a dispute that the caller may already read."""
    return {row.pk: row for row in PanelSeat.objects.filter(dispute=dispute)}


def voted_on(assessment: Assessment) -> dict[UUID, str]:
    """What each seat said of an assessment that the caller may already read."""
    return dict(PanelVote.objects.filter(assessment=assessment).values_list("seat", "vote"))


def _seen(viewer: Viewer, row: Dispute, item: DisputeItem) -> DisputeSeen:
    voices: dict[tuple[UUID, bool], list[Position]] = {}
    for one in _readable(viewer, row, item, row.positions.all()):
        voices.setdefault((one.party_id, one.for_finder), []).insert(0, one)
    columns = [Column(party, said[0].party.name, finder, said) for (party, finder), said in voices.items()]
    assessments = [_assessment(viewer, row, item, one) for one in row.assessments.all()]
    can = {
        "state": may(viewer, Permission.DISPUTE_STATE, item.case).allowed and row.assessed_at is None,
        "open": may(viewer, Permission.DISPUTE_ASSESS, item).allowed and bool(to_open_to(row)),
        "assess": may(viewer, Permission.DISPUTE_ASSESS, item).allowed,
        "dissent": may(viewer, Permission.DISPUTE_DISSENT, item).allowed and bool(assessments),
    }
    return DisputeSeen(row, columns, assessments[::-1], list(row.seats.all()), can)


def _assessment(viewer: Viewer, row: Dispute, item: DisputeItem, one: Assessment) -> AssessmentSeen:
    votes = list(one.votes.all())
    tally = {word: sum(vote.vote == word for vote in votes) for word in ("with", "against", "abstain")}
    return AssessmentSeen(one, _readable(viewer, row, item, one.dissents.all()), votes, tally)


def _readable(viewer: Viewer, row: Dispute, item: DisputeItem, said: Iterable[Said]) -> list[Said]:
    # Whoever joins after the opening reads its own position until the regulator opens them anew.
    opened = (
        row.positions_opened_at is not None
        and item.created_at is not None
        and item.created_at <= row.positions_opened_at
    )
    found = []
    for one in said:
        what = PositionItem(item, one.party_id, ConfidentialityClass(one.confidentiality), opened)
        if may(viewer, Permission.DISPUTE_POSITION_READ, what).allowed:
            found.append(one)
    return found
