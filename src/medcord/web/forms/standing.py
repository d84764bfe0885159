"""Forms of contacts, questions, invitations by link and handing over."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms

from medcord.cases.actions import CHANNELS, ContactWords, LinkWords
from medcord.core.cvd.silence import Rung
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.web.forms.base import VerbForm, text

RUNG_WORDS = {
    Rung.REMIND: "A reminder",
    Rung.OTHER_CHANNEL: "Another way than before",
    Rung.DISTRIBUTOR: "By its importer, distributor or parent",
    Rung.REGULATOR: "By the regulator",
    Rung.ANNOUNCE: "Told that we publish without it",
    Rung.PUBLISH: "Published without it",
}


class ContactForm(VerbForm):
    """An attempt to reach a party."""

    party = forms.ChoiceField(label="Party", error_messages={"required": "Choose the party."})
    channel = forms.ChoiceField(label="How", choices=list(CHANNELS.items()), initial="mail")
    reached = forms.BooleanField(label="Somebody there answered", required=False)
    rung = forms.ChoiceField(
        label="Step of the ladder",
        choices=[("", "none"), *((one.value, words) for one, words in RUNG_WORDS.items())],
        required=False,
    )
    at = forms.DateTimeField(
        label="When (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text="Now, when left empty.",
        error_messages={"invalid": "Give the day and the time, as 2026-12-03T10:00."},
    )
    note = text(
        "Note", rows=2, required=False, most=4000, hint="Who, which number, what was said. Only your party reads it."
    )

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("party", [("", "Choose a party"), *parties])

    def words(self) -> ContactWords:
        """What the verb wants."""
        given = self.cleaned_data
        at = given["at"]
        return ContactWords(
            channel=given["channel"],
            reached=given["reached"],
            note=given["note"],
            rung=Rung(given["rung"]) if given["rung"] else None,
            at=at.replace(tzinfo=ZoneInfo("UTC")) if at else None,
        )


class AskForm(VerbForm):
    """A question about one product."""

    product = forms.ChoiceField(
        label="Product", error_messages={"required": "Choose a product, or all of one maker's."}
    )
    versions = text("Versions", required=False, most=120, hint="As in a statement, for example “< 3.6.2”. Empty: any.")

    def __init__(self, *args: Any, products: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("product", [("", "Choose a product"), *products])

    def chosen(self) -> tuple[UUID, UUID | None]:
        """The maker and the product; none for all of its products."""
        maker, _, product = self.cleaned_data["product"].partition(":")
        return UUID(maker), UUID(product) if product else None


class LinkForm(VerbForm):
    """An organisation that is not here yet."""

    organisation = text("Organisation", most=160, lack="Give the organisation's name.")
    role = forms.ChoiceField(
        label="It is a", choices=[(Role.MANUFACTURER.value, "Manufacturer"), (Role.COORDINATOR.value, "Coordinator")]
    )
    email = forms.EmailField(
        label="Mail address",
        help_text="The link goes here. The mail says who asks, and nothing of the case.",
        error_messages={
            "required": "Give the mail address the link is sent to.",
            "invalid": "This is no mail address.",
        },
    )
    from_now = forms.BooleanField(
        label="It sees the case from now on only",
        required=False,
        help_text="Else it reads everything from the beginning once it has signed.",
    )

    def words(self) -> LinkWords:
        """What the verb wants."""
        given = self.cleaned_data
        sees_from = clock.now() if given["from_now"] else None
        return LinkWords(given["organisation"], Role(given["role"]), given["email"], sees_from)


class HandOverForm(VerbForm):
    """An offer of the case, or the answer to one."""

    act = forms.ChoiceField(
        choices=[("offer", "offer"), ("take", "take"), ("decline", "decline")],
        widget=forms.HiddenInput,
        initial="offer",
        error_messages={"required": "Choose what to do with the offer.", "invalid_choice": "Choose what to do."},
    )
    party = forms.ChoiceField(label="To", required=False)
    reason = text("Why", rows=2, required=False, most=2000, hint="Its new owner reads it.")

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("party", [("", "Choose a coordinator"), *parties])
