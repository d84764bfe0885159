"""What every page's shell shows: the role's pages, who is signed in, the time here and in UTC."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest

from medcord.core.vocabulary import MemberRole, Role
from medcord.gateways import clock
from medcord.parties.models import Member
from medcord.restricted import queries as restricted

PAGES: dict[Role | None, tuple[tuple[str, str], ...]] = {
    None: (
        ("Advisories", "/advisories"),
        ("Report a vulnerability", "/report"),
        ("My report", "/my-report"),
        ("Policy", "/policy"),
    ),
    Role.COORDINATOR: (
        ("Board", "/board"),
        ("Reports", "/reports"),
        ("Signals", "/signals"),
        ("Calls", "/calls"),
        ("Duties", "/duties"),
        ("Advisories", "/advisories"),
        ("Products", "/products"),
        ("Measures", "/measures"),
    ),
    Role.REGULATOR: (
        ("Consultations", "/consultations"),
        ("Emerging", "/emerging"),
        ("Cases", "/board"),
        ("Calls", "/calls"),
        ("Duties", "/duties"),
        ("Advisories", "/advisories"),
        ("Measures", "/measures"),
    ),
    Role.MANUFACTURER: (
        ("Inbox", "/board"),
        ("Calls", "/calls"),
        ("Requests", "/requests"),
        ("Products", "/products"),
        ("Advisories", "/advisories"),
        ("Measures", "/measures"),
    ),
    Role.HOSPITAL: (
        ("Worklist", "/worklist"),
        ("Inventory", "/inventory"),
        ("Sightings", "/sightings"),
        ("Harm", "/harm-events"),
        ("Advisories", "/advisories"),
        ("Measures", "/measures"),
    ),
    Role.ISAO: (
        ("Advisories", "/advisories"),
        ("Texts for us", "/isao-texts"),
        ("Sightings", "/sightings"),
        ("Measures", "/measures"),
    ),
}

PARTY = ("Party", "/party")
TOLD = ("Early", "/restricted")
INVENTED = {"demo": settings.MEDCORD_DEMO, "drill": settings.MEDCORD_DRILL}
HOMES = {role: pages[0][1] for role, pages in PAGES.items()}


def pages_of(member: Member | None) -> tuple[tuple[str, str], ...]:
    """The pages of the member's role; who was told something before all finds it; an administrator also runs the party.
    A coordinator finds what it told in the case."""
    pages = PAGES[Role(member.organisation.role) if member else None]
    if member and member.organisation.role != Role.COORDINATOR.value and restricted.any_for(member.viewer):
        pages = (*pages, TOLD)
    return (*pages, PARTY) if member and member.level == MemberRole.ADMINISTRATOR.value else pages


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of the shell; no query beyond the signed-in member, and whether it was told something."""
    user = getattr(request, "user", None)
    member = user if isinstance(user, Member) else None
    role = Role(member.organisation.role) if member else None
    now = clock.now()
    zone = ZoneInfo(member.organisation.time_zone) if member else ZoneInfo("UTC")
    path = request.path
    return {
        **INVENTED,
        "member": member,
        "role": role,
        "pages": [(name, url, path == url or path.startswith(f"{url}/")) for name, url in pages_of(member)],
        "now_utc": now,
        "zone": zone,
    }
