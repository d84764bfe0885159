"""The form of a legal basis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from medcord.cases.queries import BasisHeld
from medcord.core.confidentiality import Effect, LegalBasis, Period
from medcord.core.confidentiality.bases import LONGEST_TEXT, LONGEST_WORDS
from medcord.web.forms.base import VerbForm, text
from medcord.web.forms.duties import DestroyForm
from medcord.web.forms.supplies import date_field

EFFECTS = [
    (Effect.SHOWS.value, "Each item says so; nothing is stopped"),
    (Effect.STOPS.value, "Each item says so, and is not quoted in public any more"),
]


class BasisForm(VerbForm):
    """A basis as data. ``before``: the version that stands, whose earlier periods stay."""

    before: LegalBasis | None = None

    code = text("Short name", most=24, hint="Small letters, digits, hyphens: fisma-2014. It does not change any more.")
    words = text("Legal basis", most=LONGEST_WORDS)
    gives = text("What it gives to who shares", rows=2, most=LONGEST_TEXT)
    source = text("Where it is written", rows=2, most=LONGEST_TEXT, hint="Law, section, day.")
    verified = forms.BooleanField(label="I have read that text and it says so", required=False)
    valid_from = date_field("Holds from", required=False)
    valid_to = date_field("Holds to", required=False, hint="Its last day. To end a basis, set it.")
    extends = forms.BooleanField(
        label="This is a further period: the one before stays as it was", required=False,
        help_text="For an extension. Otherwise the newest period is corrected.",
    )  # fmt: skip
    effect = forms.ChoiceField(label="When it holds no more", choices=EFFECTS)
    because = text("Why it changes", rows=2, most=1000, hint="It stays beside the change.")
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def basis(self, code: str) -> LegalBasis:
        """The basis that was typed."""
        given = self.cleaned_data
        earlier = self.before.periods if self.before else ()
        kept = earlier if given.get("extends") else earlier[:-1]
        period = Period(given["valid_from"], given["valid_to"], given["source"], verified=given["verified"])
        return LegalBasis(code, given["words"], given["gives"], (*kept, period), Effect(given["effect"]))


def words(held: BasisHeld) -> dict[str, Any]:
    """What stands in the form before anything is typed."""
    basis, last = held.basis, held.basis.periods[-1]
    found: dict[str, Any] = {name: getattr(last, name) for name in ("source", "verified", "valid_from", "valid_to")}
    return found | {"words": basis.words, "gives": basis.gives, "effect": basis.effect.value, "number": held.number}


def spill_form(history: Sequence[BasisHeld], sent: QueryDict | None) -> DestroyForm:
    """What of a basis can be destroyed: versions that were written here and are not in force."""
    things = [
        (f"basis-change:{one.change.pk}", f"Version {one.number}: {one.basis.words}")
        for one in history[1:]
        if one.change is not None and not one.gone
    ]
    return DestroyForm.of(things, sent, prefix="spill")
