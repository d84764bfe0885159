"""Numbers by which others know a vulnerability, found in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CVE = re.compile(r"\bCVE-\d{4}-\d{4,19}\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:VU#\d{4,7}|VRF#\d\d-\d\d-[A-Z]{4,6}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}|ICSM?A-\d\d-\d{3}-\d\d"
    r"|ZDI-CAN-\d{4,6}|JVN#\d{8}|EUVD-\d{4}-\d{3,8}|INC\d{10,15})\b",
    re.IGNORECASE,
)
_LOWER = re.compile(r"ghsa", re.IGNORECASE)
MOST = 40


@dataclass(frozen=True, slots=True)
class Numbers:
    """CVE ids, and numbers of other trackers (VU#, VRF#, GHSA-, ICSA- and ICSMA-, ZDI-CAN-, JVN#, EUVD-, INC)."""

    cves: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def numbers_in(*texts: str) -> Numbers:
    """Every number in these texts, each once, in the order they come."""
    whole = "\n".join(texts)
    cves = dict.fromkeys(found.upper() for found in _CVE.findall(whole))
    others = dict.fromkeys(_spelled(found) for found in _OTHERS.findall(whole))
    return Numbers(tuple(cves)[:MOST], tuple(others)[:MOST])


def _spelled(number: str) -> str:
    return f"GHSA{number[4:].lower()}" if _LOWER.match(number) else number.upper()
