"""The demo's people and parties. All are invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from medcord.core.access import Viewer, ViewerKind
from medcord.core.vocabulary import Role
from medcord.parties import actions
from medcord.parties.models import Member

SYSTEM = Viewer(kind=ViewerKind.SYSTEM)


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    name: str
    title: str
    email: str


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    short_name: str
    role: Role
    zone: str
    people: tuple[Person, ...]


PARTIES: tuple[Party, ...] = (
    Party(
        "National Coordination Centre",
        "NCC",
        Role.COORDINATOR,
        "America/New_York",
        (
            Person("coordinator", "M. Tarrow", "Vulnerability coordinator", "tarrow@ncc.demo.example"),
            Person("second", "N. Quist", "Vulnerability coordinator", "quist@ncc.demo.example"),
        ),
    ),
    Party(
        "Device Safety Agency",
        "DSA",
        Role.REGULATOR,
        "America/New_York",
        (Person("regulator", "Dr. A. Sennick", "Physician, device safety", "sennick@dsa.demo.example"),),
    ),
    Party(
        "Karst Respiratory",
        "Karst",
        Role.MANUFACTURER,
        "Europe/Berlin",
        (Person("karst", "L. Ostrava-Penn", "PSIRT lead", "ostrava@karst.demo.example"),),
    ),
    Party(
        "Quillon Infusion Systems",
        "Quillon",
        Role.MANUFACTURER,
        "America/Chicago",
        (Person("quillon", "R. Imanov", "Product security", "imanov@quillon.demo.example"),),
    ),
    Party(
        "Sablewood Monitoring",
        "Sablewood",
        Role.MANUFACTURER,
        "America/Los_Angeles",
        (Person("sablewood", "J. Ferro", "PSIRT", "ferro@sablewood.demo.example"),),
    ),
    Party(
        "Pellgrove Diabetes",
        "Pellgrove",
        Role.MANUFACTURER,
        "America/Denver",
        (Person("pellgrove", "S. Amari", "Product security", "amari@pellgrove.demo.example"),),
    ),
    Party(
        "Lanternway ISAO",
        "Lanternway",
        Role.ISAO,
        "America/New_York",
        (Person("isao", "R. Holt", "Analyst", "holt@lanternway.demo.example"),),
    ),
    Party(
        "Saint Elowen Hospital",
        "St Elowen",
        Role.HOSPITAL,
        "America/New_York",
        (Person("hospital", "T. Brindle", "Clinical engineer", "brindle@elowen.demo.example"),),
    ),
    Party(
        "Merrow General",
        "Merrow",
        Role.HOSPITAL,
        "America/Chicago",
        (Person("merrow", "P. Quay", "Clinical engineer, no inventory yet", "quay@merrow.demo.example"),),
    ),
)


def register() -> dict[str, Member]:
    """Register every party and its people; members by their key."""
    members = {}
    for party in PARTIES:
        organisation = actions.register_organisation(
            name=party.name, short_name=party.short_name, role=party.role, time_zone=party.zone, actor=SYSTEM
        )
        for person in party.people:
            members[person.key] = actions.add_member(
                organisation,
                email=person.email,
                name=person.name,
                title=person.title,
                password=settings.MEDCORD_DEMO_PASSWORD,
                actor=SYSTEM,
            )
    return members
