"""How long a federal civilian agency has to remediate: the table of CISA's directive BOD 26-04, version 1.0.0."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

FORENSIC: Final = "with a forensic investigation"
UPGRADE_WORDS: Final = "The table sets no day: it is fixed with the next upgrade of the system."
UPGRADE: Final = None  # days: none are set, it is fixed with the next system upgrade

# in the list of known exploited vulnerabilities, publicly exposed, automatable, total impact: days, forensic
TABLE: Final = MappingProxyType(
    {
        (False, False, False, False): (UPGRADE, False),
        (True, False, False, False): (14, False),
        (False, True, False, False): (60, False),
        (False, False, True, False): (60, False),
        (False, False, False, True): (UPGRADE, False),
        (True, True, False, False): (14, False),
        (True, False, True, False): (14, False),
        (False, True, True, False): (14, False),
        (True, False, False, True): (14, False),
        (False, True, False, True): (14, False),
        (False, False, True, True): (60, False),
        (True, True, True, False): (3, False),
        (True, True, False, True): (3, True),
        (True, False, True, True): (3, True),
        (False, True, True, True): (3, False),
        (True, True, True, True): (3, True),
    }
)
_ASKED: Final = (
    "whether it is in the list of known exploited vulnerabilities",
    "whether it is publicly exposed",
    "whether an attack can be automated",
    "whether the impact is total",
)


class Outcome(NamedTuple):
    """Days, None for no days but the next upgrade; words beside them; whether the table leaves no doubt."""

    days: int | None
    words: str
    sure: bool


@lru_cache(maxsize=128)
def remediation(in_kev: bool | None, exposed: bool | None, automatable: bool | None, total: bool | None) -> Outcome:
    """What the table says. An answer that is not known is taken both ways: when the outcomes then differ the shortest
    is given, and the words say what would decide."""
    given = (in_kev, exposed, automatable, total)
    rows = {
        row for asked, row in TABLE.items() if all(each in (None, one) for one, each in zip(asked, given, strict=True))
    }
    if len(rows) == 1:
        days, forensic = next(iter(rows))
        return Outcome(days, f"{FORENSIC.capitalize()}." if forensic else "", sure=True)
    known = sorted(days for days, _ in rows if days is not None)
    unknown = [words for words, each in zip(_ASKED, given, strict=True) if each is None]
    longest = "to no set day" if any(days is None for days, _ in rows) else f"to {known[-1]} days"
    words = f"From {known[0]} days {longest}: not known {', '.join(unknown)}."
    return Outcome(known[0], words, sure=False)
