"""Forms of administrators of a party."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms

from medcord.core.vocabulary import MemberRole
from medcord.ledger.destroying import LONGEST_REASON
from medcord.parties.actions import ProfileWords
from medcord.parties.actions.erasing import LACK
from medcord.parties.actions.organisations import MOST_TO_ACKNOWLEDGE
from medcord.web.forms.base import VerbForm, text

LEVELS = [
    (MemberRole.MEMBER.value, "Member: acts for the party"),
    (MemberRole.READER.value, "Reader: reads, and does nothing"),
    (MemberRole.ADMINISTRATOR.value, "Administrator: also runs its members"),
]
REACHES = [("all", "All cases of the party"), ("named", "None until some are granted")]


class InviteForm(VerbForm):
    """A person who is to act for the party."""

    email = forms.EmailField(
        label="Mail address",
        help_text="A link goes here that works once, for seven days.",
        error_messages={
            "required": "Give the mail address the link is sent to.",
            "invalid": "This is no mail address.",
        },
    )
    level = forms.ChoiceField(label="Role", choices=LEVELS, initial=MemberRole.MEMBER.value)


class RoleForm(VerbForm):
    """What a member may do."""

    level = forms.ChoiceField(label="Role", choices=LEVELS, error_messages={"required": "Choose a role."})


class ReachForm(VerbForm):
    """Which cases a member sees."""

    reach = forms.ChoiceField(
        label="Sees",
        choices=[("all", "All cases of the party, new ones too"), ("named", "Only these cases")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the member sees all cases or only named ones."},
    )
    cases = forms.MultipleChoiceField(label="Cases", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, cases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("cases", cases)

    def references(self) -> list[str] | None:
        """What the verb wants: None for all."""
        return None if self.cleaned_data["reach"] == "all" else list(self.cleaned_data["cases"])


class ReasonForm(VerbForm):
    """Why somebody goes, or comes back."""

    reason = text("Why", rows=2, most=2000, hint="The ledger keeps a digest of it; medcord does not keep the text.")


class EraseForm(VerbForm):
    """The last step before a member is erased: why, and the address typed again."""

    reason = text(
        "Why is the person erased?", rows=2, most=LONGEST_REASON, lack=LACK,
        hint="Kept sealed, for the administrators of your party. Do not name the person here.",
    )  # fmt: skip
    typed = text("Type the mail address again", most=254, lack="Type the mail address to show who is meant.")


class ProfileForm(VerbForm):
    """What the party says of itself."""

    name = text("Name", most=160, hint="As others see it.")
    short_name = text("Short name", most=40)
    address = forms.EmailField(
        label="Mailbox",
        required=False,
        help_text="Notices go here. Left empty, they go to the members who may see what they are about.",
        error_messages={"invalid": "This is no mail address."},
    )
    time_zone = forms.ChoiceField(label="Time zone", choices=[(one, one) for one in sorted(available_timezones())])
    website = text("Website", required=False, most=200, hint="With https://")
    acknowledges = forms.IntegerField(
        label="We acknowledge a report within",
        required=False,
        min_value=1,
        max_value=MOST_TO_ACKNOWLEDGE,
        help_text="Work days, as a manufacturer declares them. Left empty, five count.",
        error_messages={
            "invalid": "Give a number of work days, or leave it empty.",
            "min_value": f"Give work days from 1 to {MOST_TO_ACKNOWLEDGE}, or leave it empty.",
            "max_value": f"Give work days from 1 to {MOST_TO_ACKNOWLEDGE}, or leave it empty.",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def words(self) -> ProfileWords:
        """What the verb wants."""
        return ProfileWords(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class DefaultForm(VerbForm):
    """What a new member sees."""

    reach = forms.ChoiceField(label="A new member sees", choices=REACHES, widget=forms.RadioSelect)


class GrantForm(VerbForm):
    """A member who is to see a case."""

    member = forms.UUIDField(error_messages={"required": "Choose a member.", "invalid": "Choose a member."})
