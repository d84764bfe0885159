"""Readers of verdicts. Joined with the inventory in use: what is retired is on no list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, Count, Min, OuterRef, Q, QuerySet, Subquery, Value, When

from medcord.advisories import queries as published
from medcord.core.access import Viewer
from medcord.core.advisory.fallen import Fallen, fallen
from medcord.core.device.priority import Action
from medcord.core.device.value import Match
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Basis
from medcord.core.vocabulary import Verdict as VerdictWord
from medcord.inventory import queries as inventory
from medcord.matching.engine import Inputs, inputs_of, quoted_actions
from medcord.matching.models import AdvisoryHead, MatchRun, Verdict

OPEN_KINDS = ("affected", "possible", "outside_range")
"""What stays on the worklist until a person closes it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What the worklist is cut by; empty parts do not cut."""

    q: str = ""
    site: str = ""
    department: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Devices in use under one advisory with one kind of verdict."""

    advisory: UUID
    kind: str
    devices: int
    first: str


def in_cut(viewer: Viewer, cut: Cut, batch: UUID) -> QuerySet[Verdict]:
    """Verdicts of the viewer's hospital whose identity has devices in the import in use that fit."""
    place: dict[str, object] = {"identity__entries__batch": batch}
    if cut.site:
        place["identity__entries__site"] = cut.site
    if cut.department:
        place["identity__entries__department"] = cut.department
    found = Verdict.objects.filter(organisation=inventory.hospital_of(viewer))
    if cut.kind:
        found = found.filter(kind=cut.kind)
    said = Q(**place)
    for word in cut.q.split():
        said &= (
            Q(advisory__title__icontains=word)
            | Q(advisory__tracking_id__icontains=word)
            | Q(advisory__publisher__icontains=word)
            | Q(advisory__cves__icontains=word)
            | Q(identity__maker__icontains=word)
            | Q(identity__model__icontains=word)
            | Q(identity__description__icontains=word)
            | Q(identity__entries__asset_tag__icontains=word)
        )
    return found.filter(said)


class Line(NamedTuple):
    """One device under one advisory; ``verdict`` is the id of what is said."""

    device: UUID
    asset_tag: str
    serial: str
    department: str
    site: str
    maker: str
    model: str
    description: str
    software: str
    verdict: UUID


def lines(viewer: Viewer, cut: Cut, batch: UUID) -> Iterator[Line]:
    """Every device and advisory in the cut, streaming, most urgent first."""
    found = in_cut(viewer, cut, batch).order_by("order_key", "advisory", "identity__entries__asset_tag")
    entry = [f"identity__entries__{name}" for name in ("device", "asset_tag", "serial", "department", "site")]
    identity = [f"identity__{name}" for name in ("maker", "model", "description", "software")]
    rows = found.values_list(*entry, *identity, "pk").iterator(chunk_size=2000)
    return (Line(*row) for row in rows)


def verdicts(viewer: Viewer, cut: Cut, batch: UUID) -> dict[UUID, Verdict]:
    """The verdicts that have devices in the cut, by id, with their advisory's heading."""
    found = in_cut(viewer, cut, batch).select_related("advisory").distinct()
    return {verdict.id: verdict for verdict in found}


@dataclass(frozen=True, slots=True)
class Row:
    """One identity under one advisory with the number of its devices in the cut."""

    verdict: Verdict
    devices: int


