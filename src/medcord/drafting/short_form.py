"""The short form of an advisory: what it holds, and the value that goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from uuid import UUID

from medcord.core.advisory import Advisory, Note
from medcord.core.advisory.readiness import Lack, Missing, Waiver, judged, lacking, public_words, serial_ranges
from medcord.core.refusals import InputRefusal
from medcord.drafting.compose import compose
from medcord.drafting.models import Draft, ShortForm
from medcord.drafting.queries.matchable import NOTE_TITLE
from medcord.drafting.texts import PARTS as PARTS_OF
from medcord.drafting.texts import What
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.drafting.queries import Prepared

PARTS: Final = MappingProxyType(
    {
        "title": "Title",
        "device": "What device",
        "what_could_happen": "What could happen",
        "what_to_do": "What to do now",
    }
)
"""Parts that have to be written."""
_MOST_OF_TITLE: Final = 200


def put(form: ShortForm, words: Mapping[str, str], products: Sequence[UUID]) -> None:
    """Put words and products into the form. Raises InputRefusal for one that is not whole."""
    for name in (*PARTS, "cve", "unmatched"):
        if name in words:
            setattr(form, name, words[name].strip())
    empty = [label for name, label in PARTS.items() if not getattr(form, name)]
    if empty:
        raise InputRefusal(
            f"A short form holds all of its parts. Still missing: {', '.join(empty)}.", code="short-form"
        )
    if len(form.title) > _MOST_OF_TITLE:
        raise InputRefusal(
            f"The title holds {len(form.title)} characters; {_MOST_OF_TITLE} fit.", fields={"field": "title"}
        )
    form.products = sorted({str(one) for one in products})


def composed(now: Prepared) -> Advisory:
    """What goes out: nothing but what the regulator saw. Credit and scores come with a revision."""
    form = now.form
    draft = Draft(case=form.case, **whole_draft(form))
    value = compose(
        draft, coordinator=form.case.owner, statements=now.statements, opinion=None, reports=(), now=clock.now()
    )
    waivers = [Waiver(one.product_id, Missing(one.what), form.unmatched) for one in lacks_of(value)]
    words = public_words(judged(lacks_of(value), waivers))
    return replace(value, notes=(*value.notes, Note("general", words, title=NOTE_TITLE))) if words else value


def lacks_of(value: Advisory) -> list[Lack]:
    """What machines cannot match of it."""
    return [*lacking(value), *serial_ranges(value)]


def whole_draft(form: ShortForm) -> dict[str, str]:
    """Every word of a draft, as the short form leaves it: a revision begins from what is out."""
    words = {name: getattr(form, name) for name in PARTS}
    return dict.fromkeys(PARTS_OF[What.ADVISORY], "") | words | {"summary": form.what_could_happen, "cve": form.cve}
