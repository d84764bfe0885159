"""The vulnerabilities of a draft, one after another, each with its form and its scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medcord.cases.models import Statement
from medcord.core.advisory import Score
from medcord.core.refusals import InputRefusal, NotFound
from medcord.drafting.compose import stated_of
from medcord.drafting.flaws import Flaw, flaws_of
from medcord.drafting.models import Draft
from medcord.drafting.scores import VECTORS, score_of
from medcord.drafting.weaknesses import discouraged
from medcord.web.forms.flaws import FlawForm


@dataclass(frozen=True, slots=True)
class FlawCard:
    """``place`` counts from one. ``statements`` are those that will go out with it."""

    flaw: Flaw
    place: int
    form: FlawForm
    scores: list[Score]
    statements: list[Statement]
    last: bool
    cautions: list[str]


def cards(draft: Draft, statements: Sequence[Statement], typed: FlawForm | None) -> list[FlawCard]:
    """Every vulnerability of the draft; ``typed`` is the form that was refused."""
    flaws = flaws_of(draft)
    return [
        FlawCard(
            one,
            place,
            _form(one, draft, typed),
            _scores(one),
            stated_of(one, statements),
            place == len(flaws),
            discouraged(one),
        )
        for place, one in enumerate(flaws, start=1)
    ]


def blank(draft: Draft, typed: FlawForm | None) -> FlawForm:
    """The form for one more."""
    return typed if typed and not typed.of.key else FlawForm(of=Flaw(), initial={"version": draft.version})


def flaw_named(draft: Draft, key: str) -> Flaw:
    """The vulnerability with this key, or a new one for an empty key. Raises NotFound."""
    if not key:
        return Flaw()
    found = next((one for one in flaws_of(draft) if one.key == key), None)
    if found is None:
        raise NotFound("vulnerability")
    return found


def arranged(draft: Draft, act: str, said: Flaw) -> list[Flaw]:
    """All vulnerabilities after one act on one of them. Raises InputRefusal where the only one is taken out."""
    flaws = list(flaws_of(draft))
    if not said.key:
        return [*flaws, said]
    at = next(place for place, one in enumerate(flaws) if one.key == said.key)
    if act == "save":
        flaws[at] = said
    if act == "remove":
        if len(flaws) == 1:
            raise InputRefusal("An advisory has at least one vulnerability. Change this one instead.")
        del flaws[at]
    if act in ("up", "down"):
        flaws.insert(max(0, at - 1) if act == "up" else at + 1, flaws.pop(at))
    return flaws


def _form(one: Flaw, draft: Draft, typed: FlawForm | None) -> FlawForm:
    return typed if typed and typed.of.key == one.key else FlawForm(of=one, initial={"version": draft.version})


def _scores(one: Flaw) -> list[Score]:
    return [score_of(getattr(one, field), field=field) for field in VECTORS if getattr(one, field)]
