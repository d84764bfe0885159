"""Parties in the directory."""

from __future__ import annotations

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import Code, OrganisationRegistered
from medcord.core.vocabulary import Role
from medcord.parties.models import Organisation


@ledger.action
def register_organisation(
    *, name: str, short_name: str, role: Role, time_zone: str = "UTC", address: str = "", actor: Viewer
) -> Organisation:
    """Add a party to the directory."""
    row = Organisation(name=name, short_name=short_name, role=role.value, time_zone=time_zone, address=address)
    ledger.commit(rows=[row], facts=[OrganisationRegistered(row.id, Code(role.value))], actor=actor)
    return row
