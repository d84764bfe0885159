"""The short form of an advisory for an emergency."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from medcord.api.schemas.base import Given, Text, Time, Version
from medcord.core.advisory.emergency import ReviewOutcome
from medcord.drafting.queries import Prepared


class ShortFormGiven(Given):
    """All of the short form: words, and products of the case that their makers spoke of. ``news``, what is new, where
    the advisory is out already: then it is of a revision, and its CVEs stay."""

    title: Annotated[str, StringConstraints(max_length=200)]
    device: Text
    what_could_happen: Text
    what_to_do: Text
    cve: Annotated[str, StringConstraints(max_length=24)] = ""
    unmatched: Text = ""
    news: Text = ""
    products: list[UUID]
    expected_version: Version | None = None

    def words(self) -> dict[str, str]:
        """What is written."""
        names = ("title", "device", "what_could_happen", "what_to_do", "cve", "unmatched", "news")
        return {name: getattr(self, name) for name in names}


class ShortFormRead(Given):
    """The version that was read."""

    number: Version


class BreakGlass(Given):
    """``two`` asks for the release, ``second`` agrees to it as another person, ``alone`` releases it with a review due.
    ``confirmed`` is the reference of the case, so that nothing goes out by accident."""

    way: Literal["two", "second", "alone"]
    reason: Text = ""
    confirmed: Annotated[str, StringConstraints(max_length=40)]


class ReviewGiven(Given):
    """What the review found, and in words."""

    outcome: ReviewOutcome
    words: Text


class ShortFormShown(BaseModel):
    """The newest short form, who saw it, and how it went out, as which ``revision``. ``seen``: the regulator has
    read exactly this; ``held_back``:
    what must not go out, for those who write it."""

    version: int
    number: int
    title: str
    device: str
    what_could_happen: str
    what_to_do: str
    cve: str
    unmatched: str
    news: str
    products: list[UUID]
    saved_at: Time
    saved_name: str
    seen: bool
    seen_at: Time | None
    seen_name: str
    held_back: list[str]
    reason: str
    first_at: Time | None
    first_name: str
    released_at: Time | None
    released_name: str
    tracking_id: str
    revision: int
    review_due: Time | None
    reviewed_at: Time | None
    reviewed_name: str
    outcome: ReviewOutcome | Literal[""]
    review: str

    @classmethod
    def of(cls, now: Prepared) -> ShortFormShown:
        own = set(cls.model_fields) - {"seen", "held_back"}
        values = {name: getattr(now.form, name) for name in own}
        return cls(**values, seen=now.seen, held_back=[one.sentence for one in now.bars])
