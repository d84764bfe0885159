"""Forms of harm opinions and of disputes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django import forms

from medcord.core.safety.scenario import IN_WORDS, HarmScenario
from medcord.core.safety.severity import LATEST
from medcord.core.vocabulary import ConfidentialityClass, Severity
from medcord.opinions.actions import (
    Certainty,
    DissentWords,
    OpinionWords,
    PositionWords,
    Seat,
    Vote,
    VoteWords,
)
from medcord.opinions.queries import Cited, Source
from medcord.web.forms.base import VerbForm, text

T = TypeVar("T")

LEVELS = [
    (level.severity.value, f"{level.severity.value.capitalize()}, {level.severity.step} of 5: {level.meaning}")
    for level in LATEST.levels
]
CLASSES = [("none", "None"), ("cci", "CCI"), ("trade-secret", "Trade secret")]


class OpinionForm(VerbForm):
    """A harm opinion on the five-level scale. ``version``: the number of the newest opinion when the form was opened;
    none stands for 0, so that nobody signs over an opinion that was not on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    severity = forms.ChoiceField(
        label="How bad for a patient, at worst?",
        choices=LEVELS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the five levels."},
    )
    kind = forms.ChoiceField(
        label="Kind of harm", choices=[(one.value, words) for one, words in IN_WORDS.items()], required=False
    )
    scenario = text(
        "What would happen, step by step", rows=4, lack="Describe what would happen to a patient, step by step."
    )
    hazard = text("Hazard", rows=2, required=False)
    populations = text("Who is most at risk", rows=2, required=False)
    exposure = text("How many, how often", rows=2, required=False)
    controls = text("What protects them today", rows=2, required=False)
    certainty = forms.ChoiceField(
        label="How sure are you?",
        choices=[(one.value, one.value.capitalize()) for one in Certainty],
        widget=forms.RadioSelect,
    )
    evidence = text("Evidence", rows=2, required=False, hint="In words: studies, recalls, what was measured.")
    sources = forms.MultipleChoiceField(
        label="What of this case it stands on",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these is not there any more. Choose again."},
    )
    would_change = text("What would change this opinion", rows=2, required=False)

    def __init__(self, *args: Any, things: Sequence[Cited], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("sources", [(str(one.source), one.words) for one in things])

    def words(self) -> OpinionWords:
        data = dict(self.cleaned_data)
        severity, certainty = Severity(data.pop("severity")), Certainty(data.pop("certainty"))
        kind, sources = HarmScenario(data.pop("kind")), [Source.read(one) for one in data.pop("sources")]
        after = data.pop("version") or 0
        return OpinionWords(severity=severity, certainty=certainty, kind=kind, sources=sources, after=after, **data)

    def run(self, verb: Callable[..., T], *args: Any, **kwargs: Any) -> T | None:
        """As every form; after a colleague signed first, the next press signs knowingly after that opinion."""
        done = super().run(verb, *args, **kwargs)
        if self.edited_meanwhile and self.refusal is not None:
            self.now_at(int(self.refusal.fields["number"]))
        return done


class _Said(VerbForm):
    """What a party says. A coordinator says it for itself or for the finder; a maker marks its own confidences."""

    confidentiality = forms.ChoiceField(
        label="Class",
        choices=CLASSES,
        required=False,
        help_text="CCI and trade secrets are read by the coordinator of the case and the regulator only, always.",
    )
    for_finder = forms.BooleanField(label="The finder asked us to say this", required=False)

    def __init__(self, *args: Any, coordinates: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["confidentiality" if coordinates else "for_finder"]

    def how(self) -> dict[str, Any]:
        """Class, and for whom it is said."""
        data = self.cleaned_data
        klass = ConfidentialityClass(data.get("confidentiality") or "none")
        return {"confidentiality": klass, "for_finder": bool(data.get("for_finder"))}


class PositionForm(_Said):
    """What a party holds to be right."""

    severity = forms.ChoiceField(
        label="The level you hold to be right", choices=[("", "No level"), *LEVELS], required=False
    )
    words = text("Your position, and why", rows=5, lack="Say what you hold to be right, and why.")
    field_order = ("severity", "words")

    def value(self) -> PositionWords:
        data = self.cleaned_data
        severity = Severity(data["severity"]) if data["severity"] else None
        return PositionWords(data["words"], severity, **self.how())


class DissentForm(_Said):
    """Why a party does not agree."""

    words = text("With what you do not agree, and why", rows=4, lack="Say with what you do not agree, and why.")
    field_order = ("words",)

    def value(self) -> DissentWords:
        return DissentWords(self.cleaned_data["words"], **self.how())


class AssessmentForm(VerbForm):
    """The regulator's answer to a dispute."""

    opinion = forms.ChoiceField(label="It rests on", error_messages={"required": "Choose the opinion it rests on."})
    reasons = text(
        "Reasons",
        rows=6,
        hint="Every disputing party reads them. Of the opinion itself, quote its released sentence only.",
        lack="Give the reasons. Every disputing party reads them.",
    )

    def __init__(self, *args: Any, opinions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("opinion", opinions)


class SeatForm(VerbForm):
    """One expert to ask."""

    name = text("Expert", most=120, lack="Name the expert.")
    expertise = text("What the expert knows", most=200, lack="Say what the expert knows.")
    interests = text("Interests the expert declared", rows=2, required=False, most=2000)

    def value(self) -> list[Seat]:
        data = self.cleaned_data
        return [Seat(data["name"], data["expertise"], data["interests"])]


class VoteForm(VerbForm):
    """What one expert said of the newest assessment."""

    seat = forms.ChoiceField(label="Expert", error_messages={"required": "Choose the expert."})
    vote = forms.ChoiceField(
        label="Vote",
        choices=[(one.value, words) for one, words in zip(Vote, ("With", "Against", "Abstains"), strict=True)],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the vote."},
    )
    reason = text("Reason", rows=3, lack="Give the reason of the vote.")
    dissent = text("Dissent to be put on record", rows=3, required=False)

    def __init__(self, *args: Any, seats: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("seat", seats)

    def value(self) -> dict[UUID, VoteWords]:
        data = self.cleaned_data
        return {UUID(data["seat"]): VoteWords(Vote(data["vote"]), data["reason"], data["dissent"])}


class AdviceForm(VerbForm):
    """A question to the regulator."""

    question = text("What do you ask?", rows=3, lack="Write what you ask the regulator.")


class AnswerForm(VerbForm):
    """An answer in words to one question."""

    consultation = forms.UUIDField(widget=forms.HiddenInput)
    answer = text("Answer in words", rows=3, lack="Type the answer, or write a harm opinion instead.")
