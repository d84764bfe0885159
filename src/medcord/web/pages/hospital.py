"""What the hospital's pages show, put together from inventory, verdicts and work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from medcord.core.access import Viewer
from medcord.core.advisory.fallen import Fallen
from medcord.core.advisory.remedies import UNTIL_THE_FIX
from medcord.core.device.priority import Action
from medcord.inventory import queries as inventory
from medcord.inventory.models import Entry
from medcord.matching import queries as matching
from medcord.matching.models import AdvisoryHead, Verdict
from medcord.matching.queries import Cut
from medcord.parties import queries as parties
from medcord.remediation import queries as work
from medcord.remediation.models import DeviceWork
from medcord.remediation.queries import Group
from medcord.web.pages import hospital_decisions as deciding

# kind -> words, icon, tone: same order and colours in bar and legend
PARTS = (
    ("affected", "Affected, nothing recorded", "warning", "bad"),
    ("possible", "Possible, to review", "help_outline", "warn"),
    ("outside_range", "Outside range, kept open", "remove_circle", "calm"),
    ("closed", "Closed with proof", "check_circle", "good"),
)
KINDS = {
    "affected": "Affected",
    "possible": "Possible, to review",
    "outside_range": "Outside range",
    "not_affected": "Not affected",
}
CATEGORIES = {
    "vendor_fix": ("Vendor fix", "build", "good"),
    "mitigation": ("Mitigation", "security", "info"),
    "workaround": ("Workaround", "construction", "info"),
    "no_fix_planned": ("No fix planned", "cancel", "warn"),
    "none_available": ("No fix available", "cancel", "warn"),
    "advice": ("What to do now", "info", "info"),
    "none_stated": ("Nothing stated", "more_horiz", "line"),
}
ROWS_IN_CARD = 4
PER_GROUP = 25
PER_IDENTITY = 100


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a bar with its line in the legend."""

    words: str
    icon: str
    tone: str
    number: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Reason:
    words: str
    icon: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """An action as its publisher wrote it."""

    word: str
    icon: str
    tone: str
    details: str
    source: str
    url: str
    stated: bool


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One identity under an advisory: how many devices, where, what is said, what is done."""

    verdict: Verdict
    devices: int
    closed: int
    places: str
    tags: Sequence[Entry] = ()

    @property
    def open(self) -> int:
        return max(0, self.devices - self.closed)

    @property
    def more(self) -> int:
        return self.devices - len(self.tags)


@dataclass(slots=True)
class Card:
    """One advisory on the worklist."""

    group: Group
    head: AdvisoryHead
    reasons: list[Reason]
    quotes: list[Quote]
    bar: list[Share]
    rows: list[IdentityRow] = field(default_factory=list)
    identities: int = 0
    gone: Fallen | None = None


def worklist(viewer: Viewer, cut: Cut, *, state: str, page: int) -> dict[str, Any]:
    """Everything the worklist shows; the first advisory is opened, the others are told in two lines."""
    found = work.worklist(viewer, cut, state=state, page=page)
    batch = inventory.current_batch(viewer)
    cards = cards_of(viewer, found.shown)
    if cards and batch is not None:
        _open(viewer, cards[0], cut, batch.id)
    sites, departments = inventory.places(viewer)
    totals = {"affected": 0, "possible": 0, "outside_range": 0, "closed": 0}
    totals = {kind: found.total(kind) for kind in totals}
    return {
        "found": found,
        "cards": cards,
        "batch": batch,
        "totals": totals,
        "bar": _bar(totals),
        "pills": _pills(found, cut, state),
        "sites": sites,
        "departments": departments,
        "cut": cut,
        "state": state,
        "carried": query_of(cut, state=state),
        **_matching(viewer),
        "last_run": matching.last_run(viewer),
    }


def _matching(viewer: Viewer) -> dict[str, Any]:
    run = matching.running(viewer)
    return {"run": run, "waiting": run is None and matching.waiting(viewer)}


def _pills(found: work.Worklist, cut: Cut, state: str) -> list[tuple[str, int, str, bool]]:
    rest = Cut(cut.q, cut.site, cut.department)
    everything = sum(1 for group in found.groups if group.still_open)
    pills = [("All open", everything, query_of(rest), not cut.kind and state == "open")]
    for kind in ("affected", "possible", "outside_range"):
        here = Cut(cut.q, cut.site, cut.department, kind)
        pills.append((KINDS[kind], found.having(kind), query_of(here), cut.kind == kind and state == "open"))
    closed = found.having("closed")
    return [*pills, ("With closed devices", closed, query_of(rest, state="closed"), state == "closed")]


def query_of(cut: Cut, **more: str) -> str:
    """The cut as it stands in an address; parts that do not cut are left out."""
    parts = {"q": cut.q, "site": cut.site, "department": cut.department, "kind": cut.kind} | more
    return urlencode({name: value for name, value in parts.items() if value and (name, value) != ("state", "open")})


def cards_of(viewer: Viewer, groups: Sequence[Group]) -> list[Card]:
    heads = matching.heads(group.advisory for group in groups)
    leading = matching.leading(viewer, [(group.advisory, group.order_key) for group in groups])
    quoted = matching.quoted(leading.values())
    gone = matching.no_longer_standing(heads)
    cards = []
    for group in groups:
        verdict = leading.get(group.advisory)
        said = quotes(quoted.get(verdict.id, ())) if verdict else []
        reasons = [reason(words) for words in verdict.reasons] if verdict else []
        share = _bar(_numbers(group))
        cards.append(Card(group, heads[group.advisory], reasons, said, share, gone=gone.get(group.advisory)))
    return cards


def _numbers(group: Group) -> dict[str, int]:
    return {
        "affected": group.affected,
        "possible": group.possible,
        "outside_range": group.outside,
        "closed": group.done,
    }


def _bar(numbers: Mapping[str, int]) -> list[Share]:
    total = max(1, sum(numbers.values()))
    shares: list[Share] = []
    x = 0.0
    for kind, words, icon, tone in PARTS:
        width = 100 * numbers[kind] / total
        shares.append(Share(words, icon, tone, numbers[kind], round(x, 2), round(max(0.0, width - 0.4), 2)))
        x += width
    return shares


def reason(words: str) -> Reason:
    """A reason of the order with its icon; the words stay the matcher's own."""
    said = words[:1].upper() + words[1:]
    if words.startswith("known exploited"):
        return Reason(said, "report", "bad")
    for start, icon in (
        ("sustains life", "favorite"),
        ("delivers therapy", "medical_services"),
        ("does not deliver", "hospital"),
        ("clinical role", "hospital"),
        ("CVSS", "trending_up"),
        ("affected", "warning"),
        ("possible", "help_outline"),
        ("not affected", "check_circle_outline"),
        ("outside", "remove_circle"),
    ):
        if words.startswith(start):
            return Reason(said, icon)
    return Reason(said, "info_outline")


