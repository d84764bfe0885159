"""Forms of calls between the parties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from medcord.calls.actions import CallWords, Tabled
from medcord.core.calls import MOST_DAYS, MOST_MINUTES_AHEAD, MOST_TIMES
from medcord.core.vocabulary import Tlp
from medcord.web.forms.base import VerbForm, text
from medcord.web.forms.embargo import InstantForm, when_field, which_field, zone_field

TLPS = [(one.value, f"TLP:{one.value}") for one in Tlp]
OFFER = list[tuple[str, str]]
PURPOSE = "Everyone who is asked reads it. Name no case here: cases stand on the agenda, for those who read them."
DIAL = "A link or a number with its code. It stands on the call's page and is never mailed."


def _many(label: str, *, required: bool, hint: str = "", lack: str = "") -> forms.MultipleChoiceField:
    told = {"required": lack or f"Please fill in “{label}”."}
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, required=required, widget=widget, help_text=hint, error_messages=told)


WANTED = "A role or contact point, such as “product security, on call”. No name: each party chooses its people."
SHARED = "The other parties may read these names"
UNSHARED = "Otherwise they are ours: nobody else learns whom we named, or that we did."


class AgendaForm(VerbForm):
    """Cases for an agenda, each with its marking (``tlp-REFERENCE``)."""

    agenda = _many("Cases", required=False)

    def tabled(self) -> list[Tabled]:
        """The chosen cases, in the order in which they were offered."""
        known = {one.value for one in Tlp}
        given = {one: self.data.get(f"tlp-{one}") for one in self.cleaned_data["agenda"]}
        return [Tabled(one, Tlp(tlp) if tlp in known else Tlp.AMBER) for one, tlp in given.items()]


class AskingForm(VerbForm):
    """Whom a call asks, and which role each of the others should send (``wanted-PARTY``)."""

    own = ""

    def asked(self) -> Iterator[tuple[Any, str, str]]:
        """Each party's box, with the name of the field for its role and what was typed there; the own party has no
        such field."""
        for box in self["parties"]:
            pk = str(box.data["value"])
            yield box, "" if pk == self.own else f"wanted-{pk}", self.data.get(f"wanted-{pk}", "")

    def wanted(self) -> dict[UUID, str]:
        """The roles that were typed, by party; also of parties that are not ticked, so that the verb says so."""
        typed = {pk: self.data.get(f"wanted-{pk}", "") for pk, _ in getattr(self.fields["parties"], "choices", ())}
        return {UUID(pk): role for pk, role in typed.items() if role.strip() and pk != self.own}


class ConveneForm(AgendaForm, InstantForm, AskingForm):
    """A call, once or again and again."""

    at_field = "starts"
    starts = when_field("Begins")
    which = which_field()
    zone = zone_field()
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=1440, initial=60)
    every_days = forms.IntegerField(
        label="Again every … days",
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        help_text="7 for a weekly call. Empty: once. It keeps its time of day when the clocks change.",
    )
    times = forms.IntegerField(label="How many times", min_value=1, max_value=MOST_TIMES, required=False)
    purpose = text("What it is about", rows=2, most=2000, hint=PURPOSE, lack="Say what the call is about.")
    dial = text("How to dial in", rows=2, most=2000, required=False, hint=DIAL)
    parties = _many("Who is asked", required=True, lack="Choose at least one other party to ask.")
    members = _many(
        "Of your own party, only", required=False, hint="Nobody ticked: all of your party gets the invitation."
    )
    shared = forms.BooleanField(label=SHARED, required=False, help_text=UNSHARED)

    def __init__(self, *args: Any, parties: OFFER, members: OFFER, cases: OFFER, own: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        for name, offer in (("parties", parties), ("members", members), ("agenda", cases)):
            self.choose_from(name, offer)

    def words(self) -> CallWords:
        """What the verb wants."""
        data = self.cleaned_data
        again = data["every_days"]
        return CallWords(
            starts=data["instant"],
            zone=data["zone"],
            purpose=data["purpose"],
            parties=_ids(data["parties"]),
            dial=data["dial"],
            minutes=data["minutes"],
            agenda=self.tabled(),
            members=_ids(data["members"]),
            every_days=again,
            times=data["times"] or (12 if again else 1),
            wanted=self.wanted(),
            shared=data["shared"],
        )


class EmergencyForm(AskingForm):
    """An emergency call: one act."""

    purpose = text(
        "Why now",
        rows=2,
        most=2000,
        hint="Everyone who is told reads it after signing in. It is never mailed.",
        lack="Say why everybody is called now.",
    )
    minutes_ahead = forms.TypedChoiceField(
        label="Begins",
        coerce=int,
        initial=0,
        choices=[(0, "Now"), *((n, f"In {n} minutes") for n in (5, 10, 15, 30, MOST_MINUTES_AHEAD))],
    )
    dial = text("How to dial in", rows=2, most=2000, required=False, hint=DIAL)
    parties = _many("Who is told", required=True, lack="Choose at least one other party to call.")

    def __init__(self, *args: Any, parties: OFFER, own: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        self.choose_from("parties", parties)

    def words(self) -> dict[str, Any]:
        """What the verb wants, but the agenda and who acts."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("minutes_ahead", "dial")}
        return {"parties": _ids(data["parties"]), "wanted": self.wanted(), **plain}


