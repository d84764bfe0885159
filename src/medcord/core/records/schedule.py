"""How long the records of a case are kept after it was closed, as data. What is due is listed, never destroyed.

An agency's own schedule goes before these rules; ``verified`` says whether the text was read at its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of records. ``years`` after closing; None: no day follows from the case alone. ``settable``: the owner
    of a case can choose it; the others are duties of somebody else, listed so that nobody forgets them."""

    code: str
    of: str
    years: int | None
    holder: str
    source: str
    verified: bool
    settable: bool = True


SCHEDULE: Final = (
    Rule(
        "incident-3y",
        "The case, its messages, drafts and decisions",
        3,
        "coordinator",
        "NARA General Records Schedule 3.2, item 020 (security incidents: three years after follow-up is done)",
        verified=False,
    ),
    Rule(
        "disclosure-6y",
        "A case of which records were released on request",
        6,
        "coordinator",
        "NARA General Records Schedule 4.2, item 020 (access requests: six years after the final action)",
        verified=False,
    ),
    Rule("permanent", "A case of lasting value", None, "coordinator", "decided by the records officer", verified=False),
    Rule(
        "clk-13",
        "A manufacturer's records of corrections it did not report: two years beyond the expected life of the device",
        None,
        "manufacturer",
        "21 CFR 806.20 (CLK-13)",
        verified=False,
        settable=False,
    ),
)
BY_CODE: Final[Mapping[str, Rule]] = MappingProxyType({one.code: one for one in SCHEDULE})


def until(rule: Rule, closed_at: datetime | None) -> datetime | None:
    """To which instant the records are kept; None while the case is open, or where no day follows. A case closed on 29
    February is kept to 1 March where the year has none."""
    if rule.years is None or closed_at is None:
        return None
    year = closed_at.year + rule.years
    try:
        return closed_at.replace(year=year)
    except ValueError:
        return closed_at.replace(year=year, month=3, day=1)
