"""What a member's search finds, kind by kind. No kind is named that holds nothing for this viewer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from medcord.advisories import queries as advisories
from medcord.cases.queries import finding as cases
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.intake.queries import finding as intake
from medcord.inventory import queries as inventory
from medcord.inventory.queries import DeviceFilter
from medcord.products import queries as products
from medcord.search import Found, Snippet, question_of, snippet_of

MOST = 20
SUPPLY = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit:
    url: str
    title: str
    note: str
    snippet: Snippet | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """The hits of one kind, newest first, and how many of them this viewer may see: a number, or "100+"."""

    name: str
    hits: list[Hit]
    count: str


def everything(viewer: Viewer, q: str) -> list[Kind]:
    """Kinds in the order a member looks for them; an empty question finds nothing."""
    if not q:
        return []
    kinds = []
    if viewer.role in SUPPLY:
        kinds += _of_cases(viewer, q)
    if viewer.role is Role.COORDINATOR:
        kinds += _of_reports(viewer, q)
    kinds.append(_devices(viewer, q))
    if viewer.role in SUPPLY:
        found = products.found(viewer, q, most=MOST)
        kinds.append(_kind("Products", found, lambda one: (f"/products/{one.pk}", one.name, one.maker.name)))
    kinds.append(_advisories(viewer, q))
    return [kind for kind in kinds if kind.hits]


def _kind(name: str, found: Found[T], shown: Callable[[T], tuple[str, str, str]]) -> Kind:
    hits = [Hit(*shown(one.row), snippet=one.snippet) for one in found.hits]
    return Kind(name, hits, f"{found.count}+" if found.more else str(found.count))


def _of_cases(viewer: Viewer, q: str) -> list[Kind]:
    said = cases.messages(viewer, q, most=MOST)
    return [
        _kind("Cases", cases.cases(viewer, q, most=MOST), lambda one: (_case(one.reference), one.title, one.reference)),
        _kind("Messages", said, lambda one: (_case(one.case.reference), one.case.title, f"{one.at:%-d %b %Y}")),
    ]


def _case(reference: str) -> str:
    return f"/cases/{reference}"


def _of_reports(viewer: Viewer, q: str) -> list[Kind]:
    said = intake.messages(viewer, q, most=MOST)
    return [
        _kind(
            "Reports",
            intake.reports(viewer, q, most=MOST),
            lambda one: (f"/reports/{one.reference}", f"{one.device_maker} {one.device_model}", one.reference),
        ),
        _kind(
            "Messages with finders",
            said,
            lambda one: (f"/reports/{one.report.reference}", one.report.reference, f"{one.at:%-d %b %Y}"),
        ),
    ]


def _devices(viewer: Viewer, q: str) -> Kind:
    if viewer.role is not Role.HOSPITAL:
        return Kind("Devices", [], "0")
    found = inventory.devices(viewer, DeviceFilter(q=q), per=MOST)
    hits = [
        Hit(f"/inventory/devices/{one.device_id}", f"{one.identity.maker} {one.identity.model}", one.asset_tag)
        for one in found.rows
    ]
    return Kind("Devices", hits, str(len(hits)))


def _advisories(viewer: Viewer, q: str) -> Kind:
    page, question = advisories.published(viewer, q=q), question_of(q)
    hits = [
        Hit(
            f"/advisories/{one.tracking_id}",
            one.current.title,
            one.tracking_id,
            snippet_of(one.current.title, question),
        )
        for one in page.items[:MOST]
    ]
    return Kind("Advisories", hits, str(page.count))
