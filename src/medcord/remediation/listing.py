"""The worklist as a table, one line a device and advisory: for files and programs."""

from __future__ import annotations

from collections.abc import Iterator

from medcord.core.access import Viewer
from medcord.core.advisory.fallen import Fallen
from medcord.inventory import queries as inventory
from medcord.matching import queries as matching
from medcord.matching.queries import Cut
from medcord.remediation import queries

COLUMNS = (
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
    "standing",
    "what_to_do_now",
)
OUTSIDE = "outside the stated range; the manufacturer has not said this version is safe"

WORDS = {
    "affected": "affected",
    "possible": "possible",
    "outside_range": "outside range",
    "not_affected": "not affected",
}


def rows(viewer: Viewer, cut: Cut) -> Iterator[list[str]]:
    """The whole worklist, most urgent first, closed lines marked; cells as in ``COLUMNS``, streaming."""
    batch = inventory.current_batch(viewer)
    if batch is None:
        return
    verdicts = matching.verdicts(viewer, cut, batch.id)
    quoted = matching.quoted(verdicts.values())
    closed = queries.closed_lines(viewer)
    gone = matching.no_longer_standing({verdict.advisory_id for verdict in verdicts.values()})
    ranks = {
        group.advisory: group.rank for group in queries.worklist(viewer, Cut(cut.q, cut.site, cut.department)).groups
    }
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
            WORDS[verdict.kind],
            OUTSIDE if verdict.kind == "outside_range" else verdict.basis,
            "; ".join(verdict.because),
            " ".join(verdict.cves),
            "; ".join(verdict.reasons),
            " | ".join(f"{action.category}: {action.details}" for action in quoted.get(verdict.id, ())),
            f"closed: {done[0]}" if done else "open",
            done[1] if done else "",
            *_standing(gone.get(verdict.advisory_id)),
        ]


def _standing(gone: Fallen | None) -> tuple[str, str]:
    """That its advisory no longer stands, and what that means; both empty while it is in force."""
    return (gone.heading, f"{gone.clears_nothing} {gone.todo}") if gone else ("", "")
