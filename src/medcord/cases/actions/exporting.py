"""The case's chain as a signed file. Asking is an act; the worker signs, and the download only reads."""

from __future__ import annotations

import uuid

from medcord import ledger
from medcord.cases import policy, queries
from medcord.core.access import Permission, Viewer
from medcord.core.facts import LedgerExported
from medcord.gateways import clock
from medcord.ledger.models import SignedExport


@ledger.action
def export_ledger(reference: str, *, actor: Viewer) -> SignedExport:
    """Ask for the whole chain. The fact goes into that chain, so that the file itself says who took it and when."""
    case = queries.case_for(actor, reference)
    policy.require(actor, Permission.CASE_LEDGER_EXPORT, case)
    row = SignedExport(id=uuid.uuid4(), stream=f"case:{case.pk}", asked_at=clock.now(), asked_by=actor.member_id)
    ledger.commit(rows=[row], facts=[LedgerExported(case.pk, row.pk)], actor=actor)
    return row
