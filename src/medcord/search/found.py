"""What somebody's question found, of one kind: the newest rows with a snippet each, and how many there are to be seen.

Rows come in already asked for by ``core.access.may``, one after the other and only as far as they are needed, so
nothing that is hidden is shown, counted or put in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from medcord.search.words import Question, Snippet, snippet_of

T = TypeVar("T")

COUNTED = 100


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """One row, and where the words stand in its text."""

    row: T
    snippet: Snippet | None


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """``count`` stops at 100; ``more`` says that it did."""

    hits: tuple[Hit[T], ...] = ()
    count: int = 0
    more: bool = False

    @classmethod
    def nothing(cls) -> Found[T]:
        """No question, or nobody to ask for."""
        return cls()

    @classmethod
    def of(
        cls,
        question: Question,
        rows: Iterable[T],
        text: Callable[[T], str],
        most: int,
        *,
        shown: Callable[[T], str] | None = None,
    ) -> Found[T]:
        """The first ``most`` of the readable rows, in the order they come. ``shown``: the text a snippet is cut from,
        where a title says the rest already."""
        hits: list[Hit[T]] = []
        count = 0
        for row in rows:
            if not question.holds(text(row)):
                continue
            if count == COUNTED:
                return cls(tuple(hits), count, more=True)
            count += 1
            if len(hits) < most:
                hits.append(Hit(row, snippet_of((shown or text)(row), question)))
        return cls(tuple(hits), count)
