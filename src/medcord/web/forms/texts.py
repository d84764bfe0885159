"""Forms of texts that cross: comments, decisions, the safety communication, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms

from medcord.cases.models import Statement
from medcord.core.crossing.comparison import ACTIONS, Advice
from medcord.drafting.actions import CommentWords, Decided
from medcord.drafting.models import Communication, Text
from medcord.drafting.texts import PARTS, Plan, ProductChosen, What, parts_of
from medcord.web.forms.base import VerbForm, text
from medcord.web.forms.embargo import when_field


class PlannedForm(VerbForm):
    """What a text is compared by: when it is to come out, and what it advises."""

    actions = forms.MultipleChoiceField(
        label="What it advises",
        choices=[(action.value, words) for action, words in ACTIONS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="The two texts are compared by these.",
    )
    planned_at = when_field("Planned to come out, in UTC", required=False)

    def plan(self) -> Plan:
        """The choices, for the action."""
        at: datetime | None = self.cleaned_data["planned_at"]
        chosen = tuple(Advice(one) for one in self.cleaned_data["actions"])
        return Plan(at.replace(tzinfo=UTC) if at else None, chosen)


class CommentForm(VerbForm):
    """A comment on a passage. Without a script the passage is pasted; with one it is taken from what is selected."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    start = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field = forms.ChoiceField(label="Part of the text")
    quote = text(
        "The passage", rows=2, required=False, hint="Select it in the text, or paste it here. Empty: the whole part."
    )
    body = text("Your comment", rows=3, required=False, most=4000)
    proposal = text("Words you propose instead", rows=2, required=False)
    strike = forms.BooleanField(label="I propose to strike the passage out", required=False)

    def __init__(self, *args: Any, of: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("field", parts_of(of).items())

    def words(self) -> CommentWords:
        """The comment, for the action."""
        data = self.cleaned_data
        proposal = "" if data["strike"] else data["proposal"] or None
        return CommentWords(data["field"], data["quote"], data["body"], data["number"], proposal, data["start"])


class DecideForm(VerbForm):
    """What becomes of one comment."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = text("Reason", rows=2, most=2000, lack="Say why. The one who commented reads the reason.")

    def __init__(self, *args: Any, comment: UUID, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{comment}_%s", **kwargs)
        self.comment = comment

    def decided(self, act: str) -> Decided:
        """The decision by the button that was pressed."""
        data = self.cleaned_data
        return Decided(act != "reject", data["reason"], act == "put-in", data["version"])


class AskForm(VerbForm):
    """Whom to give a text for comment, and how soon."""

    party = forms.ChoiceField(label="For comment by", required=False)
    emergency = forms.BooleanField(label="Emergency: four hours instead of two work days", required=False)

    def __init__(self, *args: Any, parties: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("party", parties)

    def whom(self) -> UUID | None:
        return UUID(self.cleaned_data["party"]) if self.cleaned_data["party"] else None


class CommunicationForm(PlannedForm):
    """The regulator's safety communication. Each product of the case has a field for its versions."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = text("Title", most=200)
    devices = text("Which devices and versions, in words", rows=2, required=False)
    what_to_do = text("What to do", rows=3, required=False, hint="Never tell anyone to stop a treatment.")
    for_patients = text("For patients", rows=3, required=False)
    for_clinicians = text("For clinicians", rows=3, required=False)
    not_known = text("What is not known", rows=2, required=False)

    def __init__(self, *args: Any, stated: Sequence[Statement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {row.product_id: row.product.name for row in stated}
        self.products = {f"versions-{pk}": pk for pk in known}
        for name, pk in self.products.items():
            of = " | ".join(row.versions for row in stated if row.product_id == pk)
            self.fields[name] = text(
                f"Versions of {known[pk]}", most=120, required=False,
                hint=f"As its maker states: {of}. Empty: it is not about this product.",
            )  # fmt: skip
            attrs = self.fields[name].widget.attrs
            attrs["class"], attrs["aria-describedby"] = "usa-input", f"id_{name}_hint"
        self.order_fields(["version", "title", "devices", *self.products, "what_to_do", "actions"])

    def words(self) -> dict[str, str]:
        """The words of each part."""
        return {name: self.cleaned_data[name] for name in PARTS[What.COMMUNICATION]}

    def chosen(self) -> list[ProductChosen]:
        """Products with versions."""
        given = [(pk, self.cleaned_data[name]) for name, pk in self.products.items()]
        return [ProductChosen(pk, versions) for pk, versions in given if versions]

    @staticmethod
    def initial_of(row: Communication) -> dict[str, Any]:
        """What the form starts with."""
        given = {name: getattr(row, name) for name in (*PARTS[What.COMMUNICATION], "version", "planned_at", "actions")}
        return given | {f"versions-{one['product']}": one["versions"] for one in row.products}


class ReleaseForm(VerbForm):
    """The release. The effect and the differences stand above the button."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    link = text("Where everybody can read it", required=False, most=500, hint="https://…")
    sure = forms.BooleanField(
        label="I have read the text; its release is recorded under my name",
        error_messages={"required": "Read the text, then tick the box."},
    )