def identities_under(
    viewer: Viewer,
    advisory: UUID,
    cut: Cut,
    batch: UUID,
    *,
    page: int = 1,
    per: int = 25,
    closed: Mapping[UUID, int] | None = None,
) -> tuple[list[Row], int]:
    """One page of the identities an advisory speaks of, most urgent and most devices first, and how many there are.

    ``closed`` counts the closed devices of identities: those with none left open come last.
    """
    done = closed or {}
    said = Verdict.objects.filter(organisation=inventory.hospital_of(viewer), advisory=advisory)
    if cut.kind:
        said = said.filter(kind=cut.kind)
    if cut.q:
        said = said.filter(pk__in=in_cut(viewer, cut, batch).filter(advisory=advisory).values("pk"))
    named = said.values("identity")
    devices = inventory.count_by_identity(batch, named, site=cut.site, department=cut.department)
    places = said.order_by("order_key").values_list("order_key", "pk", "identity")
    ordered = sorted(
        (done.get(identity, 0) >= devices[identity], key, -devices[identity], pk)
        for key, pk, identity in places
        if identity in devices
    )
    shown = [pk for *_, pk in ordered[(page - 1) * per : page * per]]
    rows = Verdict.objects.filter(pk__in=shown).select_related("identity").in_bulk()
    return [Row(rows[pk], devices[rows[pk].identity_id]) for pk in shown], len(ordered)


def quoted(found: Iterable[Verdict]) -> dict[UUID, tuple[Action, ...]]:
    """What each verdict's own advisory says can be done, quoted with its source; by the verdict's id."""
    wanted = list(found)
    values = {one.id: one.value for one in published.values_of({verdict.advisory_id for verdict in wanted})}
    return {
        verdict.id: quoted_actions(_match(verdict), values[verdict.advisory_id])
        for verdict in wanted
        if verdict.advisory_id in values
    }


def _match(verdict: Verdict) -> Match:
    return Match(
        advisory=verdict.advisory.tracking_id,
        product=verdict.product,
        verdict=VerdictWord(verdict.verdict),
        basis=Basis(verdict.basis),
        because=tuple(verdict.because),
        product_ids=tuple(verdict.product_ids),
        cves=tuple(verdict.cves),
    )


def counts(viewer: Viewer, cut: Cut, batch: UUID, *, advisory: UUID | None = None) -> list[Tally]:
    """Devices by advisory and kind, and the order key of the most urgent among them."""
    found = in_cut(viewer, cut, batch)
    if advisory is not None:
        found = found.filter(advisory=advisory)
    rows = found.values_list("advisory", "kind").annotate(devices=Count("identity__entries"), first=Min("order_key"))
    return [Tally(*row) for row in rows.order_by()]


def touched(viewer: Viewer, batch: UUID) -> int:
    """How many devices in use have something open said about them, each counted once."""
    named = Verdict.objects.filter(organisation=inventory.hospital_of(viewer), kind__in=OPEN_KINDS).values("identity")
    return inventory.count_of_identities(batch, named)


def heads(advisories: Iterable[UUID]) -> dict[UUID, AdvisoryHead]:
    """Headings of published advisories by id."""
    return {head.id: head for head in AdvisoryHead.objects.filter(pk__in=list(advisories))}


def no_longer_standing(advisories: Iterable[UUID]) -> dict[UUID, Fallen]:
    """Of these published advisories the ones that were withdrawn or superseded."""
    found = {one.id: fallen(one.value) for one in published.values_of(advisories)}
    return {one: gone for one, gone in found.items() if gone is not None}


def head_for(viewer: Viewer, key: str) -> AdvisoryHead:
    """The advisory with this id or tracking id, if it says anything about the viewer's devices. Raises NotFound."""
    found = AdvisoryHead.objects.filter(verdicts__organisation=inventory.hospital_of(viewer)).distinct()
    try:
        head = found.filter(pk=UUID(key)).first()
    except ValueError:
        head = found.filter(tracking_id=key).order_by("-released_at").first()
    if head is None:
        raise NotFound("advisory")
    return head


def touches(viewer: Viewer, advisory: UUID) -> bool:
    """Whether an advisory says anything about the viewer's devices."""
    return Verdict.objects.filter(organisation=inventory.hospital_of(viewer), advisory=advisory).exists()


