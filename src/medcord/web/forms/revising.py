"""Forms of what becomes of a published advisory."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from medcord.core.advisory.revising import ENDS, MEANS, WORDS, RevisionKind
from medcord.web.forms.base import VerbForm, text


class RevisionForm(VerbForm):
    """Why a published advisory is written on, and what is new."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="Why",
        choices=[(kind.value, f"{WORDS[kind]}: {MEANS[kind]}") for kind in RevisionKind if kind not in ENDS],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether there are new facts, or an error of ours is put right."},
    )
    news = text(
        "What is new", rows=2, most=4000, hint="One or two sentences. They are published in the advisory’s history."
    )

    def __init__(self, *args: Any, kinds: Collection[RevisionKind] = tuple(RevisionKind), **kwargs: Any) -> None:
        super().__init__(*args, auto_id="revision_%s", **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(value, words) for value, words in field.choices if value in kinds]

    def wanted(self) -> dict[str, Any]:
        """Arguments of the verb."""
        data = self.cleaned_data
        return {"kind": RevisionKind(data["kind"]), "news": data["news"], "expected_version": data["version"]}
