"""Keeping the list of consignees of a correction or removal: a file that its maker and the regulator alone read."""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.declarations.forms import Form
from medcord.core.facts import ConsigneesKept
from medcord.declarations import policy, queries
from medcord.declarations.models import ConsigneeList
from medcord.formats import evidence
from medcord.formats.evidence import patient_data
from medcord.gateways import clock
from medcord.ledger import files


def keep_consignees(
    reference: str, declaration: UUID, file: files.Given, *, patient_data_seen: bool = False, actor: Viewer
) -> ConsigneeList:
    """Seal a list to a correction or removal of the actor's party, as it is. A later one is a further list; the newest
    is handed out."""
    case = cases.case_for(actor, reference)
    require(actor, Permission.DECLARATION_SIGN, cases.item(case), "case")
    queries.declaration_for(actor, case, declaration, Form.CORRECTION)
    evidence.check_size(file[0], files.size_of(file))
    looked_at = files.look([file])
    patient_data.require_seen(looked_at[0].found.hints, seen=patient_data_seen)
    with files.sealed_as_it_is(looked_at) as kept:
        return _keep(reference, declaration, kept[0], actor=actor)


@ledger.action
def _keep(reference: str, declaration: UUID, file: files.Kept, *, actor: Viewer) -> ConsigneeList:
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DECLARATION_SIGN, cases.item(case), "case")
    about = queries.declaration_for(actor, case, declaration, Form.CORRECTION)
    member, name, party = policy.signer(actor)
    # Not by the name that the firm gave it: who destroys it after a spill reads the name and not the list.
    called = f"consignees-{about.number}{PurePath(file.name).suffix[:8].lower()}"
    row = ConsigneeList(
        declaration=about, name=called, kind=file.kind, size=file.size, blob=file.blob, hints=file.hints,
        signed_by=member, signed_name=name, signed_at=clock.now(), salt=ledger.new_salt(),
    )  # fmt: skip
    digest = ledger.seal(row.salt, row.name, str(file.size), file.kind)
    ledger.commit(rows=[row], facts=[ConsigneesKept(case.pk, about.pk, party, row.pk, row.size, digest)], actor=actor)
    return row
