"""What leaves a case as a file: its chain, signed by the worker, and what one party reads of it.

Taking it is an act. Of the chain the download only reads; the other file is made in the act."""

from __future__ import annotations

import hashlib
import uuid

from medcord import ledger
from medcord.cases import policy, queries
from medcord.core.access import Permission, Viewer
from medcord.core.facts import CaseTakenAlong, Digest, LedgerExported
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


@ledger.action
def take_along(reference: str, *, actor: Viewer) -> queries.CsafFile:
    """What the actor's party reads of the case, as a vulnerability report. The fact says who took it, and which bytes.

    Raises NotFound for a case that the actor does not read, and where the node takes no part in drafts.
    """
    file = queries.as_csaf(actor, reference)
    case = queries.case_for(actor, reference)
    ledger.commit(rows=[], facts=[CaseTakenAlong(case.pk, Digest(hashlib.sha256(file.data).hexdigest()))], actor=actor)
    return file
