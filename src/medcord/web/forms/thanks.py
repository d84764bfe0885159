"""Forms of the organisations that an advisory thanks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from medcord.core.thanks import LONGEST_SUMMARY, Thanked
from medcord.web.forms.base import VerbForm, text

Choices = Sequence[tuple[str, str]]


class ThanksOfForm(VerbForm):
    """One organisation. What is pressed says what becomes of it: saved, moved or taken out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    party = forms.ChoiceField(label="Organisation")
    summary = text(
        "For what", most=LONGEST_SUMMARY, hint="One sentence, such as: coordinating this vulnerability with hospitals."
    )
    people = text("People", rows=2, most=4000, required=False, hint="One a line, if any are to be named.")
    links = text("Links", rows=2, most=2000, required=False, hint="One a line. They begin with https://.")
    flaw = forms.ChoiceField(label="Thanked for", required=False)

    def __init__(self, *args: Any, of: Thanked | None, parties: Choices, flaws: Choices, **kwargs: Any) -> None:
        self.of = of
        begun = kwargs.pop("initial", {})
        if of:
            begun |= {"key": of.key, "party": str(of.party), "summary": of.summary, "flaw": of.flaw}
            begun |= {"people": "\n".join(of.people), "links": "\n".join(of.links)}
        super().__init__(*args, initial=begun, auto_id=f"id_{of.key if of else 'new'}_%s", **kwargs)
        self.choose_from("party", parties)
        self.choose_from("flaw", [("", "The advisory as a whole"), *flaws])
        if len(flaws) < 2:
            del self.fields["flaw"]

    def said(self) -> Thanked:
        """The thanks as it was typed."""
        data = self.cleaned_data
        people, links = tuple(data["people"].splitlines()), tuple(data["links"].split())
        key = self.of.key if self.of else ""
        return Thanked(UUID(data["party"]), data["summary"], people, links, data.get("flaw", ""), key)


class ThanksAnswerForm(VerbForm):
    """The answer of an organisation to exactly these words."""

    key = forms.CharField(widget=forms.HiddenInput)
    seal = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(required=False)

    def words(self) -> dict[str, Any]:
        """What is answered, and to which words."""
        return {name: self.cleaned_data[name] for name in ("seal", "agreed")}
