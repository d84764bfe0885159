"""The form that takes a calculated vector into the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from medcord.core.access import Viewer
from medcord.web.forms.base import VerbForm

if TYPE_CHECKING:
    from medcord.web.pages.scoring import ScorePage


class ScoreForm(VerbForm):
    """The version of the draft that the calculator was opened at; the answers are read by the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, page: ScorePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        says = self.page.says
        if says.score is None:
            names = ", ".join(one.name for one in says.open)
            raise forms.ValidationError(f"There is no score yet. Answer these too: {names}.")
        return data

    def wanted(self, viewer: Viewer) -> dict[str, Any]:
        """What the verb is called with."""
        score = self.page.says.score
        words = {self.page.field: score.vector if score else ""}
        return {"words": words, "expected_version": self.cleaned_data["version"], "actor": viewer}
