"""Verbs of the agreement: change a clause, add one."""

from __future__ import annotations

import json
from dataclasses import replace

from medcord import ledger
from medcord.agreements import queries
from medcord.agreements.models import ClauseChange
from medcord.core.access import AgreementItem, Permission, Viewer, require
from medcord.core.agreement import AGREEMENT, Clause, checked
from medcord.core.agreement.plain import plain
from medcord.core.facts import ClauseChanged, Code
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed
from medcord.gateways import clock
from medcord.parties import queries as parties


@ledger.action
def change_clause(clause: Clause, *, because: str, expected: int, actor: Viewer) -> ClauseChange:
    """Write a new version of a clause (X7), or a clause that is new. The one before stays readable.

    ``expected``: the version that stood on the form, 0 for a new clause. Raises EditedMeanwhile when another one is in
    force now.
    """
    require(actor, Permission.AGREEMENT_CHANGE, AgreementItem(), "clause")
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("A clause is changed by a named administrator of an agency.")
    if not because.strip():
        raise InputRefusal("Say why the clause changes: it stays beside the change.", fields={"field": "because"})
    now = queries.version_of(clause.code)
    if now != expected:
        raise EditedMeanwhile("clause")
    held = replace(checked(clause), agreement=AGREEMENT)
    if expected and plain(held) == plain(queries.clause(actor, clause.code).clause):
        raise InputRefusal("Nothing is changed yet. Change the clause, then save.", code="unchanged")
    salt = ledger.new_salt()
    row = ClauseChange(
        agreement=AGREEMENT,
        code=clause.code,
        version_number=now + 1,
        words=plain(held),
        because=because.strip(),
        party_id=actor.party_id,
        by=actor.member_id,
        by_name=parties.member_names([actor.member_id])[actor.member_id],
        at=clock.now(),
        salt=salt,
    )
    digest = ledger.seal(salt, json.dumps(row.words, sort_keys=True), row.because)
    fact = ClauseChanged(Code(AGREEMENT), Code(clause.code), row.version_number, digest)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