def quotes(actions: Iterable[Action]) -> list[Quote]:
    """Actions as they are quoted on a page."""
    found, given = [], list(actions)
    fixed = any(action.category == "vendor_fix" for action in given)
    for action in given:
        word, icon, tone = CATEGORIES.get(action.category, (action.category.replace("_", " ").capitalize(), "info", ""))
        if fixed and action.category in UNTIL_THE_FIX:
            word = f"{word}, until the fix"
        stated = action.category != "none_stated"
        found.append(Quote(word, icon, tone, action.details, action.source, _safe_url(action.url), stated))
    return found


def _safe_url(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _open(viewer: Viewer, card: Card, cut: Cut, batch: UUID) -> None:
    card.rows, card.identities = identity_rows(viewer, card.group.advisory, cut, batch, page=1, per=ROWS_IN_CARD)
    if card.rows:
        first = card.rows[0]
        chosen = inventory.DeviceFilter(
            site=cut.site, department=cut.department, identity=str(first.verdict.identity_id)
        )
        tags = inventory.devices(viewer, chosen, per=3).rows
        card.rows[0] = IdentityRow(first.verdict, first.devices, first.closed, first.places, tags)


def identity_rows(
    viewer: Viewer, advisory: UUID, cut: Cut, batch: UUID, *, page: int, per: int
) -> tuple[list[IdentityRow], int]:
    """One page of identities under an advisory, and how many there are."""
    closed = work.closed_by_identity(viewer, advisory, cut)
    rows, total = matching.identities_under(viewer, advisory, cut, batch, page=page, per=per, closed=closed)
    places = inventory.where(viewer, [row.verdict.identity_id for row in rows])
    found = [
        IdentityRow(
            row.verdict,
            row.devices,
            min(row.devices, closed.get(row.verdict.identity_id, 0)),
            _places(places.get(row.verdict.identity_id, [])),
        )
        for row in rows
    ]
    return found, total


def _places(placed: Sequence[tuple[str, str, int]]) -> str:
    names = list(dict.fromkeys(department or site or "place not recorded" for site, department, _ in placed))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def group(viewer: Viewer, key: str, cut: Cut, *, page: int, identity: str) -> dict[str, Any]:
    """Everything the page of one advisory shows: its identities, or the devices of one of them."""
    head = matching.head_for(viewer, key)
    batch = inventory.current_batch(viewer)
    counted = work.group_for(viewer, head.id, Cut(cut.q, cut.site, cut.department))
    cards = cards_of(viewer, [counted]) if counted.firsts else []
    sites, departments = inventory.places(viewer)
    context: dict[str, Any] = {
        "head": head,
        "group": counted,
        "card": cards[0] if cards else None,
        "kinds": [(kind, KINDS[kind], counted.said[kind]) for kind in KINDS if counted.said[kind]],
        "cut": cut,
        "identity": identity,
        "carried": query_of(cut),
        "sites": sites,
        "departments": departments,
        "acts": _acts(viewer, head.id),
        "seen": work.last_number(viewer, head.id),
        "page": page,
        "base": f"/worklist/{head.id}",
        "decided": deciding.latest(viewer, head),
        "gone": matching.no_longer_standing([head.id]).get(head.id),
    }
    if identity:
        context |= _devices_of(viewer, head.id, cut, identity, page)
    elif batch is not None:
        rows, total = identity_rows(viewer, head.id, cut, batch.id, page=page, per=PER_GROUP)
        context |= {"rows": rows, "total": total, "last": max(1, -(-total // PER_GROUP))}
    return context


def _devices_of(viewer: Viewer, advisory: UUID, cut: Cut, identity: str, page: int) -> dict[str, Any]:
    shown = inventory.identity_for(viewer, identity)
    chosen = inventory.DeviceFilter(site=cut.site, department=cut.department, identity=identity)
    listed = inventory.devices(viewer, chosen, page=page, per=PER_IDENTITY)
    lines = work.work_under(viewer, advisory, [entry.device_id for entry in listed.rows])
    verdict = matching.verdicts_under(viewer, advisory, [shown.id]).get(shown.id)
    return {
        "shown": shown,
        "verdict": verdict,
        "devices": [(entry, lines.get(entry.device_id)) for entry in listed.rows],
        "total": listed.total,
        "last": listed.pages,
        "page": listed.number,
    }


def _acts(viewer: Viewer, advisory: UUID) -> list[tuple[Any, str]]:
    acts = work.acts_under(viewer, advisory)
    names = parties.member_names({act.by for act in acts if act.by})
    return [(act, names.get(act.by, "medcord") if act.by else "medcord") for act in acts]


@dataclass(frozen=True, slots=True)
class Said:
    """What one advisory says of one device, and what was done about it."""

    verdict: Verdict
    quotes: list[Quote]
    line: DeviceWork | None
    seen: int
    reasons: list[Reason]
    gone: Fallen | None

    @property
    def closed(self) -> bool:
        return self.line is not None and self.line.closed

    @property
    def open(self) -> bool:
        return not self.closed and self.verdict.kind in matching.OPEN_KINDS


def device(viewer: Viewer, key: UUID) -> dict[str, Any]:
    """Everything the page of one device shows."""
    unit = inventory.unit_for(viewer, key)
    verdicts = matching.verdicts_of_identity(viewer, unit.entry.identity_id)
    quoted = matching.quoted(verdicts)
    history = work.history_of(viewer, unit.device.id)
    current = {line.advisory_id: line for line in history if line.current}
    seen = work.last_numbers(viewer, [verdict.advisory_id for verdict in verdicts])
    gone = matching.no_longer_standing([verdict.advisory_id for verdict in verdicts])
    said = [
        Said(
            verdict,
            quotes(quoted.get(verdict.id, ())),
            current.get(verdict.advisory_id),
            seen.get(verdict.advisory_id, 0),
            [reason(words) for words in verdict.reasons],
            gone.get(verdict.advisory_id),
        )
        for verdict in verdicts
    ]
    names = parties.member_names({line.act.by for line in history if line.act.by})
    return {
        "unit": unit,
        "entry": unit.entry,
        "identity": unit.entry.identity,
        "said": said,
        "open": [one for one in said if one.open],
        "must": [one for one in said if one.open and one.verdict.kind != "outside_range"],
        "history": [(line, names.get(line.act.by, "medcord") if line.act.by else "medcord") for line in history],
    }


def batch(viewer: Viewer, key: UUID) -> dict[str, Any]:
    """Everything the page of one import shows."""
    row = inventory.batch_for(viewer, key)
    current = inventory.current_batch(viewer)
    return {
        "batch": row,
        "current": current,
        "problems": inventory.problems(viewer, row, most=20),
        "can_undo": inventory.can_undo(viewer, row),
        "base_devices": current.devices if current else 0,
        **(_matching(viewer) if current is not None and row.id == current.id else {}),
        "sample": [list(zip(row.header, cells, strict=False)) for cells in row.sample],
    }


def devices(viewer: Viewer, chosen: inventory.DeviceFilter, *, page: int) -> dict[str, Any]:
    """Everything the inventory page shows."""
    current = inventory.current_batch(viewer)
    sites, departments = inventory.places(viewer)
    listed = inventory.devices(viewer, chosen, page=page)
    parts = {name: getattr(chosen, name) for name in ("q", "site", "department", "identity", "version")}
    return {
        "batch": current,
        "listed": listed,
        "chosen": chosen,
        "carried": urlencode({name: value for name, value in parts.items() if value}),
        "kinds": _open_kinds(viewer, listed.rows),
        "unversioned": inventory.unversioned(viewer),
        "identities": inventory.identities_in_use(viewer),
        "sites": sites,
        "departments": departments,
        "unfinished": [row for row in inventory.batches(viewer) if row.state in {"received", "staging", "ready"}],
    }


def _open_kinds(viewer: Viewer, entries: Sequence[Entry]) -> dict[UUID, list[str]]:
    """For each device the kinds of verdict nobody has closed yet, most serious first."""
    said = matching.open_kinds(viewer, [entry.identity_id for entry in entries])
    closed = work.closed_of(viewer, [entry.device_id for entry in entries])
    found: dict[UUID, list[str]] = {}
    for entry in entries:
        mine = {kind for advisory, kind in said.get(entry.identity_id, ()) if (entry.device_id, advisory) not in closed}
        found[entry.device_id] = [kind for kind in matching.OPEN_KINDS if kind in mine]
    return found


def effect(
    viewer: Viewer, head: AdvisoryHead, chosen: Sequence[UUID], cut: Cut, identity: str, *, sure: bool
) -> dict[str, Any]:
    """The page of an advisory again, with what recording will do before it is done: devices by what is said of them."""
    context = group(viewer, str(head.id), cut, page=1, identity=identity)
    if not sure:
        return context
    entries = inventory.entries_of(viewer, chosen)
    verdicts = matching.verdicts_under(viewer, head.id, [entry.identity_id for entry in entries])
    numbers = dict.fromkeys(KINDS, 0)
    for entry in entries:
        verdict = verdicts.get(entry.identity_id)
        if verdict is not None:
            numbers[verdict.kind] += 1
    return context | {
        "effect": [(kind, number) for kind, number in numbers.items() if number],
        "effect_total": len(entries),
    }
