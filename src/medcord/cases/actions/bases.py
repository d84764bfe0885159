"""The list of legal bases: write one anew, add one, end one; destroy a version after a spill (F1.10, X7, 81)."""

from __future__ import annotations

import json
from uuid import UUID

from django.db import IntegrityError

from medcord import ledger
from medcord.cases import queries
from medcord.cases.models import BasisChange
from medcord.cases.roads import BASIS
from medcord.core.access import AgreementItem, Permission, Viewer, require
from medcord.core.confidentiality import LegalBasis
from medcord.core.confidentiality.bases import checked, plain
from medcord.core.facts import BasisChanged, Code
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, RuleRefusal
from medcord.gateways import clock
from medcord.ledger import destroying
from medcord.parties import queries as parties


@ledger.action
def change_basis(basis: LegalBasis, *, because: str, expected: int, actor: Viewer) -> BasisChange:
    """Write a new version of a legal basis, or one that is new. What rests on the version before goes on naming it.

    ``expected``: the version that stood on the form, 0 for a new basis. Raises EditedMeanwhile when another one is in
    force now.
    """
    require(actor, Permission.AGREEMENT_CHANGE, AgreementItem(), "basis")
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("A legal basis is changed by a named administrator of an agency.")
    if not because.strip():
        raise InputRefusal("Say why the basis changes: it stays beside the change.", fields={"field": "because"})
    held = queries.listed().get(checked(basis).code)
    now = held.number if held is not None else 0
    if now != expected:
        raise EditedMeanwhile("legal basis")
    if held is not None and held.basis == basis:
        raise InputRefusal("Nothing is changed yet. Change the basis, then save.", code="unchanged")
    salt = ledger.new_salt()
    row = BasisChange(
        code=basis.code,
        number=now + 1,
        words=basis.words.strip(),
        gives=basis.gives.strip(),
        effect=basis.effect.value,
        periods=plain(basis.periods),
        because=because.strip(),
        party_id=actor.party_id,
        by=actor.member_id,
        by_name=parties.member_name(actor.member_id),
        at=clock.now(),
        salt=salt,
    )
    digest = ledger.seal(salt, row.words, row.gives, row.effect, json.dumps(row.periods), row.because)
    try:
        ledger.commit(rows=[row], facts=[BasisChanged(Code(row.code), row.number, digest)], actor=actor)
    except IntegrityError as error:  # another administrator wrote the same number in the same instant
        raise EditedMeanwhile("legal basis") from error
    return row


@ledger.action
def destroy_basis(item: UUID, *, reason: str, typed: str, actor: Viewer) -> BasisChange:
    """Destroy the words of an earlier version of a basis after a spill; its effect and number stay. Cannot be undone.
    ``typed`` is its short name, typed again."""
    require(actor, Permission.AGREEMENT_CHANGE, AgreementItem(), "basis")
    row = queries.basis_change(actor, item)
    if row.number == queries.basis_for(actor, row.code).number:
        raise RuleRefusal(
            "This version is in force. Write the basis anew without those words first, then destroy this version.",
            code="in-force",
        )
    destroying.require_typed_again(row.code, typed, called="short name")
    if BASIS.is_gone(row):
        raise InputRefusal("This was destroyed already.", fields={"field": "item"})
    why = destroying.why(reason, destroying.LACK)
    rows, facts = destroying.emptied([(BASIS, row)], stream=queries.BASES_CHAIN, reason=why, actor=actor)
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return row
