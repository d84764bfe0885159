"""Parties in the directory."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import Code, OrganisationRegistered, PartyProfileChanged
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.parties.models import Organisation
from medcord.parties.queries import running as queries


@ledger.action
def register_organisation(
    *, name: str, short_name: str, role: Role, time_zone: str = "UTC", address: str = "", actor: Viewer
) -> Organisation:
    """Add a party to the directory."""
    row = Organisation(name=name, short_name=short_name, role=role.value, time_zone=time_zone, address=address)
    ledger.commit(rows=[row], facts=[OrganisationRegistered(row.id, Code(role.value))], actor=actor)
    return row


MOST_TO_ACKNOWLEDGE = 30


@dataclass(frozen=True, slots=True)
class ProfileWords:
    """What a party says of itself: the name others see, the mailbox its notices go to, its time zone, its website, and
    within how many work days it acknowledges a report (M2)."""

    name: str
    short_name: str
    time_zone: str
    address: str = ""
    website: str = ""
    acknowledges: int | None = None


@ledger.action
def change_profile(words: ProfileWords, *, expected_version: int | None = None, actor: Viewer) -> Organisation:
    """Change what the party says of itself. What it is (its role) stays as it was registered."""
    row = queries.locked(queries.administered(actor))
    values = _checked(words)
    changed = {name for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        raise RuleRefusal("The profile says exactly that already. There is nothing to save.", code="no-change")
    for name in changed:
        setattr(row, name, values[name])
    fact = PartyProfileChanged(row.pk, len(changed))
    ledger.commit(rows=[row], facts=[fact], actor=actor, expected_version=expected_version)
    return row


def _checked(words: ProfileWords) -> dict[str, str | int | None]:
    name, short, site = words.name.strip(), words.short_name.strip(), words.website.strip()
    if not 1 <= len(name) <= 160:
        raise _no("name", "Give the name that others see, at most 160 characters.")
    if not 1 <= len(short) <= 40:
        raise _no("short_name", "Give a short name, at most 40 characters.")
    if words.time_zone not in available_timezones():
        raise _no("time_zone", "There is no such time zone. Choose one, such as Europe/Berlin.")
    address = words.address.strip().lower()
    try:
        validate_email(address or "nobody@example.org")
    except ValidationError:
        raise _no("address", "This is no mail address. Write it as name@example.org.") from None
    try:
        URLValidator(schemes=["https"])(site or "https://example.org")
    except ValidationError:
        raise _no("website", "This is no address of a website. Write it as https://example.org.") from None
    if len(site) > 200:
        raise _no("website", "The address of the website has more than 200 characters. Give a shorter one.")
    if words.acknowledges is not None and not 1 <= words.acknowledges <= MOST_TO_ACKNOWLEDGE:
        raise _no("acknowledges", f"Give work days from 1 to {MOST_TO_ACKNOWLEDGE}, or leave it empty.")
    return {
        "name": name,
        "short_name": short,
        "time_zone": words.time_zone,
        "address": address,
        "website": site,
        "acknowledges": words.acknowledges,
    }


def _no(field: str, sentence: str) -> InputRefusal:
    return InputRefusal(sentence, fields={"field": field})
