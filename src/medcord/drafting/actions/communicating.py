"""The regulator's safety communication: written, shared before release, compared, released by a named person (FDA3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.crossing.comparison import Comparison
from medcord.core.facts import CommunicationReleased, CommunicationShared, Fact
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.drafting import queries
from medcord.drafting.models import Communication
from medcord.drafting.policy import require_in_case, require_unreleased, require_write
from medcord.drafting.saving import asked, compared, name_of, saved
from medcord.drafting.texts import Plan, ProductChosen, What, words_of
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.cases.models import Case


@ledger.action
def save_communication(
    reference: str,
    words: Mapping[str, str],
    products: Sequence[ProductChosen] | None = None,
    plan: Plan | None = None,
    *,
    expected_version: int | None = None,
    actor: Viewer,
) -> Communication:
    """Save the regulator's safety communication of a case. ``products`` are some of the case's; None leaves them."""
    case = cases.case_for(actor, reference, lock=True)
    there = queries.communication_of(case, actor)
    require(actor, Permission.COMMUNICATION_WRITE, queries.communication_item(there, case), "communication")
    if actor.party_id is None:
        raise NotAllowed("A safety communication is written by a member of the regulator.")
    row = there or Communication(case=case, party_id=actor.party_id)
    require_unreleased(row)
    if not (words.get("title", row.title)).strip():
        raise InputRefusal("A title, so that people know it again.", fields={"field": "title"})
    if products is not None:
        row.products = _chosen(actor, case, products)
    rows, facts = saved(row, words, plan, actor=actor)
    ledger.commit(rows=rows, facts=facts, actor=actor, expected_version=expected_version)
    return row


def _chosen(actor: Viewer, case: Case, products: Sequence[ProductChosen]) -> list[dict[str, str]]:
    """The products as they are kept: with the name they have now."""
    known = {line.product_id: line.product.name for line in queries.usable_statements(actor, case)}
    for one in products:
        if one.product not in known:
            raise InputRefusal("Choose products that a manufacturer stated in this case.", fields={"field": "products"})
        if not 0 < len(one.versions.strip()) <= 120:
            raise InputRefusal(
                "Say which versions of each product, in at most 120 characters.", fields={"field": "products"}
            )
    return [
        {"product": str(one.product), "name": known[one.product], "versions": one.versions.strip()} for one in products
    ]


@ledger.action
def share_communication(reference: str, party: UUID, *, emergency: bool = False, actor: Viewer) -> Communication:
    """Give the safety communication to a party of the case before release, for its comments (FDA3)."""
    case = cases.case_for(actor, reference, lock=True)
    row = _own(actor, case)
    require_unreleased(row)
    require_in_case(actor, case, party)
    row.shared_with = sorted({*row.shared_with, str(party)})
    asking, facts = asked(row, party, emergency=emergency)
    shared: Fact = CommunicationShared(case.id, row.id, party, row.number)
    ledger.commit(rows=[row, *asking], facts=[shared, *facts], actor=actor)
    return row


@ledger.action
def release_communication(
    reference: str, link: str, *, expected_version: int | None = None, actor: Viewer
) -> Communication:
    """Record that the regulator released its safety communication, by whom, in which words and where it stands. It is
    the regulator's own publication; nothing of it goes into the feeds of this node."""
    case = cases.case_for(actor, reference, lock=True)
    row = _own(actor, case)
    require_unreleased(row)
    if actor.member_id is None:
        raise NotAllowed("A safety communication is released by a named member of the regulator.")
    lacks = queries.communication_lacks(row)
    if lacks:
        raise InputRefusal("It cannot be released yet. Still missing: " + " ".join(lacks), code="draft-incomplete")
    row.link, row.released_at = _public(link), clock.now()
    row.released_by, row.released_name = actor.member_id, name_of(actor)
    found = queries.comparison(actor, case)
    digest = ledger.seal(row.salt, *words_of(row).values())
    facts: list[Fact] = [
        CommunicationReleased(case.id, row.id, row.number, digest, found.count if found else None),
        *compared(actor, case, found),
    ]
    ledger.commit(rows=[row], facts=facts, actor=actor, expected_version=expected_version)
    return row


def _own(actor: Viewer, case: Case) -> Communication:
    row = queries.text_for(actor, case, What.COMMUNICATION)
    require_write(actor, row)
    assert isinstance(row, Communication), "asked for"
    return row


def _public(link: str) -> str:
    """A link for everybody, or none. Raises InputRefusal for one that browsers do not open."""
    text = link.strip()
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.netloc or len(text) > 500):
        raise InputRefusal("The link must begin with “https://” and lead to a page.", fields={"field": "link"})
    return text


@ledger.action
def compare_texts(reference: str, *, actor: Viewer) -> Comparison:
    """Record how advisory and safety communication agree now (FDA3). It blocks nothing."""
    case = cases.case_for(actor, reference, lock=True)
    communication = queries.communication_for(actor, case)
    if communication is None and queries.draft_for(actor, case) is None:
        raise NotFound("texts")
    found = queries.comparison(actor, case)
    if found is None:
        raise RuleRefusal("Your party reads one of the two texts only; there is nothing to compare.", code="one-text")
    require(actor, Permission.COMMUNICATION_COMPARE, queries.communication_item(communication, case), "communication")
    ledger.commit(facts=compared(actor, case, found), actor=actor)
    return found
