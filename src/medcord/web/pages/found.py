"""What a member's search finds, kind by kind. No kind is named that holds nothing for this viewer."""

from __future__ import annotations

from dataclasses import dataclass

from medcord.advisories import queries as advisories
from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.intake import queries as intake
from medcord.inventory import queries as inventory
from medcord.inventory.queries import DeviceFilter
from medcord.products import queries as products

MOST = 20


@dataclass(frozen=True, slots=True)
class Hit:
    url: str
    title: str
    note: str


def everything(viewer: Viewer, q: str) -> list[tuple[str, list[Hit]]]:
    """(kind, hits) in the order a member looks for them; an empty question finds nothing."""
    if not q:
        return []
    kinds = [
        ("Cases", [Hit(f"/cases/{one.reference}", one.title, one.reference) for one in cases.search(viewer, q)]),
        ("Reports", _reports(viewer, q)),
        ("Devices", _devices(viewer, q)),
        ("Products", _products(viewer, q)),
        ("Advisories", _advisories(viewer, q)),
    ]
    return [(kind, hits[:MOST]) for kind, hits in kinds if hits]


def _reports(viewer: Viewer, q: str) -> list[Hit]:
    rows = intake.inbox(viewer, q=q) if viewer.role is Role.COORDINATOR else []
    return [Hit(f"/reports/{one.reference}", f"{one.device_maker} {one.device_model}", one.reference) for one in rows]


def _devices(viewer: Viewer, q: str) -> list[Hit]:
    if viewer.role is not Role.HOSPITAL:
        return []
    rows = inventory.devices(viewer, DeviceFilter(q=q), per=MOST).rows
    return [
        Hit(f"/inventory/devices/{one.device_id}", f"{one.identity.maker} {one.identity.model}", one.asset_tag)
        for one in rows
    ]


def _products(viewer: Viewer, q: str) -> list[Hit]:
    if viewer.role not in (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER):
        return []
    return [Hit(f"/products/{one.pk}", one.name, one.maker.name) for one in products.visible(viewer, q=q)]


def _advisories(viewer: Viewer, q: str) -> list[Hit]:
    rows = advisories.published(viewer, q=q).items
    return [Hit(f"/advisories/{one.tracking_id}", one.current.title, one.tracking_id) for one in rows]
