"""Forms of what clocks stand on beside declarations: whether a law applies, and the decision beside the 45 days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms

from medcord.core.clocks.scope import ASKED, Proposal, Question, ScopeSaid
from medcord.core.declarations.disclosure import FACTORS, DisclosureOutcome
from medcord.declarations.actions import Classified, Disclosure
from medcord.declarations.models import CLASSES
from medcord.web.forms.base import AsksAboutPatientData, VerbForm
from medcord.web.forms.base import text as lines
from medcord.web.forms.supplies import date_field

SAID = [(one.value, one.words.capitalize()) for one in ScopeSaid]


class ScopeForm(AsksAboutPatientData):
    """One question, its answer, and on what it rests."""

    act = forms.CharField(widget=forms.HiddenInput, initial="scope")
    question = forms.ChoiceField(label="Question", error_messages={"required": "Choose the question."})
    product = forms.ChoiceField(
        label="Of", required=False, help_text="An answer for the case holds for every product that has none of its own."
    )
    said = forms.ChoiceField(
        label="Answer", choices=SAID, widget=forms.RadioSelect, error_messages={"required": "Choose an answer."}
    )
    reason = lines(
        "On what it rests",
        rows=3,
        most=4000,
        hint="Everybody who reads the case reads it, with your name.",
        lack="Say on what this answer rests.",
    )

    def __init__(
        self, *args: Any, open_to: Iterable[Question], products: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("product", [("", "The case: every product without an answer of its own"), *products])
        self.choose_from("question", [("", "Choose one"), *((one.value, ASKED[one].words) for one in open_to)])

    def given(self) -> tuple[Question, ScopeSaid, str]:
        """What the verb wants."""
        data = self.cleaned_data
        return Question(data["question"]), ScopeSaid(data["said"]), data["reason"]

    @property
    def chosen(self) -> UUID | None:
        """The product that it is about; None for the case."""
        said = self.cleaned_data["product"]
        return UUID(said) if said else None


class TakeOverForm(VerbForm):
    """One press: an answer that was kept in a decision is given here too."""

    act = forms.CharField(widget=forms.HiddenInput, initial="take_over")
    question = forms.CharField(widget=forms.HiddenInput)
    decision = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: Mapping[Question, Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.question.value: one for one in offered.values()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        one = self.offered.get(data.get("question", ""))
        if one is None or one.kept.decision != data.get("decision"):
            raise forms.ValidationError("This is not what is kept now. Look at the line again, and press once more.")
        return {**data, "taken": one}


class ClassifiedForm(AsksAboutPatientData):
    """A recall that was classified."""

    act = forms.CharField(widget=forms.HiddenInput, initial="recall")
    number = lines("Number of the recall", most=60, hint="As the Enforcement Report will have it: Z-1234-2026.")
    recall_class = forms.ChoiceField(
        label="Class",
        choices=[(one, f"Class {one}") for one in CLASSES],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the class: I, II or III."},
    )
    day = date_field("Classified on")
    reason = lines("Where the decision is kept", rows=2, most=4000, lack="Say where the decision is kept.")

    def given(self) -> Classified:
        """What the verb wants."""
        data = self.cleaned_data
        return Classified(data["number"], data["recall_class"], data["day"], data["reason"])


class ListingForm(VerbForm):
    """On which day the Enforcement Report listed a recall."""

    act = forms.CharField(widget=forms.HiddenInput, initial="listing")
    recall = forms.ChoiceField(label="Recall", error_messages={"required": "Choose the recall."})
    published = date_field("Enforcement Report of")
    address = lines("Address of the record", most=500, hint="https://…", lack="Give the address of the record.")

    def __init__(self, *args: Any, recalls: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("recall", list(recalls))


class DisclosureForm(AsksAboutPatientData):
    """The decision, the factors that were weighed, the reasons. No answer is chosen beforehand."""

    act = forms.CharField(widget=forms.HiddenInput, initial="disclosure")
    outcome = forms.ChoiceField(
        label="You decide to",
        choices=[(one.value, one.words.capitalize()) for one in DisclosureOutcome],
        widget=forms.RadioSelect,
        error_messages={"required": "Decide: publish without the manufacturer, or go on waiting."},
    )
    until = date_field("Wait until", required=False, hint="The last day, where you are. Only with a decision to wait.")
    reason = lines("Reasons", rows=4, most=4000, lack="Give the reasons. They stay, whichever way you decide.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, words in FACTORS.items():
            self.fields[key] = forms.ChoiceField(
                label=words,
                choices=SAID,
                widget=forms.RadioSelect,
                error_messages={"required": "Answer yes, no or not known."},
            )
        self.order_fields(["act", *FACTORS, "outcome", "until", "reason"])

    def given(self) -> Disclosure:
        """What the verb wants."""
        data = self.cleaned_data
        factors = {key: data[key] for key in FACTORS}
        return Disclosure(DisclosureOutcome(data["outcome"]), data["reason"], factors, data["until"])


Form = ScopeForm | DisclosureForm | ClassifiedForm | TakeOverForm | ListingForm
