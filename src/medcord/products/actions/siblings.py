"""A maker states that another maker's product is a sibling of its own; the other confirms or denies it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord import ledger
from medcord.core.access import Permission, ProductItem, SiblingItem, Viewer, require
from medcord.core.device.registry import clean_text
from medcord.core.facts import Code, Fact, SiblingConfirmed, SiblingDenied, SiblingStated, SiblingWithdrawn
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.parties.models import Organisation
from medcord.products import queries
from medcord.products.models import Sibling


@dataclass(frozen=True, slots=True)
class SiblingWords:
    """What is stated. Of a product of one's own registry ``other_name`` is its name there."""

    relation: str
    other_maker: UUID
    other_name: str
    note: str = ""


@ledger.action
def state_sibling(product: UUID, words: SiblingWords, *, actor: Viewer) -> Sibling:
    """State a sibling. Between two own products it holds at once; another maker is asked to confirm it."""
    row = queries.product_for(actor, product)
    require(actor, Permission.PRODUCT_WRITE, ProductItem(row.maker_id), "product")
    other = _other_maker(words.other_maker, actor)
    name, note = _texts(words)
    own = queries.named(row.maker_id, [name]).get(name) if other.pk == row.maker_id else None
    if other.pk == row.maker_id and (own is None or own.pk == row.pk):
        raise InputRefusal(
            f"“{name}” is no other product of your registry. Type the name that stands there.",
            fields={"field": "other_name"},
        )
    if queries.stated_already(row, other.pk, name):
        raise RuleRefusal("This is stated already; it stands in the list.", code="sibling-exists")
    sibling = Sibling(
        product=row,
        relation=words.relation,
        other_maker=other,
        other_name=name,
        other_product=own,
        note=note,
        state=Sibling.State.CONFIRMED if own else Sibling.State.STATED,
        stated_at=clock.now(),
        salt=ledger.new_salt(),
    )
    digest = ledger.seal(sibling.salt, name, note)
    facts: list[Fact] = [SiblingStated(row.maker_id, sibling.id, row.id, other.pk, Code(words.relation), digest)]
    if own is not None:
        sibling.answered_at = sibling.stated_at
        facts.append(SiblingConfirmed(row.maker_id, sibling.id, own.pk))
    ledger.commit(rows=[sibling], facts=facts, actor=actor)
    return sibling


@ledger.action
def answer_sibling(
    sibling: UUID, *, confirm: bool, product: UUID | None = None, expected_version: int | None = None, actor: Viewer
) -> Sibling:
    """The maker that was named confirms (and may say which of its products is meant) or denies."""
    row = queries.sibling_for(actor, sibling)
    require(actor, Permission.PRODUCT_SIBLING_ANSWER, SiblingItem(row.product.maker_id, row.other_maker_id), "sibling")
    if row.state != Sibling.State.STATED:
        raise RuleRefusal(f"This is {row.get_state_display()}; there is nothing to answer.", code="sibling-answered")
    meant = queries.product_for(actor, product) if product is not None and confirm else None
    if meant is not None and meant.maker_id != actor.party_id:
        raise NotAllowed("Name a product of your own registry.")
    row.state = Sibling.State.CONFIRMED if confirm else Sibling.State.DENIED
    row.other_product, row.answered_at = meant, clock.now()
    fact: Fact = SiblingDenied(row.other_maker_id, row.id)
    if confirm:
        fact = SiblingConfirmed(row.other_maker_id, row.id, meant.pk if meant else None)
    ledger.commit(rows=[row], facts=[fact], actor=actor, expected_version=expected_version)
    return row


@ledger.action
def withdraw_sibling(sibling: UUID, *, actor: Viewer) -> Sibling:
    """The maker that stated it takes it back; it is then shown to nobody, and stays in the ledger."""
    row = queries.sibling_for(actor, sibling)
    if row.product.maker_id != actor.party_id:
        raise NotAllowed("Only the maker that stated it takes it back. You may deny it.")
    require(actor, Permission.PRODUCT_WRITE, ProductItem(row.product.maker_id), "sibling")
    row.state, row.answered_at = Sibling.State.WITHDRAWN, clock.now()
    ledger.commit(rows=[row], facts=[SiblingWithdrawn(row.product.maker_id, row.id)], actor=actor)
    return row


def _other_maker(maker: UUID, actor: Viewer) -> Organisation:
    try:
        found = parties.organisation_for(actor, maker)
    except NotFound:
        found = None
    if found is None or found.role != Role.MANUFACTURER:
        raise InputRefusal("Choose a manufacturer of the directory.", fields={"field": "other_maker"})
    return found


def _texts(words: SiblingWords) -> tuple[str, str]:
    if words.relation not in Sibling.Relation.values:
        offered = ", ".join(Sibling.Relation.values)
        raise InputRefusal(f"Say how the two belong together: {offered}.", fields={"field": "relation"})
    name, note = clean_text(words.other_name), clean_text(words.note)
    if not name:
        raise InputRefusal("Say what the other maker calls it.", fields={"field": "other_name"})
    for field, text, most in (("other_name", name, 160), ("note", note, 300)):
        if len(text) > most:
            raise InputRefusal(f"This has {len(text)} characters; {most} fit. Shorten it.", fields={"field": field})
    return name, note
