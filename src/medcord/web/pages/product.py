"""What the pages of the registry show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict

from medcord.advisories import queries as advisories
from medcord.cases import queries as cases
from medcord.core.access import Permission, ProductItem, Viewer, may
from medcord.core.device.registry import RegistryVersion, Support, day_of
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.products import queries
from medcord.products.models import Product, ProductFile
from medcord.products.queries import ProductCut

PER_PAGE = 100
MOST_ADVISORIES = 50
SORT_WORDS = {"name": "Name", "model": "Model number", "support": "Support"}
STATE_WORDS = {"used": "In use", "retired": "Retired", "all": "All"}


def cut_of(given: QueryDict) -> ProductCut:
    """The filter a member chose; what is not on offer is left out."""
    maker = given.get("maker", "")
    support, state, sort = given.get("support", ""), given.get("state", ""), given.get("sort", "")
    return ProductCut(
        q=given.get("q", "").strip()[:200],
        support=support if support in set(Support) else "",
        maker=_id(maker),
        state=state if state in STATE_WORDS else "used",
        sort=sort if sort in SORT_WORDS else "name",
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def listing(viewer: Viewer, given: QueryDict) -> dict[str, Any]:
    """The list: cut, sorted, in pages."""
    cut, number = cut_of(given), given.get("page", "1")
    asked = int(number[:6]) if number.isdecimal() else 1
    rows, total = queries.listed(viewer, cut, page=asked, per=PER_PAGE)
    last = max(1, -(-total // PER_PAGE))
    carried = given.copy()
    carried.pop("page", None)
    agency = viewer.role is not Role.MANUFACTURER
    return {
        "rows": rows,
        "total": total,
        "cut": cut,
        "filtered": cut != ProductCut(sort=cut.sort),
        "page": min(max(1, asked), last),
        "last": last,
        "carried": carried.urlencode(),
        "supports": [(one.value, one.words) for one in Support],
        "sorts": SORT_WORDS.items(),
        "states": STATE_WORDS.items(),
        "makers": parties.directory(viewer, role=Role.MANUFACTURER) if agency else [],
        "asked": [] if agency else queries.stated_about(viewer),
        "waiting": [] if agency else [one for one in queries.files(viewer) if one.state == ProductFile.State.READY],
    }


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version on the timeline; ``tone`` of its end of support: "", "soon" or "over"."""

    version: RegistryVersion
    tone: str


@dataclass(frozen=True, slots=True)
class Use:
    """Where a product is named."""

    url: str
    title: str
    note: str
    status: str = ""


def page(viewer: Viewer, row: Product) -> dict[str, Any]:
    """One product: versions newest first, siblings, and for its own maker where it is used."""
    own = may(viewer, Permission.PRODUCT_WRITE, ProductItem(row.maker_id)).allowed
    today = clock.now().date()
    stated = queries.statements_on(viewer, row)
    return {
        "product": row,
        "own": own,
        "versions": [VersionLine(one, _tone(one, today)) for one in reversed(row.version_list)],
        "siblings": queries.siblings_of(viewer, [row]),
        "stated": [one for one in stated if one.product_id == row.pk],
        "before": queries.predecessors(viewer, row),
        "in_cases": _cases(viewer, row) if own else [],
        "in_advisories": _advisories(viewer, row) if own else [],
    }


def _tone(version: RegistryVersion, today: date) -> str:
    ends = day_of(version.support_ends)
    if ends is None:
        return ""
    return "over" if ends < today else "soon" if (ends - today).days <= 180 else ""


def _cases(viewer: Viewer, row: Product) -> list[Use]:
    found = {case.pk: case for case in cases.visible(viewer)}
    said = cases.statements_of(viewer, found.values())
    return [
        Use(f"/cases/{found[pk].reference}/statements", f"{found[pk].reference}", one.versions, one.status)
        for pk, rows in said.items()
        for one in rows
        if one.product_id == row.pk and one.party_id == viewer.party_id
    ]


def _advisories(viewer: Viewer, row: Product) -> list[Use]:
    """Advisories that name the product by maker and exact name."""
    near = advisories.matching(viewer, q=row.name, maker=row.maker.name)[:MOST_ADVISORIES]
    uses = []
    for one in near:
        named = [product for product in advisories.value_of(one.current).products if product.name == row.name]
        if named:
            versions = ", ".join(dict.fromkeys(product.version for product in named if product.version))
            uses.append(Use(f"/advisories/{one.tracking_id}", one.current.title, versions))
    return uses


def makers_for(viewer: Viewer) -> list[tuple[str, str]]:
    """Makers a sibling may be stated of, the viewer's own first."""
    rows = parties.directory(viewer, role=Role.MANUFACTURER)
    ordered = sorted(rows, key=lambda one: one.pk != viewer.party_id)
    own = viewer.party_id
    return [(str(one.pk), f"{one.name} (your own registry)" if one.pk == own else one.name) for one in ordered]


FIELD_WORDS = {
    "model_number": "model number",
    "aliases": "other names",
    "udi_dis": "UDI-DI",
    "catalogue_numbers": "catalogue numbers",
    "superseded_by": "successor",
}


def preview(file: ProductFile, state: str, number: str) -> dict[str, Any]:
    """A file's rows of one state, in pages; at first those that need a look."""
    order = ("refused", "changed", "added", "unchanged")
    counts = {one: getattr(file, one) for one in order}
    shown = state if state in counts else next((one for one in order if counts[one]), "added")
    lines = [line for line in file.lines if line["state"] == shown]
    last = max(1, -(-len(lines) // PER_PAGE))
    page = min(max(1, int(number[:6]) if number.isdecimal() else 1), last)
    chosen = lines[(page - 1) * PER_PAGE : page * PER_PAGE]
    return {
        "file": file,
        "shown": shown,
        "counts": counts.items(),
        "lines": [
            line | {"changes": [FIELD_WORDS.get(field, field) for field in line["changes"] if field != "name"]}
            for line in chosen
        ],
        "page": page,
        "last": last,
        "total": len(lines),
        "to_do": file.added + file.changed,
    }
