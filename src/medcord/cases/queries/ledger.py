"""The chain of a case as something to hold against the node: signed files for the owner, sealed heads for readers."""

from __future__ import annotations

from collections.abc import Iterator

from medcord.cases.models import Case
from medcord.cases.queries.cases import item
from medcord.core.access import Permission, Viewer, may
from medcord.core.refusals import NotFound, RuleRefusal
from medcord.ledger import anchors
from medcord.ledger import exports as signed
from medcord.ledger.models import SignedExport
from medcord.ledger.statements import Proof


def exports(viewer: Viewer, case: Case) -> list[SignedExport]:
    """What was asked for of the chain, newest first; for the owner. Raises NotFound."""
    _require_owner(viewer, case)
    return signed.of_stream(f"case:{case.pk}")


def export_lines(viewer: Viewer, case: Case) -> Iterator[bytes]:
    """The newest signed file, line by line. Raises NotFound, and RuleRefusal while there is none."""
    _require_owner(viewer, case)
    return signed.newest_lines(f"case:{case.pk}")


def proof_day(case: Case) -> str:
    """The day of the newest published root, if the case was there by then; else nothing."""
    newest = anchors.days()[:1]
    return newest[0] if newest and f"{case.opened_at:%Y-%m-%d}" < newest[0] else ""


def proof_to_keep(viewer: Viewer, case: Case) -> Proof:
    """The sealed head of the case's chain under the newest published root. It tells nothing of what the chain holds or
    whether it moved, so whoever reads the case may have it, a lapsed party too. Raises RuleRefusal before the first
    night."""
    if not may(viewer, Permission.CASE_READ, item(case)).allowed:
        raise NotFound("case")
    found = anchors.newest_proof(f"case:{case.pk}")
    if found is None:
        raise RuleRefusal(
            "This case is younger than the newest published root. Its first proof is there after midnight UTC.",
            code="no-proof",
        )
    return found


def _require_owner(viewer: Viewer, case: Case) -> None:
    if not may(viewer, Permission.CASE_LEDGER_EXPORT, item(case)).allowed:
        raise NotFound("page")
