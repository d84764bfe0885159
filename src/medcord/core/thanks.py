"""Organisations that an advisory thanks beside its finders: who coordinated, tested, or made the fix.

An organisation is named where the advisory names it anyway (its publisher, the maker of a product in it) or where a
member of it agreed to exactly these words. People of it are named only with its agreement.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from medcord.core.advisory import Acknowledgment
from medcord.core.credit import LONGEST, checked_link
from medcord.core.refusals import InputRefusal

MOST, MOST_PEOPLE, MOST_LINKS, LONGEST_SUMMARY = 20, 20, 5, 300


@dataclass(frozen=True, slots=True)
class Thanked:
    """One organisation, and for what. ``flaw``: the key of the vulnerability it is thanked for, empty for the advisory.

    ``key`` is empty for one that is not in the draft yet; ``agreed`` is None until a member of it has answered.
    """

    party: UUID
    summary: str
    people: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    flaw: str = ""
    key: str = ""
    name: str = ""
    agreed: bool | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """What an agreement is to: everything that would be told."""
        return (str(self.party), self.name, self.summary, self.flaw, *self.people, "", *self.links)

    @property
    def text(self) -> str:
        """The words that somebody wrote, for the rules on what may be quoted."""
        return "\n".join((self.name, self.summary, *self.people, *self.links))

    def must_agree(self, owner: UUID, makers: Collection[UUID]) -> bool:
        """Whether a member of it has to agree first."""
        return self.party != owner and (self.party not in makers or bool(self.people))

    def stands(self, owner: UUID, makers: Collection[UUID]) -> bool:
        """Whether it is told as things are. Whoever declined is not told, asked or not."""
        return self.agreed is not False and (self.agreed is True or not self.must_agree(owner, makers))

    @property
    def said(self) -> Acknowledgment:
        """What the advisory says."""
        return Acknowledgment(names=self.people, organization=self.name, summary=self.summary, urls=self.links)


THE_SUMMARY: Final = {"field": "summary"}


def checked(given: Thanked) -> Thanked:
    """The same in one form. Raises InputRefusal for what cannot stand in an advisory."""
    from dataclasses import replace

    people = tuple(dict.fromkeys(filter(None, (" ".join(one.split()) for one in given.people))))
    links = tuple(dict.fromkeys(filter(None, (checked_link(one) for one in given.links))))
    summary = " ".join(given.summary.split())
    if not 0 < len(summary) <= LONGEST_SUMMARY:
        raise InputRefusal(
            f"Say in one sentence what the organisation is thanked for, in at most {LONGEST_SUMMARY} characters.",
            fields=THE_SUMMARY,
        )
    if len(people) > MOST_PEOPLE or any(len(one) > LONGEST for one in people):
        raise InputRefusal(
            f"At most {MOST_PEOPLE} people are named, each in at most {LONGEST} characters.", fields={"field": "people"}
        )
    if len(links) > MOST_LINKS:
        raise InputRefusal(f"At most {MOST_LINKS} links stand beside a thanks.", fields={"field": "links"})
    return replace(given, people=people, links=links, summary=summary)
