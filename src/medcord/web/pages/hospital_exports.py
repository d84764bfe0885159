"""Tables to take away: streamed, and with no cell a spreadsheet would run."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from medcord.core.access import Viewer
from medcord.formats.inventory import write_csv
from medcord.inventory import queries as inventory
from medcord.inventory.models import ImportBatch
from medcord.matching import queries as matching
from medcord.matching.queries import Cut
from medcord.remediation import queries as work
from medcord.web.pages.hospital import KINDS, cards_of, identity_rows, query_of

WORKLIST = (
    "rank",
    "asset_tag",
    "manufacturer",
    "model",
    "description",
    "version",
    "serial",
    "department",
    "site",
    "advisory",
    "title",
    "product",
    "verdict",
    "basis",
    "because",
    "cves",
    "reasons",
    "actions",
    "work",
    "what_was_done",
)
OUTSIDE = "outside the stated range; the manufacturer has not said this version is safe"
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
    return _csv(WORKLIST, list_rows(viewer, cut))


def list_rows(viewer: Viewer, cut: Cut) -> Iterator[list[str]]:
    """The rows of the worklist table."""
    batch = inventory.current_batch(viewer)
    if batch is None:
        return
    verdicts = matching.verdicts(viewer, cut, batch.id)
    quoted = matching.quoted(verdicts.values())
    closed = work.closed_lines(viewer)
    ranks = {group.advisory: group.rank for group in work.worklist(viewer, Cut(cut.q, cut.site, cut.department)).groups}
    for line in matching.lines(viewer, cut, batch.id):
        verdict = verdicts.get(line.verdict)
        if verdict is None or (not cut.kind and verdict.kind not in matching.OPEN_KINDS):
            continue
        done = closed.get((line.device, verdict.advisory_id))
        yield [
            str(ranks.get(verdict.advisory_id) or ""),
            line.asset_tag,
            line.maker,
            line.model,
            line.description,
            line.software,
            line.serial,
            line.department,
            line.site,
            verdict.advisory.tracking_id,
            verdict.advisory.title,
            verdict.product,
            KINDS[verdict.kind].split(",")[0].lower(),
            OUTSIDE if verdict.kind == "outside_range" else verdict.basis,
            "; ".join(verdict.because),
            " ".join(verdict.cves),
            "; ".join(verdict.reasons),
            " | ".join(f"{action.category}: {action.details}" for action in quoted.get(verdict.id, ())),
            f"closed: {done[0]}" if done else "open",
            done[1] if done else "",
        ]


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
