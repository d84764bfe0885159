"""One way to cut a list into pages: ``limit`` and ``offset``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from ninja import Query
from pydantic import BaseModel, Field

from medcord.core.refusals import InputRefusal

MOST = 200

Row = TypeVar("Row")
Out = TypeVar("Out", bound=BaseModel)


class Cut(BaseModel):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=MOST, description="How many entries at most, up to 200.")
    offset: int = Field(0, ge=0, le=10_000_000, description="How many entries to pass over.")

    @property
    def number(self) -> int:
        """The page, from 1, for lists that are kept in pages. Raises InputRefusal for an offset between two pages."""
        if self.offset % self.limit:
            raise InputRefusal(
                f"“offset” must be a multiple of “limit” ({self.limit}) for this list.", fields={"field": "offset"}
            )
        return self.offset // self.limit + 1


CutQuery = Annotated[Cut, Query()]


class Page(BaseModel, Generic[Out]):
    """One part of a list; ``count`` is how many entries there are in all for this viewer."""

    items: list[Out]
    count: int
    limit: int
    offset: int


def page_of(rows: Sequence[Row], cut: Cut, show: Callable[[Row], Out]) -> Page[Out]:
    """The part of a list in memory."""
    shown = [show(row) for row in rows[cut.offset : cut.offset + cut.limit]]
    return Page(items=shown, count=len(rows), limit=cut.limit, offset=cut.offset)


def page_with(shown: Sequence[Out], count: int, cut: Cut) -> Page[Out]:
    """A part that was cut already; past the end there is nothing."""
    return Page(
        items=list(shown) if cut.offset < max(1, count) else [], count=count, limit=cut.limit, offset=cut.offset
    )
