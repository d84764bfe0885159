"""Organisations that an advisory thanks."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import pydantic
from pydantic import BaseModel, StringConstraints

from medcord.api.schemas.base import Given, Version
from medcord.core.credit import LONGEST, LONGEST_LINK
from medcord.core.thanks import LONGEST_SUMMARY, MOST, MOST_LINKS, MOST_PEOPLE, Thanked
from medcord.drafting.models import Draft
from medcord.drafting.thanks import seal_of

Person = Annotated[str, StringConstraints(max_length=LONGEST)]
Link = Annotated[str, StringConstraints(max_length=LONGEST_LINK)]
Key = Annotated[str, StringConstraints(max_length=12)]


class OrganisationThanks(Given):
    """One organisation that takes part in the case. ``flaw`` is the key of the vulnerability it is thanked for, empty
    for the advisory; ``key`` is as the list shows it, empty for a new one."""

    key: Key = ""
    party: UUID
    summary: Annotated[str, StringConstraints(max_length=LONGEST_SUMMARY)]
    people: Annotated[list[Person], pydantic.Field(max_length=MOST_PEOPLE)] = pydantic.Field(default_factory=list)
    links: Annotated[list[Link], pydantic.Field(max_length=MOST_LINKS)] = pydantic.Field(default_factory=list)
    flaw: Key = ""

    def said(self) -> Thanked:
        """The plain value of the action."""
        return Thanked(self.party, self.summary, tuple(self.people), tuple(self.links), self.flaw, self.key)


class ThanksListGiven(Given):
    """All organisations that the advisory thanks, in their order: what is not in the list is taken out."""

    expected_version: Version
    thanks: Annotated[list[OrganisationThanks], pydantic.Field(max_length=MOST)]


class ThanksAnswerGiven(Given):
    """The answer to exactly the words under this seal."""

    seal: Annotated[str, StringConstraints(max_length=64)]
    agreed: bool


class ThanksEntry(BaseModel):
    """``agreed`` is null until a member of the organisation has answered. ``seal`` is of exactly these words."""

    key: str
    party: UUID
    name: str
    summary: str
    people: list[str]
    links: list[str]
    flaw: str
    agreed: bool | None
    seal: str

    @classmethod
    def of(cls, draft: Draft, one: Thanked) -> ThanksEntry:
        return cls(
            key=one.key,
            party=one.party,
            name=one.name,
            summary=one.summary,
            people=list(one.people),
            links=list(one.links),
            flaw=one.flaw,
            agreed=one.agreed,
            seal=seal_of(draft, one),
        )


class ThanksList(BaseModel):
    """The owner of the case sees all, another party those about itself. ``version`` is of the draft, for the owner."""

    version: int | None
    thanks: list[ThanksEntry]
