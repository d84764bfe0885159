"""Forms about what reaches whom, webhooks, and the node's work."""

from __future__ import annotations

from typing import Any

from django import forms

from medcord.notices.policy import TOLD, How
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
        choices=[(kind, f"{entry.words} ({kind})") for kind, entry in TOLD.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one.", "invalid_choice": "Choose from this list."},
    )


class WebhookForm(KindsForm):
    """A new webhook."""

    field_order = ("label", "url", "kinds")
    label = text("What is it for?", most=80)
    url = text("Address", most=500, hint="Begins with https:// and is reached from the internet.")


class DropForm(VerbForm):
    """Why work is given up."""

    reason = text("Why is it dropped?", most=2000)


def choice_form(whose: str, now: How | None, data: Any = None) -> ChoiceForm:
    """The form of one mailbox; only the one that was sent is bound."""
    sent = data if data is not None and data.get("whose") == whose else None
    return ChoiceForm(sent, initial={"how": (now or How.AT_ONCE).value}, auto_id=f"id_{whose}_%s")
