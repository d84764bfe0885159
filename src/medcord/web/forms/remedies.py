"""The part of a statement's form for more than one remedy, and for what hospitals can do until the fix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django import forms

from medcord.core.advisory.remedies import CATEGORIES, MOST, Remedy, taken
from medcord.web.forms.base import VerbForm, text

FURTHER: Final = MOST - 1
"""As many remedies as a statement holds, after the first."""

_PARTS: Final = ("_category", "", "_url", "_day")
_SLOT: Final = re.compile(r"further_(\d{1,2})(?:_category|_url|_day)?")
_BY_THEMSELVES: Final = {f"control_{kind}": kind for kind in ("mitigation", "workaround")}
_KINDS: Final = [
    ("", "choose one"),
    *CATEGORIES.items(),
    ("control_mitigation", "Hospitals themselves, until the fix (a mitigation)"),
    ("control_workaround", "Hospitals themselves, until the fix (a workaround)"),
]
_AS: Final = [("mitigation", "Mitigation"), ("workaround", "Workaround")]


def _day(label: str = "To be had from") -> Any:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _fields(number: int) -> dict[str, Any]:
    """The fields of one further remedy; the first of them is the second remedy."""
    name, place = f"further_{number}", number + 1
    return {
        f"{name}_category": forms.ChoiceField(label=f"Kind of remedy {place}", choices=_KINDS, required=False),
        name: text(f"Remedy {place} in your words", rows=2, required=False),
        f"{name}_url": text(f"Where remedy {place} is", required=False, most=500),
        f"{name}_day": _day(f"Remedy {place} to be had from"),
    }


def _slots(given: Mapping[str, Any]) -> int:
    numbers = (int(found[1]) for found in map(_SLOT.fullmatch, given) if found)
    return min(max(numbers, default=0), FURTHER)


def rearranged(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, with one more place for a remedy or one less, as was pressed; nothing of it is judged yet."""
    words, count = dict(typed), _slots(typed)
    if "add_remedy" in words and count < FURTHER:
        words |= {f"further_{count + 1}_category": "", "focus": str(count + 1)}
    dropped = words.get("drop_remedy", "")
    if dropped in map(str, range(1, count + 1)):
        for number in range(int(dropped), count):
            words |= {f"further_{number}{part}": words.get(f"further_{number + 1}{part}", "") for part in _PARTS}
        for part in _PARTS:
            words.pop(f"further_{count}{part}", None)
        words["focus"] = str(min(int(dropped), count - 1))
    return words


@dataclass(frozen=True, slots=True)
class Slot:
    """The fields of one further remedy. ``place`` counts the first remedy too."""

    number: int
    fields: list[forms.BoundField]

    @property
    def place(self) -> int:
        """What people call it by."""
        return self.number + 1


class RemediesPart(VerbForm):
    """``kept``: remedies taken over whole, when a statement is made again. There are as many further ones as were asked
    for: a place for one more comes with a button, with what is typed kept."""

    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    remediation_url = text("Where it is", required=False, most=500, hint="https://…")
    remediation_day = _day()
    controls = text(
        "Until the fix: what hospitals can do themselves",
        rows=4,
        required=False,
        hint="One measure a line: “Keep the pump on a network of its own.” Hospitals read them on their worklist.",
    )
    controls_as = forms.ChoiceField(label="These are published as", choices=_AS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given: Mapping[str, Any] = next(
            (one for one in (*args[:1], kwargs.get("data"), kwargs.get("initial")) if one), {}
        )
        self.numbers = range(1, _slots(given) + 1)
        further = {name: field for number in self.numbers for name, field in _fields(number).items()}
        vars(self)["base_fields"] = {**self.base_fields, **further}
        super().__init__(*args, **kwargs)
        wanted = self.fields.get(f"further_{self.initial.get('focus', '')}_category")
        if wanted is not None:
            wanted.widget.attrs["autofocus"] = True

    @property
    def of_first(self) -> list[forms.BoundField]:
        """Where and when the first remedy is to be had."""
        return [self["remediation_url"], self["remediation_day"]]

    @property
    def slots(self) -> list[Slot]:
        """The further remedies."""
        return [Slot(number, [self[f"further_{number}{part}"] for part in _PARTS]) for number in self.numbers]

    @property
    def full(self) -> bool:
        """Whether there is no place for another."""
        return len(self.numbers) == FURTHER

    @property
    def ends(self) -> list[forms.BoundField]:
        """What hospitals can do themselves, line by line."""
        return [self["controls"], self["controls_as"]]

    @property
    def has_more(self) -> bool:
        """Whether something is said there, or refused, or about to be said."""
        fields = [*self.of_first, self["controls"]]
        return bool(self.numbers) or any(field.errors or field.value() for field in fields)

    def remedies(self) -> tuple[Remedy, ...]:
        """Everything that was said, in order; nothing where one remediation in words is all."""
        data = self.cleaned_data
        if data["kept"]:
            return _again(data["kept"])
        first = self._one("remediation")
        further = [self._one(f"further_{number}") for number in self.numbers]
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
        if not (words or url):
            return None
        return Remedy(_BY_THEMSELVES.get(kind, kind) or "mitigation", words or url, url, day, kind in _BY_THEMSELVES)


def _again(kept: str) -> tuple[Remedy, ...]:
    """What another statement of the same maker said; what does not read is nothing."""
    try:
        found = orjson.loads(kept)
        return tuple(taken(one) for one in found[:MOST])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return ()
