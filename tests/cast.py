"""The cast of the stories. Eve must see nothing, and is in every file."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.test import Client

from medcord.core.access import Viewer, ViewerKind
from medcord.core.vocabulary import Role
from medcord.parties import actions
from medcord.parties.models import Member, Organisation
from tests.kept import begin_with

PASSWORD = "correct horse battery"
SYSTEM = Viewer(kind=ViewerKind.SYSTEM)
STRANGER = Viewer(kind=ViewerKind.ANONYMOUS)


@dataclass(frozen=True)
class Cast:
    """One member per role. Eve works for another manufacturer and is in no case of the others."""

    coordinator: Member
    regulator: Member
    manufacturer: Member
    other_manufacturer: Member
    hospital: Member
    other_hospital: Member
    isao: Member

    @property
    def eve(self) -> Member:
        return self.other_manufacturer


PARTIES = {
    "coordinator": ("National Coordination Centre", "NCC", Role.COORDINATOR, "M. Tarrow"),
    "regulator": ("Device Safety Agency", "DSA", Role.REGULATOR, "Dr. A. Sennick"),
    "manufacturer": ("Karst Respiratory", "Karst", Role.MANUFACTURER, "L. Ostrava"),
    "other_manufacturer": ("Eveline Devices", "Eveline", Role.MANUFACTURER, "Eve Malory"),
    "hospital": ("Saint Elowen Hospital", "Elowen", Role.HOSPITAL, "T. Brindle"),
    "other_hospital": ("Merrow General", "Merrow", Role.HOSPITAL, "P. Quay"),
    "isao": ("Lanternway ISAO", "Lanternway", Role.ISAO, "R. Holt"),
}


def _email(short: str, person: str) -> str:
    return f"{person.split()[-1].lower()}@{short.lower()}.example"


def party_with(name: str, short: str, role: Role, person: str) -> Member:
    """A new party, and the first of its people."""
    party: Organisation = actions.register_organisation(name=name, short_name=short, role=role, actor=SYSTEM)
    return actions.add_member(party, email=_email(short, person), name=person, password=PASSWORD, actor=SYSTEM)


def _register() -> None:
    for given in PARTIES.values():
        party_with(*given)


def make_cast() -> Cast:
    """Register everybody."""
    begin_with(f"the cast, passwords by {settings.PASSWORD_HASHERS[0]}", _register)
    emails = {who: _email(short, person) for who, (_, short, _, person) in PARTIES.items()}
    found = {row.email: row for row in Member.objects.filter(email__in=emails.values()).select_related("organisation")}
    return Cast(**{who: found[email] for who, email in emails.items()})


def browser_of(member: Member | None) -> Client:
    """A web client signed in as this member; None for a stranger."""
    client = Client()
    if member is not None:
        client.force_login(member)
    return client
