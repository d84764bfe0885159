"""A manufacturer's own risk matrix: exploitability by severity of harm (F2.2 to F2.4).

The guidance assigns no cell and calls the middle indistinct, so there is no matrix of ours: a firm signs its own, and a
cell may be left to the person who decides. A cell is shown beside a decision; it never makes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from medcord.core.refusals import InputRefusal
from medcord.core.vocabulary import Severity


class Exploitability(StrEnum):
    """How easily the weakness is used, by the firm's own scoring (F2.2)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Cell(StrEnum):
    """What a firm wrote into one cell."""

    CONTROLLED = "controlled"
    UNCONTROLLED = "uncontrolled"
    JUDGED = "judged"

    @property
    def words(self) -> str:
        """As people read it."""
        return "judge each time" if self is Cell.JUDGED else self.value


Cells = Mapping[tuple[Exploitability, Severity], Cell]

KEYS: Final[tuple[str, ...]] = tuple(f"{row}:{column}" for row in Exploitability for column in Severity)
"""The fifteen cells as forms, API and rows name them: "medium:critical"."""


def read_cells(given: Mapping[str, str]) -> Cells:
    """A whole matrix. Raises InputRefusal for a cell that is missing, unknown or holds another word: none is filled in
    for anybody."""
    odd = sorted(set(given) - set(KEYS))
    if odd:
        raise InputRefusal(f"“{odd[0][:40]}” is no cell of the matrix. They are named as “medium:critical”.")
    words = {cell.value for cell in Cell}
    for key in KEYS:
        if given.get(key) not in words:
            raise InputRefusal(
                f"Choose what your matrix says for {key.replace(':', ' exploitability and ')} harm: controlled, "
                "uncontrolled, or judge each time. No cell is filled in for you.",
                code="cell-missing",
                fields={"field": key},
            )
    return MappingProxyType({_place(key): Cell(given[key]) for key in KEYS})


def _place(key: str) -> tuple[Exploitability, Severity]:
    row, _, column = key.partition(":")
    return Exploitability(row), Severity(column)
