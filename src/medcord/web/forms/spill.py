"""The spill page: choose, look at the effect, destroy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from medcord.cases.actions import Chosen
from medcord.cases.queries import Destroyable
from medcord.web.forms.base import VerbForm, text


class ChooseForm(VerbForm):
    """What is to be destroyed, and words by which it is found. They are sent in the body: a name in an address would
    stay in the browser's history."""

    words = text("Find where something stands", required=False, most=200, hint="A name, a number. It is not kept.")
    item = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "One of these is not there any more. Choose again."}
    )

    def __init__(self, *args: Any, things: Sequence[Destroyable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("item", [(one.key, one.words) for one in things if not one.gone])

    def chosen(self) -> list[Chosen]:
        """The plain values of the action."""
        pairs = (key.split(":") for key in self.cleaned_data.get("item", ()))
        return [Chosen(what, UUID(item)) for what, item in pairs]


class SpillForm(ChooseForm):
    """The last step: why, and the reference typed again."""

    reason = text(
        "Why is it destroyed?", rows=2, most=4000, lack="Say why first.",
        hint="Kept sealed, for you and your auditor; the ledger keeps a digest.",
    )  # fmt: skip
    typed = text("Type the case's reference again", most=40, lack="Type the reference to show that this is the case.")
