"""The list of legal bases, with every version of each."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from medcord.api.schemas.base import Given, Text, Time, Whole
from medcord.cases.queries import BasisHeld
from medcord.core.confidentiality import Effect, LegalBasis, Period


class Days(Given):
    """Days on which a basis holds, both included. ``verified``: its text was read."""

    valid_from: date | None = None
    valid_to: date | None = None
    source: Text
    verified: bool = False

    @classmethod
    def of(cls, one: Period) -> Days:
        return cls(valid_from=one.valid_from, valid_to=one.valid_to, source=one.source, verified=one.verified)

    def value(self) -> Period:
        """The same for the rules."""
        return Period(self.valid_from, self.valid_to, self.source, verified=self.verified)


class BasisShown(BaseModel):
    """A version of a basis. ``change`` is the id of the change that wrote it; none for one as it was shipped."""

    code: str
    version: int
    words: str
    gives: str
    effect: Literal["shows", "stops"]
    periods: list[Days]
    because: str
    changed_at: Time | None
    change: UUID | None
    destroyed: bool

    @classmethod
    def of(cls, held: BasisHeld) -> BasisShown:
        basis, change = held.basis, held.change
        return cls(
            code=basis.code,
            version=held.number,
            words=basis.words,
            gives=basis.gives,
            effect=basis.effect.value,
            periods=[Days.of(one) for one in basis.periods],
            because=change.because if change else "",
            changed_at=change.at if change else None,
            change=change.pk if change else None,
            destroyed=held.gone,
        )


class BasisGiven(Given):
    """A basis as it is to stand, with all its periods. ``expected`` is the version that was read before; 0 makes a new
    one. To end it, give its last period a last day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "words": "Federal Information Security Modernization Act of 2014", "gives": "Reports of incidents.",
                    "effect": "shows", "periods": [{"source": "44 U.S.C. 3554", "verified": True}],
                    "because": "Counsel asked for it.", "expected": 0,
                }
            ]
        }
    )  # fmt: skip

    words: Text
    gives: Text
    effect: Literal["shows", "stops"] = "shows"
    periods: list[Days]
    because: Text
    expected: Whole

    def basis(self, code: str) -> LegalBasis:
        """The same for the rules."""
        return LegalBasis(code, self.words, self.gives, tuple(one.value() for one in self.periods), Effect(self.effect))
