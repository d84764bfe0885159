"""Who may write a text and comment on it: the same questions for both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.advisory import Advisory
from medcord.core.advisory.emergency import SENTENCES as EMERGENCY
from medcord.core.advisory.release import SENTENCES
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.drafting import queries
from medcord.drafting.models import Draft, Text

if TYPE_CHECKING:
    from medcord.cases.models import Case


def require_comment(actor: Viewer, text: Text) -> None:
    """Raise unless the actor may comment on this text."""
    may = Permission.DRAFT_COMMENT if isinstance(text, Draft) else Permission.COMMUNICATION_COMMENT
    require(actor, may, queries.item_of_text(text), "text")


def require_write(actor: Viewer, text: Text) -> None:
    """Raise unless the actor's party writes this text."""
    may = Permission.DRAFT_WRITE if isinstance(text, Draft) else Permission.COMMUNICATION_WRITE
    require(actor, may, queries.item_of_text(text), "text")


def require_unreleased(text: Text) -> None:
    """Raise RuleRefusal for a text that is out."""
    if text.released_at is None:
        return
    if isinstance(text, Draft):
        raise RuleRefusal(f"{text.tracking_id} is published. To change it, open it for a revision.", code="published")
    raise RuleRefusal("The safety communication is released; its text is changed no more.", code="published")


def require_in_case(actor: Viewer, case: Case, party: UUID) -> None:
    """Raise RuleRefusal for a party that is not in the case."""
    if all(row.party_id != party for row in cases.participants(actor, case)):
        raise RuleRefusal("This party is not in the case. Invite it first.", code="not-in-case")


def require_publishable(actor: Viewer, case: Case, draft: Draft, material: queries.Material) -> None:
    """Refuse what the rules keep from the public; an early release is no way around them (50), nor is one to some."""
    found = queries.bars(actor, case, draft, material, queries.passages_of(draft))
    if found:
        told = " ".join(one.sentence for one in found)
        raise RuleRefusal(f"The advisory cannot go out with these passages. {told}", code="not-to-be-published")


def require_ready(actor: Viewer, case: Case, draft: Draft) -> None:
    """Raise RuleRefusal for a version that four eyes have not seen, or that a party objects to and nobody stood in."""
    lacks = queries.readiness(actor, case, draft).lacks
    if lacks:
        raise RuleRefusal(" ".join(SENTENCES[one] for one in lacks), code=lacks[0].value)


def require_short_form(now: queries.Prepared, *, seen: bool) -> None:
    """Raise for a short form that may not go out as it is: of no product, not to be published, not to be matched, or,
    where it has to be ``seen``, not seen by the regulator as it is now (88)."""
    stated = {str(one.product_id) for one in now.statements}
    if not stated or stated != set(now.form.products):
        raise InputRefusal(
            "Choose at least one product, and only products that their makers have spoken of in this case.",
            code="short-form",
            fields={"field": "products"},
        )
    if now.bars:
        told = " ".join(one.sentence for one in now.bars)
        raise RuleRefusal(f"The short form cannot go out with these passages. {told}", code="not-to-be-published")
    _require_over(now)
    lacks = queries.lacks_of(now.value) if now.value else []
    if lacks and not now.form.unmatched:
        raise InputRefusal(
            f"Machines cannot match every affected product. {' '.join(one.sentence for one in lacks)} Say why it goes "
            "out all the same; the reason is published.",
            code="not-matchable",
            fields={"field": "unmatched"},
        )
    if seen and now.lack is not None:
        raise RuleRefusal(EMERGENCY[now.lack], code=now.lack.value)


def _require_over(now: queries.Prepared) -> None:
    """Raise RuleRefusal for an emergency revision of what no longer stands, or that would leave a product out."""
    if now.out is None:
        return
    number = now.out.row.tracking_id
    if not now.out.stands:
        raise RuleRefusal(
            f"{number} no longer stands. What may follow is a correction, if that was an error.",
            code="no-longer-stands",
        )
    if now.out.lost:
        raise RuleRefusal(
            f"The words of {number} that are out were destroyed here while a revision is being written. Release that "
            "revision, or give it up.",
            code="words-destroyed",
        )
    if now.left_out:
        raise RuleRefusal(
            f"{number} speaks of {', '.join(now.left_out)} too. In an emergency no product is left out of what is out: "
            "its hospitals would read that nothing is wrong with it. Choose it as well, or revise the draft in the "
            "ordinary way.",
            code="product-left-out",
        )


def require_matchable(found: Sequence[queries.Unmatched]) -> None:
    """Raise RuleRefusal while an affected product lacks what machines match it by, and nobody said why (C9)."""
    open_ones = [one.lack.sentence for one in found if one.waiver is None]
    if open_ones:
        raise RuleRefusal(
            f"Machines cannot match every affected product. {' '.join(open_ones)} Have its maker complete the registry "
            "or the statement, or give a reason, which is published.",
            code="not-matchable",
        )


def tellable(viewer: Viewer, case: Case, draft: Draft) -> Advisory:
    """What would be told now. Raises for what is not whole, not to be published, or not to be matched."""
    material = queries.material(viewer, case)
    lacks = queries.missing(draft, material)
    if lacks:
        raise InputRefusal("Nobody can be told yet. Still missing: " + " ".join(lacks), code="draft-incomplete")
    require_publishable(viewer, case, draft, material)
    value = queries.preview(case, draft, material)
    require_matchable(queries.unmatched(draft, value, material.statements))
    return value
