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


class WithdrawForm(VerbForm):
    """Why an advisory no longer stands, and what its readers should do."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    news = text("Why it no longer stands", rows=2, most=4000, hint="Published, as the first thing a reader sees.")
    advice = text(
        "What readers should do now", rows=2, most=4000, hint="Published. Never tell anyone to stop a treatment."
    )
    prefix_of_ids = "withdraw"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{self.prefix_of_ids}_%s", **kwargs)

    def wanted(self) -> dict[str, Any]:
        """Arguments of the verb."""
        data = self.cleaned_data
        return {"reason": data["news"], "advice": data["advice"], "expected_version": data["version"]}


class SupersedeForm(WithdrawForm):
    """The same, with the advisory that takes its place."""

    by = text("Number of the advisory that takes its place", most=40, hint="One of ours that is published.")
    field_order = ("version", "by", "news", "advice")
    prefix_of_ids = "supersede"

    def wanted(self) -> dict[str, Any]:
        """Arguments of the verb."""
        return {"by": self.cleaned_data["by"], **super().wanted()}
