"""Forms of the way out: a party's stand, and a release over objections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from medcord.core.advisory.readiness import Missing
from medcord.core.advisory.release import FACTORS, ReleaseFactor
from medcord.core.refusals import NotFound
from medcord.web.forms.base import VerbForm, is_id, text


class StandForm(VerbForm):
    """What a party says of the release of one version."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    act = forms.ChoiceField(
        label="Your party",
        choices=[("ready", "is ready: the advisory may go out"), ("object", "objects to the release")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether your party is ready, or objects."},
    )
    reason = text("Why, if it objects", rows=2, required=False, most=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="stand_%s", **kwargs)

    def wanted(self) -> dict[str, Any]:
        """Arguments of the verb."""
        data = self.cleaned_data
        return {"number": data["number"], "armed": data["act"] == "ready", "reason": data["reason"]}


class OverrideForm(VerbForm):
    """A release over objections."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    factors = forms.MultipleChoiceField(
        label="What applies",
        choices=[(factor.value, words) for factor, words in FACTORS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one factor that applies."},
    )
    reason = text("Why it goes out over the objection", rows=3, most=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="override_%s", **kwargs)

    def wanted(self) -> dict[str, Any]:
        """Arguments of the verb."""
        data = self.cleaned_data
        factors = [ReleaseFactor(one) for one in data["factors"]]
        return {"number": data["number"], "reason": data["reason"], "factors": factors}


class NumberForm(VerbForm):
    """An act on one version of the draft that needs no words."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[("approve", ""), ("second", "")], widget=forms.HiddenInput)


class WaiverForm(VerbForm):
    """A reason for one thing that one product lacks. ``lack`` is its statement and what is missing."""

    lack = forms.CharField(widget=forms.HiddenInput, max_length=60)
    reason = text("Why it goes out all the same", rows=2, most=2000, hint="It is published with the advisory.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="waiver_%s", **kwargs)

    def wanted(self) -> dict[str, Any]:
        """Arguments of the verb. Raises NotFound for what names no lack."""
        statement, _, what = self.cleaned_data["lack"].partition(":")
        if not is_id(statement) or what not in list(Missing):
            raise NotFound("statement")
        return {"statement": UUID(statement), "what": Missing(what), "reason": self.cleaned_data["reason"]}
