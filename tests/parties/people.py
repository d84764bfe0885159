"""More people for stories about one party."""

from __future__ import annotations

from django.test import Client

from medcord.cases import actions as cases
from medcord.parties import actions
from medcord.parties.models import Member
from tests.cast import PASSWORD, SYSTEM, browser_of


def colleague(of: Member, name: str, *, sees: str = "all") -> Member:
    """One more member of this party, who sees all cases or none until some are granted."""
    address = f"{name.split()[-1].lower()}@{of.organisation.short_name.lower()}.example"
    row = actions.add_member(of.organisation, email=address, name=name, password=PASSWORD, actor=SYSTEM)
    return cases.limit_member(row.pk, [], actor=of.viewer) if sees == "none" else row


def again(member: Member) -> Member:
    """The member as the rows say now."""
    return Member.objects.select_related("organisation").get(pk=member.pk)


def browser(member: Member) -> Client:
    """A browser of this member as the rows say now."""
    return browser_of(again(member))
