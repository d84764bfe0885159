"""What all schemas stand on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

LARGEST_NUMBER = 2_147_483_647
"""What every database keeps as a whole number."""

Line = Annotated[str, StringConstraints(max_length=160)]
Text = Annotated[str, StringConstraints(max_length=20_000)]
Whole = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]
Version = Annotated[
    int, Field(ge=0, le=LARGEST_NUMBER, description="The version that was read before; another one now gives a 409.")
]
Key = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]+$")]
"""A reference, tracking id or id in an address."""


def _in_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


def _of_our_time(instant: datetime) -> datetime:
    if not 2000 <= instant.year <= 2200:
        raise ValueError("must lie between the years 2000 and 2200")
    return instant.astimezone(UTC)


Time = Annotated[datetime, AfterValidator(_in_utc)]
"""An instant that is shown, in UTC."""
GivenTime = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
"""An instant that is given, with its zone."""


class Given(BaseModel):
    """What a client sends. A field that is not known is refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_zero(cls, data: Any) -> Any:
        if _holds_zero(data):
            raise ValueError("holds the character zero, which no field can keep; take it out")
        return data


def _holds_zero(data: Any) -> bool:
    if isinstance(data, str):
        return "\0" in data
    if isinstance(data, dict):
        return any(_holds_zero(key) or _holds_zero(value) for key, value in data.items())
    return isinstance(data, list) and any(map(_holds_zero, data))


class Refused(BaseModel):
    """Why not: a stable code for programs, a sentence for people, and what it is about."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "not-found",
                    "sentence": "There is no such page, or it is not open to you.",
                    "fields": {"what": "page"},
                }
            ]
        }
    )

    code: str
    sentence: str
    fields: dict[str, str]


class Party(BaseModel):
    """An organisation."""

    id: UUID
    name: str
    role: str


class Reason(Given):
    """Why; the reason stays in the ledger."""

    reason: Text


class Evidence(Given):
    """What shows it: a link, a message, a name and a time."""

    evidence: Text
