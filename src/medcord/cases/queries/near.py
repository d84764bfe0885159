"""Passages that are close to an item under a rule: found, counted as quotations, and decided by a person (80)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from medcord.cases.models import Case, Message, Nearness
from medcord.cases.queries.quoting import under_rule
from medcord.core.access import Viewer
from medcord.core.confidentiality import Near, near
from medcord.core.refusals import NotFound
from medcord.gateways import clock

Verdict = Nearness.Verdict


def near_in(
    viewer: Viewer, case: Case, text: str, items: Iterable[Message], *, without: Collection[UUID] = ()
) -> list[Near[Message]]:
    """Passages of a text that are close to one of these items, and of which the viewer's party has not decided."""
    rows = [row for row in items if row.pk not in without]
    found = near(text, [(row, row.body) for row in rows], idle=_idle(case)) if rows else []
    settled = _settled(viewer, case, [one.key.pk for one in found])
    return [one for one in found if not any(map(one.said_in, settled.get(one.key.pk, ())))]


def near_rows(viewer: Viewer, case: Case, text: str, *, without: Collection[UUID] = ()) -> list[Near[Message]]:
    """The same against all items under a rule that the viewer reads, of other parties."""
    return near_in(viewer, case, text, under_rule(viewer, case, without))


def _idle(case: Case) -> frozenset[str]:
    """What the case is about stands in every text of it, and so tells nothing."""
    return frozenset(case.title.casefold().replace(":", " ").replace(",", " ").split())


def _settled(viewer: Viewer, case: Case, sources: Collection[UUID]) -> dict[UUID, list[str]]:
    """The passages that were decided to be independent of each of these items, for the viewer's party."""
    found: dict[UUID, list[str]] = {}
    if not sources:
        return found
    rows = Nearness.objects.filter(case=case, source__in=sources, party=viewer.party_id, purged_at=None)
    for row in rows.filter(verdict=Verdict.INDEPENDENT):
        found.setdefault(row.source_id, []).append(row.passage)
    return found


def _bound() -> QuerySet[Nearness]:
    found = Nearness.objects.filter(gone_at=None, purged_at=None).exclude(where=Nearness.Where.TEXT)
    return found.exclude(verdict=Verdict.INDEPENDENT)


def binding(target: UUID) -> list[Nearness]:
    """Passages of a text that bind it: not decided, or decided to quote."""
    return list(_bound().filter(target=target).select_related("source__party", "source__room"))


def is_bound() -> Exists:
    """Whether a text has such passages, to be read with the text itself."""
    return Exists(_bound().filter(target=OuterRef("pk")).order_by())


def kept_near(
    case: Case, target: UUID, found: Mapping[str, Iterable[Near[Message]]], *, where: str, party: UUID | None, salt: str
) -> list[Nearness]:
    """The rows to write for what is close in a text now, by field: new ones, and those whose passage is gone. One that
    stands there still keeps what was decided of it."""
    there = list(Nearness.objects.filter(target=target, where=where, gone_at=None, purged_at=None))
    wanted = [(field, one) for field, each in found.items() for one in each]
    now = clock.now()
    gone = [row for row in there if row.verdict != Verdict.INDEPENDENT and not any(_is(row, *each) for each in wanted)]
    for row in gone:
        row.gone_at = now
    new = [
        Nearness(
            case=case, source=one.key, where=where, target=target, field=field, passage=one.passage, party_id=party,
            at=now, salt=salt,
        )
        for field, one in wanted
        if not any(_is(row, field, one) for row in there)
    ]  # fmt: skip
    return [*gone, *new]


def _is(row: Nearness, field: str, one: Near[Message]) -> bool:
    """Whether what is close now is a passage that was found before."""
    return row.field == field and row.source_id == one.key.pk and one.said_in(row.passage)


@dataclass(frozen=True, slots=True)
class NearSeen:
    """A passage that is close to an item, as who reads both sees it. ``mine``: the viewer may decide."""

    row: Nearness
    mine: bool


def near_to(viewer: Viewer, case: Case, source: Message) -> list[NearSeen]:
    """Passages that are close to an item the viewer reads: of its own party, and for the owner all; newest first."""
    rows = Nearness.objects.filter(case=case, source=source, gone_at=None, purged_at=None).select_related("party")
    owner = viewer.party_id == case.owner_id
    return [
        NearSeen(row, mine=row.verdict == Verdict.OPEN)
        for row in rows.order_by("-at")
        if viewer.party_id is not None and (owner or row.party_id == viewer.party_id)
    ]


def near_to_decide(viewer: Viewer, case: Case, source: Message, row: UUID) -> Nearness:
    """One of them, for an action. Raises NotFound."""
    found = next((one.row for one in near_to(viewer, case, source) if one.row.pk == row), None)
    if found is None:
        raise NotFound("passage")
    return found
