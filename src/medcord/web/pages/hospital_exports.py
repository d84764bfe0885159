"""Tables to take away: streamed, and with no cell a spreadsheet would run."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from medcord.core.access import Viewer
from medcord.formats.inventory import write_csv
from medcord.inventory import queries as inventory
from medcord.inventory.models import ImportBatch
from medcord.matching.queries import Cut
from medcord.remediation import listing
from medcord.remediation import queries as work
from medcord.web.pages.hospital import cards_of, identity_rows, query_of

_AT_ONCE = 500
_ROWS_ON_PAPER = 30


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """CSV in pieces of some hundred lines, so that neither side holds the whole; first a mark for spreadsheets."""
    yield "\ufeff"
    out = io.StringIO()
    write_csv(out, header, ())
    some: list[Sequence[str]] = []
    for row in rows:
        some.append(row)
        if len(some) >= _AT_ONCE:
            yield _drained(out, header, some)
            some = []
    yield _drained(out, header, some)


def _drained(out: io.StringIO, header: Sequence[str], rows: list[Sequence[str]]) -> str:
    body = io.StringIO()
    write_csv(body, header, rows)
    text = out.getvalue() + body.getvalue().split("\r\n", 1)[1]
    out.seek(0)
    out.truncate()
    return text


def worklist(viewer: Viewer, cut: Cut) -> Iterator[str]:
    """One line a device and advisory, most urgent first, closed ones marked."""
    return _csv(listing.COLUMNS, listing.rows(viewer, cut))


def printed(viewer: Viewer, cut: Cut, *, page: int) -> dict[str, Any]:
    """A page of the open worklist for paper: advisories, identities and where their devices stand."""
    found = work.worklist(viewer, cut, page=page)
    batch = inventory.current_batch(viewer)
    cards = cards_of(viewer, found.shown)
    for card in cards:
        if batch is not None:
            rows = identity_rows(viewer, card.group.advisory, cut, batch.id, page=1, per=_ROWS_ON_PAPER)
            card.rows, card.identities = rows
    return {"found": found, "cards": cards, "batch": batch, "cut": cut, "carried": query_of(cut)}


DEVICES = (
    "asset_tag",
    "manufacturer",
    "model",
    "description",
    "catalog_no",
    "serial",
    "version",
    "udi",
    "department",
    "site",
)


def devices(viewer: Viewer, chosen: inventory.DeviceFilter) -> Iterator[str]:
    """The inventory with the columns an import reads."""
    return _csv(
        DEVICES,
        (
            [
                entry.asset_tag,
                entry.identity.maker,
                entry.identity.model,
                entry.identity.description,
                entry.identity.catalog_no,
                entry.serial,
                entry.identity.software,
                entry.udi,
                entry.department,
                entry.site,
            ]
            for entry in inventory.all_devices(viewer, chosen)
        ),
    )


def problems(viewer: Viewer, batch: ImportBatch) -> Iterator[str]:
    """What was odd about the rows of a file."""
    found = inventory.problems(viewer, batch)
    rows = ([str(one.row) if one.row else "whole file", one.column, one.sentence] for one in found)
    return _csv(("row", "column", "what"), rows)