class OfCallForm(VerbForm):
    """A form on the page of a call that may be about one of its items, or one of its parties."""

    def offer(self, parties: OFFER, cases: OFFER) -> None:
        """What can be chosen."""
        if "party" in self.fields:
            self.choose_from("party", parties)
        if "case" in self.fields:
            self.choose_from("case", [("", "No case: everyone who is asked reads it"), *cases])
        if "discussed" in self.fields:
            self.choose_from("discussed", cases)


class PeopleForm(OfCallForm):
    """Which members of the own party come."""

    members = _many("Who of us comes", required=False, hint="Nobody ticked: all of our party is meant.")
    shared = forms.BooleanField(label=SHARED, required=False, help_text=UNSHARED)


class WantForm(OfCallForm):
    """Which role of another party should come."""

    party = forms.ChoiceField(label="Party")
    wanted = text("Whom it should send", most=160, required=False, hint=WANTED)


class DecideForm(OfCallForm):
    words = text("What was decided", rows=2, most=4000, lack="Write what was decided.")
    party = forms.ChoiceField(label="By whom")
    case = forms.ChoiceField(label="About", required=False)


class AgreeForm(OfCallForm, InstantForm):
    at_field = "due"
    words = text("What is to be done", rows=2, most=4000, lack="Write what is to be done.")
    party = forms.ChoiceField(label="By which party")
    person = text("Who there", most=120, required=False)
    due = when_field("By when")
    which = which_field()
    zone = zone_field()
    case = forms.ChoiceField(label="About", required=False)


class FinishForm(OfCallForm):
    action = forms.UUIDField(widget=forms.HiddenInput)
    proof = text("What shows it", most=2000, lack="Say what shows it: a link, a message, a name and a time.")


class HoldForm(OfCallForm):
    discussed = _many("Cases that were spoken of", required=False)
    minutes = text("Minutes", rows=5, hint="Everyone who is asked reads them. What is about one case: as a decision.")


class MoveForm(OfCallForm, InstantForm):
    at_field = "starts"
    starts = when_field("Begins")
    which = which_field()
    zone = zone_field()


class CancelForm(OfCallForm):
    reason = text("Why", rows=2, most=2000, lack="Say why the call is cancelled.")


class TableForm(OfCallForm, AgendaForm):
    """More cases for the agenda."""


class DestroyForm(OfCallForm):
    reason = text("Why", rows=2, most=4000)
    typed = text("The call's reference, typed again", most=20)


def _ids(given: Iterable[str]) -> list[UUID]:
    return [UUID(one) for one in given]


def local(at: datetime, zone: Any) -> str:
    """An instant as a field of date and time shows it."""
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
