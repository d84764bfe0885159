"""Serial numbers in prose: words that name one device, and words that name a range of devices.

The serial number of an implant is its patient's (P4), so what everybody reads names none. A range tells which devices
were made with a fault; it names nobody, and still stands in an advisory only for a reason. The words before a number
decide: a serial port, the serial number as a thing, or a placeholder of letters are no number of a device.
"""

from __future__ import annotations

import re
from typing import Final

_LABEL: Final = (
    r"(?:\bserial[ -]?(?:numbers?\b|nos?\b\.?|nrs?\b\.?|num\b\.?|#)|\bser\.? ?(?:nos?|nrs?)\b\.?"
    r"|\bs/ ?n(?:s|os?\.?)?(?![\w/])|\bserials?(?=\s?[:#=]))"
)
_JOINED: Final = r"\s{0,3}(?:(?:is|was|are|were|of)\b)?\s{0,3}[:#=]{0,2}\s{0,3}[\"“”'‘’(\[]?"
_NUMBER: Final = r"(?=[A-Z./_-]{0,12}\d)[A-Z0-9](?:[A-Z0-9/_-]|\.(?=\w)){2,39}"
_OPEN_END: Final = (
    r"(?:\s{0,3}(?:-|–|—|to|through|thru|until|up to|and up)\s{0,3}(?:and including\s)?[A-Z0-9]"
    r"|,?\s{1,3}(?:and|or)\s(?:above|below|up|higher|lower|later|earlier|greater|newer|older|before|after|prior|less)\b"
    r"|\s{0,3}[+*])"
)
_BOUND: Final = (
    r"(?:between|from|below|above|under|over|before|after|prior to|up to|through|until|than|or|starting|beginning"
    r"|begins?|starts?|end(?:s|ing)?|with|in the range|range[sd]?|prefix(?:es|ed)?|[<>≤≥]=?)"
)

_ONE: Final = re.compile(rf"{_LABEL}{_JOINED}{_NUMBER}", re.IGNORECASE)
_SHORT: Final = re.compile(r"\bSN[ -]?\d{4,}\b(?![.]\d)")
_ENDS_OPEN: Final = re.compile(_OPEN_END, re.IGNORECASE)
_BEGINS_OPEN: Final = re.compile(
    r"(?:\b(?:between|from|below|above|under|over|before|after|prior to|up to|through|until|than)|[<>≤≥]=?)\s{0,3}$",
    re.IGNORECASE,
)
_BEFORE: Final = 20
_WILD: Final = re.compile(r"X{2,}|[*?#]", re.IGNORECASE)
_SEVERAL: Final = re.compile(
    rf"{_LABEL}(?:\s{{1,3}}[a-z]{{1,12}}){{0,4}}?\s{{0,3}}[:(]?\s{{0,3}}{_BOUND}(?:\s{{1,3}}[a-z]{{1,12}}){{0,3}}?"
    rf"\s{{0,3}}[:\"“”'‘’(]?\s{{0,3}}{_NUMBER}",
    re.IGNORECASE,
)


def names_one_device(text: str) -> bool:
    """Whether the text gives the serial number of one device, or of several one by one."""
    return any(not _is_open(text, found) for one in (_ONE, _SHORT) for found in one.finditer(text))


def names_a_range_of_devices(text: str) -> bool:
    """Whether the text tells devices apart by a range of serial numbers."""
    return bool(_SEVERAL.search(text)) or any(
        _is_open(text, found) for one in (_ONE, _SHORT) for found in one.finditer(text)
    )


def _is_open(text: str, found: re.Match[str]) -> bool:
    """The number is the end of a range, or stands for many: "10000 to 19999", "A10*", "A10XXX"."""
    number = found[0].rpartition(" ")[2].lstrip("#")
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    return bool(_ENDS_OPEN.match(text, found.end()) or _BEGINS_OPEN.search(before) or _WILD.search(number))
