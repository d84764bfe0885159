"""The part of a statement's form for more than one remedy, and for what hospitals can do until the fix."""

from __future__ import annotations

from typing import Any, Final

import orjson
from django import forms

from medcord.core.advisory.remedies import CATEGORIES, MOST, Remedy, taken
from medcord.web.forms.base import VerbForm, text

FURTHER: Final = (1, 2)
_KINDS: Final = [("", "none"), *CATEGORIES.items()]
_AS: Final = [("mitigation", "Mitigation"), ("workaround", "Workaround")]


def _day() -> Any:
    return forms.DateField(label="To be had from", required=False, widget=forms.DateInput(attrs={"type": "date"}))


class RemediesPart(VerbForm):
    """``kept``: remedies taken over whole, when a statement is made again."""

    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    remediation_url = text("Where it is", required=False, most=500, hint="https://…")
    remediation_day = _day()
    further_1_category = forms.ChoiceField(label="A second remedy", choices=_KINDS, required=False)
    further_1 = text("The second in your words", rows=2, required=False)
    further_1_url = text("Where the second is", required=False, most=500)
    further_1_day = _day()
    further_2_category = forms.ChoiceField(label="A third remedy", choices=_KINDS, required=False)
    further_2 = text("The third in your words", rows=2, required=False)
    further_2_url = text("Where the third is", required=False, most=500)
    further_2_day = _day()
    controls = text(
        "Until the fix: what hospitals can do themselves",
        rows=4,
        required=False,
        hint="One measure a line: “Keep the pump on a network of its own.” Hospitals read them on their worklist.",
    )
    controls_as = forms.ChoiceField(label="These are published as", choices=_AS, required=False)

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields after the first remedy, in order."""
        names = ["remediation_url", "remediation_day"]
        for number in FURTHER:
            names += [f"further_{number}{part}" for part in ("_category", "", "_url", "_day")]
        return [self[name] for name in (*names, "controls", "controls_as")]

    @property
    def has_more(self) -> bool:
        """Whether something is said there, or refused."""
        return any(field.errors or (field.name != "controls_as" and field.value()) for field in self.more)

    def remedies(self) -> tuple[Remedy, ...]:
        """Everything that was said, in order; nothing where one remediation in words is all."""
        data = self.cleaned_data
        if data["kept"]:
            return _again(data["kept"])
        first = self._one("remediation")
        further = [self._one(f"further_{number}") for number in FURTHER]
        lines = (line.strip(" -•\t") for line in data["controls"].splitlines())
        controls = [Remedy(data["controls_as"] or "mitigation", line, control=True) for line in lines if line]
        more = [one for one in further if one is not None] + controls
        if first is not None and (more or first.url or first.day):
            return (first, *more)
        return tuple(more)

    def _one(self, name: str) -> Remedy | None:
        data = self.cleaned_data
        named = {"remediation": "remediation_category"}.get(name, f"{name}_category")
        words, kind, url, day = data[name], data[named], data[f"{name}_url"], data[f"{name}_day"]
        return Remedy(kind or "mitigation", words or url, url, day) if words or url else None


def _again(kept: str) -> tuple[Remedy, ...]:
    """What another statement of the same maker said; what does not read is nothing."""
    try:
        found = orjson.loads(kept)
        return tuple(taken(one) for one in found[:MOST])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return ()
