"""Forms by which some are told before all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from medcord.core.advisory.restricted import LABELS, MARKINGS
from medcord.core.vocabulary import Tlp
from medcord.web.forms.base import VerbForm, text

_WORDS = {label: words[0].upper() + words[1:] for label, words in MARKINGS.items()}


class PrepareForm(VerbForm):
    """Whom to tell, and under which label."""

    label = forms.ChoiceField(
        label="Label",
        choices=[(one.value, f"TLP:{one.value}: {_WORDS[one]}.") for one in LABELS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the label: it says what those who are told may do with it."},
    )
    parties = forms.MultipleChoiceField(
        label="Who is told",
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one party."},
    )
    early_reason = text(
        "Why now, while the embargo is in force",
        rows=2,
        required=False,
        most=2000,
        hint="Needed while an embargo is in force. It stays; every party of the case sees that some were told.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="prepare_%s", **kwargs)

    def wanted(self) -> dict[str, Any]:
        """Arguments of the verb."""
        data = self.cleaned_data
        named = [UUID(one) for one in data["parties"]]
        return {"label": Tlp(data["label"]), "parties": named, "early_reason": data["early_reason"]}


class SeenForm(VerbForm):
    """That a second member has read exactly this."""

    telling = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ReasonForm(VerbForm):
    """Why it is refused or withdrawn."""

    act = forms.ChoiceField(choices=[("refuse", "refuse"), ("withdraw", "withdraw")], widget=forms.HiddenInput)
    telling = forms.UUIDField(widget=forms.HiddenInput)
    reason = text("Why", rows=2, most=2000)


class PartyForm(VerbForm):
    """A party that is taken off."""

    telling = forms.UUIDField(widget=forms.HiddenInput)
    party = forms.UUIDField(widget=forms.HiddenInput)


class NameForm(VerbForm):
    """One more party."""

    telling = forms.UUIDField(widget=forms.HiddenInput)
    party = forms.TypedChoiceField(
        label="Name one more party",
        choices=(),
        coerce=UUID,
        error_messages={"required": "Choose a party."},
    )