def leading(viewer: Viewer, pairs: Sequence[tuple[UUID, str]]) -> dict[UUID, Verdict]:
    """For each (advisory, order key) one verdict that put the advisory where it stands."""
    if not pairs:
        return {}
    key = Case(*(When(pk=advisory, then=Value(key)) for advisory, key in pairs), output_field=CharField())
    mine = Verdict.objects.filter(organisation=inventory.hospital_of(viewer), advisory=OuterRef("pk"))
    first = mine.filter(order_key=OuterRef("key")).order_by("order_key").values("pk")[:1]
    named = AdvisoryHead.objects.filter(pk__in=[advisory for advisory, _ in pairs]).annotate(key=key)
    ids = named.annotate(first=Subquery(first)).values_list("first", flat=True)
    found = Verdict.objects.filter(pk__in=[one for one in ids if one]).select_related("advisory")
    return {verdict.advisory_id: verdict for verdict in found}


def reasons_under(viewer: Viewer, advisory: UUID) -> list[str]:
    """Why an advisory stands where it stands for the viewer's hospital: the reasons of its most urgent verdict."""
    mine = Verdict.objects.filter(organisation=inventory.hospital_of(viewer), advisory=advisory, kind__in=OPEN_KINDS)
    first = mine.order_by("order_key").first()
    return [str(words) for words in first.reasons] if first else []


def verdicts_of_identity(viewer: Viewer, identity: UUID) -> list[Verdict]:
    """What every advisory says of one identity, most urgent first."""
    found = Verdict.objects.filter(organisation=inventory.hospital_of(viewer), identity=identity)
    return list(found.select_related("advisory").order_by("order_key", "advisory__tracking_id"))


def verdicts_under(viewer: Viewer, advisory: UUID, identities: Iterable[UUID]) -> dict[UUID, Verdict]:
    """What one advisory says of these identities, by identity."""
    found = Verdict.objects.filter(
        organisation=inventory.hospital_of(viewer), advisory=advisory, identity__in=set(identities)
    )
    return {verdict.identity_id: verdict for verdict in found}


def open_kinds(viewer: Viewer, identities: Iterable[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """For each identity the (advisory, kind) of what stays open about it until a person closes it."""
    mine = Verdict.objects.filter(organisation=inventory.hospital_of(viewer), kind__in=OPEN_KINDS)
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    rows = mine.filter(identity__in=set(identities)).values_list("identity", "advisory", "kind")
    for identity, advisory, kind in rows:
        found.setdefault(identity, []).append((advisory, kind))
    return found


def running(viewer: Viewer) -> MatchRun | None:
    """The run that is under way for the viewer's hospital, if there is one."""
    mine = MatchRun.objects.filter(organisation=inventory.hospital_of(viewer), finished_at=None)
    return mine.order_by("started_at").first()


def waiting(viewer: Viewer) -> bool:
    """Whether an inventory is in use that no run has come to yet."""
    batch = inventory.current_batch(viewer)
    if batch is None:
        return False
    later = MatchRun.objects.filter(organisation=batch.organisation_id, started_at__gte=batch.loaded_at, advisories=[])
    return not later.exists()


def last_run(viewer: Viewer) -> MatchRun | None:
    """The run that finished last."""
    mine = MatchRun.objects.filter(organisation=inventory.hospital_of(viewer), finished_at__isnull=False)
    return mine.order_by("-finished_at").first()


def stale() -> list[UUID]:
    """Advisories whose document in force, or what is known of attacks on it, some hospital was not matched with yet."""
    exploited = published.known_exploited()
    known = {head.id: head for head in AdvisoryHead.objects.all()}
    return [
        advisory
        for advisory, inputs in inputs_of(()).items()
        if advisory not in known or known[advisory].spread != state_of(inputs, known[advisory].cves.split(), exploited)
    ]


def state_of(inputs: Inputs, cves: Iterable[str], exploited: frozenset[str]) -> str:
    """What an advisory is matched with: its documents, and which of its CVEs are known to be exploited."""
    return " ".join([inputs.documents, *sorted({*cves, *inputs.cves} & exploited)])
