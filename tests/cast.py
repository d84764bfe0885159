"""The cast of the stories. Eve must see nothing, and is in every file."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from medcord.core.access import Viewer, ViewerKind
from medcord.core.vocabulary import Role
from medcord.parties import actions
from medcord.parties.models import Member, Organisation

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


def _party(name: str, short: str, role: Role, person: str) -> Member:
    organisation: Organisation = actions.register_organisation(name=name, short_name=short, role=role, actor=SYSTEM)
    email = f"{person.split()[-1].lower()}@{short.lower()}.example"
    return actions.add_member(organisation, email=email, name=person, password=PASSWORD, actor=SYSTEM)


def make_cast() -> Cast:
    """Register everybody."""
    return Cast(
        coordinator=_party("National Coordination Centre", "NCC", Role.COORDINATOR, "M. Tarrow"),
        regulator=_party("Device Safety Agency", "DSA", Role.REGULATOR, "Dr. A. Sennick"),
        manufacturer=_party("Karst Respiratory", "Karst", Role.MANUFACTURER, "L. Ostrava"),
        other_manufacturer=_party("Eveline Devices", "Eveline", Role.MANUFACTURER, "Eve Malory"),
        hospital=_party("Saint Elowen Hospital", "Elowen", Role.HOSPITAL, "T. Brindle"),
        other_hospital=_party("Merrow General", "Merrow", Role.HOSPITAL, "P. Quay"),
        isao=_party("Lanternway ISAO", "Lanternway", Role.ISAO, "R. Holt"),
    )


def browser_of(member: Member | None) -> Client:
    """A web client signed in as this member; None for a stranger."""
    client = Client()
    if member is not None:
        client.force_login(member)
    return client
