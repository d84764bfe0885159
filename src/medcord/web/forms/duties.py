"""The form of a clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms

from medcord.core.agreement import AGREEMENT, Actor, Clause
from medcord.core.agreement.clause import LONGEST_AMOUNT, LONGEST_TITLE, LONGEST_WORDS
from medcord.core.clocks.rule import Length, Unit
from medcord.ledger.destroying import LONGEST_REASON
from medcord.web.forms.base import VerbForm, text
from medcord.web.pages.duties import sign_choices

_UNITS = [(one.value, one.value) for one in Unit]
_LIMITS = ("limit", "limit_when_attacked", "each_cycle")


def _amount(label: str, hint: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=hint, required=False, min_value=1, max_value=LONGEST_AMOUNT)


def _many(label: str, hint: str, *, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=required,
        choices=sign_choices,
        widget=forms.SelectMultiple(attrs={"size": 8, "class": "usa-select"}),
        error_messages={"required": "Choose at least one fact that starts the duty."},
    )


class ClauseForm(VerbForm):
    """A clause as data. What ties it to facts is chosen from a list, so that no words have to be understood."""

    title = text("Duty", most=LONGEST_TITLE)
    actor = forms.ChoiceField(label="Owed by", choices=[(one.value, one.value) for one in Actor])
    trigger = text("What starts it, in words", rows=2, most=LONGEST_WORDS)
    evidence = text("What proves it, in words", rows=2, most=LONGEST_WORDS)
    source = text("Where it is written", rows=2, most=LONGEST_WORDS, hint="Agreement, section, date.")
    verified = forms.BooleanField(label="I have read that text and it says so", required=False)
    starts = _many("Facts that start it", "Each such fact is one instance of the duty.", required=True)
    ends = _many("Facts that do it", "The first one about the same thing counts.")
    voids = _many("Facts after which it is owed no longer", "For example: the case was closed.")
    before = _many("To be done before", "Once such a fact is there, the time for it is over.")
    limit = _amount("Time", "Empty: no day of its own.")
    limit_unit = forms.ChoiceField(label="counted in", required=False, choices=_UNITS, initial=Unit.WORK_DAYS.value)
    limit_when_attacked = _amount("Time when attacks are known", "Empty: the same.")
    limit_when_attacked_unit = forms.ChoiceField(
        label="counted in", required=False, choices=_UNITS, initial=Unit.HOURS.value
    )
    each_cycle = _amount("Comes again after", "Only for what is owed again and again, such as exercises.")
    each_cycle_unit = forms.ChoiceField(label="counted in", required=False, choices=_UNITS, initial=Unit.DAYS.value)
    valid_from = forms.DateField(label="In force from", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(label="In force until", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    because = text("Why it changes", rows=2, most=1000, hint="It stays beside the change.")
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clause(self, code: str, place: int) -> Clause:
        """The clause that was typed."""
        given = self.cleaned_data
        made = Clause(
            agreement=AGREEMENT, code=code, number=place, actor=Actor(given["actor"]), title=given["title"],
            trigger=given["trigger"], evidence=given["evidence"], source=given["source"], verified=given["verified"],
            starts=tuple(given["starts"]), ends=tuple(given["ends"]), voids=tuple(given["voids"]),
            before=tuple(given["before"]), valid_from=given["valid_from"], valid_to=given["valid_to"],
        )  # fmt: skip
        limit, attacked, cycle = (
            Length(given[name], Unit(given[f"{name}_unit"] or Unit.DAYS)) if given[name] else None for name in _LIMITS
        )
        return replace(made, limit=limit, limit_when_attacked=attacked, each_cycle=cycle)


class DestroyForm(VerbForm):
    """Words of the agreement that must not be known: which, and why."""

    item = forms.ChoiceField(label="What is destroyed?")
    reason = text("Why is it destroyed?", rows=2, most=LONGEST_REASON, lack="Say why first.")
    typed = text("The short name, typed again", most=40)

    @classmethod
    def of(cls, things: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> DestroyForm:
        """The form with what can be destroyed here, as values and words."""
        form = cls(*args, **kwargs)
        form.choose_from("item", things)
        return form

    def chosen(self) -> tuple[str, UUID]:
        """The kind and the id of what was chosen."""
        what, _, item = self.cleaned_data["item"].partition(":")
        return what, UUID(item)


class LessonsForm(VerbForm):
    """What the agencies take from an exercise."""

    learned = text("What we take from it", rows=5, most=8_000, hint="Each gap: what will be done, by whom, until when.")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def words(clause: Clause, number: int) -> dict[str, Any]:
    """What stands in the form of a clause before anything is typed."""
    found: dict[str, Any] = {
        name: getattr(clause, name)
        for name in ("title", "trigger", "evidence", "source", "verified", "valid_from", "valid_to")
    }
    found |= {"actor": clause.actor.value, "number": number}
    found |= {name: list(getattr(clause, name)) for name in ("starts", "ends", "voids", "before")}
    for name in _LIMITS:
        limit = getattr(clause, name)
        if limit is not None:
            found |= {name: limit.count, f"{name}_unit": limit.unit.value}
    return found
