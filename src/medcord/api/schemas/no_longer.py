"""An advisory on a worklist that was withdrawn or superseded."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from medcord.api.schemas.base import Time
from medcord.core.advisory.fallen import Fallen


class NoLongerInForce(BaseModel):
    """That an advisory no longer stands, since when, and what takes its place (``superseded_by``, ``url``; else empty).
    It clears no device: verdicts stand as they did. ``advice`` is its publisher's, ``todo`` ours."""

    kind: Literal["withdrawn", "superseded"]
    since: Time
    superseded_by: str
    url: str
    reason: str
    advice: str
    clears_nothing: str
    todo: str

    @classmethod
    def of(cls, gone: Fallen | None) -> NoLongerInForce | None:
        if gone is None:
            return None
        return cls(
            kind="withdrawn" if gone.word == "withdrawn" else "superseded",
            since=gone.since,
            superseded_by=gone.by,
            url=gone.url,
            reason=gone.standing.reason,
            advice=gone.standing.advice,
            clears_nothing=gone.clears_nothing,
            todo=gone.todo,
        )
