"""Forms of the vulnerabilities of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms

from medcord.decisions.models import Decision
from medcord.decisions.queries import decided_words
from medcord.drafting.flaws import FLAW_PARTS, Flaw, part_name
from medcord.web.forms.base import VerbForm, text


def further_weaknesses() -> Any:
    """The field for weaknesses after the first."""
    return text(
        FLAW_PARTS["more_cwes"],
        rows=2,
        most=4000,
        required=False,
        hint="One a line, or several with commas. Their names are filled in.",
    )


class FlawForm(VerbForm):
    """One vulnerability. What is pressed says what becomes of it: saved, moved or taken out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    title = text(FLAW_PARTS["title"], most=200, required=False, hint="Empty: the advisory's own title.")
    cve = text("CVE", most=24, required=False, hint="CVE-YYYY-NNNN, if one is assigned.")
    cwe = text("CWE", most=12, required=False, hint="For example CWE-287. Its name is filled in from the list.")
    more_cwes = further_weaknesses()
    vector = text("CVSS 3.1 vector", most=160, required=False)
    vector_4 = text("CVSS 4.0 vector", most=260, required=False)
    flaw = text("Technical description", rows=4, required=False)

    def __init__(self, *args: Any, of: Flaw, **kwargs: Any) -> None:
        self.of = of
        names = [name for name in self.base_fields if name != "version"]
        begun = {name: getattr(of, name) for name in names} | kwargs.pop("initial", {})
        super().__init__(*args, initial=begun, auto_id=f"id_{of.key or 'new'}_%s", **kwargs)

    def said(self) -> Flaw:
        """The vulnerability as it was typed; its weakness keeps its name only while it is the same weakness."""
        words = {name: self.cleaned_data[name] for name in FLAW_PARTS if name in self.cleaned_data}
        name = self.of.cwe_name if words["cwe"] == self.of.cwe else ""
        return replace(self.of, cwe_name=name, **words)

    def run(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        """The same; a refusal of one part of this vulnerability stands beside its field here."""
        done = super().run(verb, *args, **kwargs)
        named = self.refusal.fields.get("field", "") if self.refusal else ""
        mine = {part_name(self.of.key, part): part for part in FLAW_PARTS} if self.of.key else {}
        part = mine.get(str(named), "")
        if part and self.refusal and part not in self.errors:
            self.errors.pop("__all__", None)
            self.add_error(part, self.refusal.sentence)
        return done


class SsvcForm(VerbForm):
    """Which decision by SSVC goes out with the advisory."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(label="Decision by SSVC that goes out with it", required=False)

    def __init__(self, *args: Any, rows: Sequence[Decision], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_ssvc_%s", **kwargs)
        self.choose_from("decision", [("", "None"), *((str(row.pk), _said(row)) for row in rows)])


def _said(row: Decision) -> str:
    table, outcome = decided_words(row)
    return f"{table}: {outcome}, {row.taken_at:%-d %B %Y}, {row.taken_name}"
