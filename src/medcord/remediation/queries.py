"""Readers of the worklist: what is said of the hospital's devices, less what a person has closed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.safety.ssvc import SHEETS, TABLES, DecisionTable
from medcord.core.safety.ssvc.judging import Suggestion
from medcord.core.safety.ssvc.selection import selection_list
from medcord.core.vocabulary import Basis
from medcord.inventory import queries as inventory
from medcord.ledger import destroying
from medcord.ledger.destroying import Said
from medcord.matching import queries as matching
from medcord.matching.queries import OPEN_KINDS, Cut
from medcord.remediation.models import DeployerDecision, DeviceWork, RemediationAct

if TYPE_CHECKING:
    from medcord.matching.models import AdvisoryHead

PER_PAGE = 20

OUTCOMES: tuple[tuple[str, str], ...] = tuple((one.value, str(one.label)) for one in RemediationAct.Outcome)
"""What can have been done: its code and its words."""

DECIDED = ("deployer",)
"""What a hospital decides beside a table."""

SAID = (
    ("known exploited", "exploitation", "active", "known-exploited"),
    ("sustains life", "life_supporting", "yes", "clinical-role"),
    ("delivers therapy", "life_supporting", "yes", "clinical-role"),
)
"""How a reason of the worklist begins, and what it answers in the deployer tables."""


@dataclass(slots=True)
class Group:
    """One advisory on the worklist. ``said`` counts devices by kind of verdict, ``closed`` the closed ones of them."""

    advisory: UUID
    rank: int = 0
    order_key: str = ""
    said: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    firsts: dict[str, str] = field(default_factory=dict)

    def open(self, kind: str) -> int:
        """Devices of one kind that nobody has closed."""
        return max(0, self.said[kind] - self.closed[kind])

    @property
    def affected(self) -> int:
        return self.open("affected")

    @property
    def possible(self) -> int:
        return self.open("possible")

    @property
    def outside(self) -> int:
        return self.open("outside_range")

    @property
    def still_open(self) -> int:
        return sum(self.open(kind) for kind in OPEN_KINDS)

    @property
    def done(self) -> int:
        """Closed devices, those among them that the advisory no longer names included: a patched one is fixed now."""
        return sum(self.closed.values())

    @property
    def devices(self) -> int:
        return self.still_open + self.done

    def settle(self) -> None:
        """Take the place of the most urgent verdict that is still open, else of the most urgent of all."""
        kinds = [kind for kind in OPEN_KINDS if self.open(kind)] or list(self.firsts)
        self.order_key = min((self.firsts[kind] for kind in kinds if kind in self.firsts), default="~")


@dataclass(frozen=True, slots=True)
class Worklist:
    """One page of advisories in order of risk, and the totals over all pages. ``shown`` is what the page lists."""

    shown: list[Group]
    groups: list[Group]
    number: int
    pages: int
    touched: int
    devices: int

    def total(self, kind: str) -> int:
        """Devices (each once an advisory) of one kind still open; ``closed`` for those that are not."""
        return sum(group.done if kind == "closed" else group.open(kind) for group in self.groups)

    def having(self, kind: str) -> int:
        """Advisories with something of this kind still open."""
        return sum(1 for group in self.groups if (group.done if kind == "closed" else group.open(kind)))


def worklist(viewer: Viewer, cut: Cut, *, state: str = "open", page: int = 1, per: int = PER_PAGE) -> Worklist:
    """The worklist of the viewer's hospital. ``state`` is open, closed or all; ``cut.kind`` narrows what is listed."""
    batch = inventory.current_batch(viewer)
    if batch is None:
        return Worklist([], [], 1, 1, 0, 0)
    groups = _groups(viewer, Cut(cut.q, cut.site, cut.department), batch.id)
    for rank, group in enumerate([group for group in groups if group.still_open], start=1):
        group.rank = rank
    chosen = [group for group in groups if _fits(group, cut.kind, state)]
    pages = max(1, -(-len(chosen) // per))
    number = min(max(1, page), pages)
    shown = chosen[(number - 1) * per : number * per]
    touched = matching.touched(viewer, batch.id)
    return Worklist(shown, groups, number, pages, touched, batch.devices)


def _fits(group: Group, kind: str, state: str) -> bool:
    if kind:
        return group.open(kind) > 0 if state == "open" else group.said[kind] > 0
    return {"open": group.still_open > 0, "closed": group.done > 0}.get(state, True)


def _groups(viewer: Viewer, cut: Cut, batch: UUID) -> list[Group]:
    groups: dict[UUID, Group] = {}
    for tally in matching.counts(viewer, cut, batch):
        group = groups.setdefault(tally.advisory, Group(tally.advisory))
        group.said[tally.kind] = tally.devices
        group.firsts[tally.kind] = tally.first
    for advisory, kind, number in closed_counts(viewer, cut, batch):
        if advisory in groups:
            groups[advisory].closed[kind] = number
    listed = [group for group in groups.values() if group.devices]
    for group in listed:
        group.settle()
    return sorted(
        listed, key=lambda group: (not group.still_open, group.order_key, -group.devices, str(group.advisory))
    )


def group_for(viewer: Viewer, advisory: UUID, cut: Cut) -> Group:
    """The counts of one advisory in a cut; all nought when it says nothing of the devices in it."""
    batch = inventory.current_batch(viewer)
    found = Group(advisory)
    if batch is None:
        return found
    for tally in matching.counts(viewer, cut, batch.id, advisory=advisory):
        found.said[tally.kind] = tally.devices
        found.firsts[tally.kind] = tally.first
    for _advisory, kind, number in closed_counts(viewer, cut, batch.id, advisory=advisory):
        found.closed[kind] = number
    found.settle()
    return found


def _closed(viewer: Viewer, cut: Cut, batch: UUID) -> QuerySet[DeviceWork]:
    here = Q(device__entries__batch=batch, device__entries__identity__verdicts__advisory=F("advisory"))
    if cut.site:
        here &= Q(device__entries__site=cut.site)
    if cut.department:
        here &= Q(device__entries__department=cut.department)
    if cut.kind:
        here &= Q(device__entries__identity__verdicts__kind=cut.kind)
    for word in cut.q.split():
        here &= (
            Q(advisory__title__icontains=word)
            | Q(advisory__tracking_id__icontains=word)
            | Q(advisory__publisher__icontains=word)
            | Q(advisory__cves__icontains=word)
            | Q(device__entries__identity__maker__icontains=word)
            | Q(device__entries__identity__model__icontains=word)
            | Q(device__entries__identity__description__icontains=word)
            | Q(device__entries__asset_tag__icontains=word)
        )
    mine = DeviceWork.objects.filter(organisation=inventory.hospital_of(viewer), current=True, closed=True)
    return mine.filter(here)


def closed_counts(
    viewer: Viewer, cut: Cut, batch: UUID, *, advisory: UUID | None = None
) -> list[tuple[UUID, str, int]]:
    """(advisory, kind of verdict, devices closed) over the devices in use."""
    found = _closed(viewer, cut, batch)
    if advisory is not None:
        found = found.filter(advisory=advisory)
    rows = found.values_list("advisory", "device__entries__identity__verdicts__kind").annotate(n=Count("pk"))
    return [(row[0], row[1], row[2]) for row in rows.order_by()]


def closed_by_identity(viewer: Viewer, advisory: UUID, cut: Cut) -> dict[UUID, int]:
    """Closed devices under one advisory by the identity they have now, at the places of the cut."""
    batch = inventory.current_batch(viewer)
    if batch is None:
        return {}
    mine = DeviceWork.objects.filter(organisation=inventory.hospital_of(viewer), current=True, closed=True)
    devices = list(mine.filter(advisory=advisory).values_list("device", flat=True))
    return inventory.identities_of(batch.id, devices, site=cut.site, department=cut.department)


def work_under(viewer: Viewer, advisory: UUID, devices: Iterable[UUID]) -> dict[UUID, DeviceWork]:
    """The line that counts for each of these devices under one advisory."""
    mine = DeviceWork.objects.filter(organisation=inventory.hospital_of(viewer), current=True, advisory=advisory)
    return {line.device_id: line for line in mine.filter(device__in=list(devices)).select_related("act")}


def closed_of(viewer: Viewer, devices: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """(device, advisory) of what is closed for these devices."""
    mine = DeviceWork.objects.filter(organisation=inventory.hospital_of(viewer), current=True, closed=True)
    return set(mine.filter(device__in=list(devices)).values_list("device", "advisory"))


def closed_lines(viewer: Viewer) -> dict[tuple[UUID, UUID], tuple[str, str]]:
    """(device, advisory) to (outcome, what was done) for all that is closed: for exports."""
    mine = DeviceWork.objects.filter(organisation=inventory.hospital_of(viewer), current=True, closed=True)
    rows = mine.values_list("device", "advisory", "act__outcome", "act__note")
    return {(device, advisory): (outcome, note) for device, advisory, outcome, note in rows}


def history_of(viewer: Viewer, device: UUID) -> list[DeviceWork]:
    """Everything recorded for one device, newest first."""
    mine = DeviceWork.objects.filter(organisation=inventory.hospital_of(viewer), device=device)
    return list(mine.select_related("act", "advisory").order_by("-act__at", "-act__number"))


def acts_under(viewer: Viewer, advisory: UUID, *, most: int = 10) -> list[RemediationAct]:
    """What was recorded under one advisory, newest first."""
    mine = RemediationAct.objects.filter(organisation=inventory.hospital_of(viewer), advisory=advisory)
    return list(mine.order_by("-number")[:most])


def last_number(viewer: Viewer, advisory: UUID) -> int:
    """The number of the last act under an advisory, 0 for none: what a page has seen."""
    acts = acts_under(viewer, advisory, most=1)
    return acts[0].number if acts else 0


def last_numbers(viewer: Viewer, advisories: Iterable[UUID]) -> dict[UUID, int]:
    """The same for several advisories; those without an act are left out."""
    mine = RemediationAct.objects.filter(organisation=inventory.hospital_of(viewer), advisory__in=list(advisories))
    return dict(mine.values_list("advisory").annotate(last=Max("number")).order_by())


def destroyed(viewer: Viewer) -> list[Said]:
    """What the hospital destroyed of its worklist and inventory, by whom and why, newest first."""
    book = destroying.book_of(f"organisation:{inventory.hospital_of(viewer)}")
    return [one for one in book if one.what in ("work", "deployer-decision", "device", "import-file")]


def act_for(viewer: Viewer, act: UUID | str, *, lock: bool = False) -> RemediationAct:
    """One act. Raises NotFound."""
    mine = RemediationAct.objects.filter(pk=act, organisation=inventory.hospital_of(viewer)).select_related("advisory")
    found = (mine.select_for_update(of=("self",)) if lock else mine).first()
    if found is None:
        raise NotFound("record")
    return found


def advisory_for(viewer: Viewer, key: str) -> AdvisoryHead:
    """The advisory with this id or tracking id, if it speaks of the viewer's devices, or if the viewer's hospital
    decided about it when it did. Raises NotFound."""
    try:
        return matching.head_for(viewer, key)
    except NotFound:
        mine = DeployerDecision.objects.filter(organisation=inventory.hospital_of(viewer)).select_related("advisory")
        by = {"advisory": UUID(key)} if _is_id(key) else {"advisory__tracking_id": key}
        found = mine.filter(**by).order_by("-taken_at").first()
        if found is None:
            raise
        return found.advisory


def _is_id(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True


def decisions_under(viewer: Viewer, advisory: UUID) -> list[DeployerDecision]:
    """What the viewer's hospital decided about one advisory, newest first."""
    mine = DeployerDecision.objects.filter(organisation=inventory.hospital_of(viewer), advisory=advisory)
    return list(mine.select_related("advisory").order_by("-taken_at"))


def decision_for(viewer: Viewer, decision: UUID | str, *, lock: bool = False) -> DeployerDecision:
    """One decision of the viewer's hospital. Raises NotFound."""
    mine = DeployerDecision.objects.filter(pk=decision, organisation=inventory.hospital_of(viewer))
    found = mine.select_related("advisory")
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None:
        raise NotFound("record")
    return row


def record_for(viewer: Viewer, record: UUID) -> RemediationAct | DeployerDecision:
    """What was recorded under this id: work, or a decision. Raises NotFound."""
    try:
        return act_for(viewer, record)
    except NotFound:
        return decision_for(viewer, record)


def decision_under(viewer: Viewer, advisory: str, decision: UUID) -> DeployerDecision:
    """One decision about one advisory. Raises NotFound."""
    row = decision_for(viewer, decision)
    if row.advisory_id != advisory_for(viewer, advisory).pk:
        raise NotFound("record")
    return row


def suggestions(viewer: Viewer, head: AdvisoryHead) -> dict[str, Suggestion]:
    """Answers to the deployer tables that follow from what the worklist says of our devices under an advisory."""
    found: dict[str, Suggestion] = {}
    for words in matching.reasons_under(viewer, head.pk):
        for start, point, value, source in SAID:
            if words.startswith(start):
                found.setdefault(point, Suggestion(point, value, source, head.matched_at))
    return found


def outlet(row: DeployerDecision) -> dict[str, Any]:
    """A decision as a SelectionList 2.0.0 about the advisory and its CVEs. Raises NotFound where its tables are not
    known here any more."""
    table, original = _table(row.extended), _table(row.original)
    if table is None or original is None:
        raise NotFound("record")
    points = [*table.points, *(point for point in SHEETS[DECIDED[0]].asides if point.key in row.answers)]
    targets = [*row.advisory.cves.split(), row.advisory.tracking_id]
    return selection_list(points, row.answers, at=row.taken_at, targets=targets, decided=(original, row.decided))


def _table(tag: str) -> DecisionTable | None:
    key, _, version = tag.rpartition(":")
    return TABLES.get((key, version))


def open_devices(viewer: Viewer, advisory: UUID, identities: Iterable[UUID], cut: Cut) -> list[UUID]:
    """Devices in use of these identities, in the cut, that are still open under an advisory."""
    wanted = set(identities)
    if not wanted:
        return []
    devices = inventory.devices_of(viewer, wanted, site=cut.site, department=cut.department)
    closed = {device for device, line in work_under(viewer, advisory, devices).items() if line.closed}
    return [device for device in devices if device not in closed]


def changed_since_closed(organisation: UUID) -> dict[UUID, list[UUID]]:
    """Closed devices, by advisory, of which the advisory now says something else that is open.

    A device that was changed since (another identity now) comes back only when it is affected or possible. One that a
    revision is silent about now stays closed: what was done and its proof hold, and its page says what changed.
    """
    batch = inventory.in_use(organisation)
    if batch is None:
        return {}
    now = "device__entries__identity__verdicts"
    worse = Q(**{f"{now}__kind__in": ("affected", "possible")})
    same = Q(**{f"{now}__kind": "outside_range", "device__entries__identity": F("identity")})
    rows = (
        DeviceWork.objects.filter(organisation=organisation, current=True, closed=True)
        .filter(Q(device__entries__batch=batch, **{f"{now}__advisory": F("advisory")}) & (worse | same))
        .values_list("advisory", "device", "said", f"{now}__digest", f"{now}__basis", f"{now}__advisory")
    )
    changed: dict[UUID, list[UUID]] = defaultdict(list)
    for advisory, device, said, digest, basis, of in rows:
        if said != digest and of == advisory and basis != Basis.NO_LONGER_NAMED:
            changed[advisory].append(device)
    return dict(changed)
