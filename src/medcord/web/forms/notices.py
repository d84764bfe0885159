"""Forms about what reaches whom, webhooks, and the node's work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from medcord.core.vocabulary import Role
from medcord.notices.policy import CALLED_FOR, How, heard_by
from medcord.web.forms.base import VerbForm, text

HOWS = {
    How.AT_ONCE: "At once",
    How.DAILY: "Once a day, at eight in the morning",
    How.WEEKLY: "Once a week, on Monday at eight",
    How.ASKS: "Only what asks something",
    How.DUTIES: "Nothing but duties",
}


class ChoiceForm(VerbForm):
    """What reaches a mailbox."""

    how = forms.TypedChoiceField(
        label="What comes, and when",
        coerce=How,
        choices=[(how.value, words) for how, words in HOWS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of these."},
    )


class KindsForm(VerbForm):
    """The facts that a webhook is called for."""

    kinds = forms.MultipleChoiceField(
        label="Call it when",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one.", "invalid_choice": "Choose from this list."},
    )

    def __init__(self, *args: Any, role: Role | None, also: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {*heard_by(role), *also}
        self.choose_from("kinds", [(kind, f"{said} ({kind})") for kind, said in CALLED_FOR.items() if kind in offered])


class WebhookForm(KindsForm):
    """A new webhook."""

    field_order = ("label", "url", "kinds")
    label = text("What is it for?", most=80)
    url = text("Address", most=500, hint="Begins with https:// and is reached from the internet.")


def choice_form(whose: str, now: How | None, data: Any = None) -> ChoiceForm:
    """The form of one mailbox; only the one that was sent is bound."""
    sent = data if data is not None and data.get("whose") == whose else None
    return ChoiceForm(sent, initial={"how": (now or How.AT_ONCE).value}, auto_id=f"id_{whose}_%s")
