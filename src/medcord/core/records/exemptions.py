"""Why something of a record may be withheld, as data. A class of information proposes one; a named person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from medcord.core.vocabulary import ConfidentialityClass


@dataclass(frozen=True, slots=True)
class Exemption:
    """One ground for withholding. ``verified``: its text was read at the source named, not told by another."""

    code: str
    words: str
    source: str
    verified: bool
    by_statute: bool = False


EXEMPTIONS: Final = (
    Exemption(
        "b3-pcii",
        "Protected critical infrastructure information, which another statute keeps from disclosure",
        "5 U.S.C. 552(b)(3) with 6 CFR 29.8 (F1.7)",
        verified=True,
        by_statute=True,
    ),
    Exemption(
        "b4",
        "Trade secrets and confidential commercial information",
        "5 U.S.C. 552(b)(4); 21 CFR 20.61; 21 CFR 806.40 (F1.8)",
        verified=True,
    ),
    Exemption(
        "b5",
        "Deliberation inside and between agencies before a decision",
        "5 U.S.C. 552(b)(5); FDA's categories of non-public information (F1.9)",
        verified=False,
    ),
    Exemption(
        "b6",
        "Personal and medical data; who a finder is",
        "5 U.S.C. 552(b)(6); 21 CFR 20.63 (F1.8)",
        verified=True,
    ),
    Exemption(
        "b6-serial",
        "Serial numbers of implanted devices",
        "5 U.S.C. 552(b)(6); 21 CFR 806.40 and 803.9 (F1.8)",
        verified=True,
    ),
    Exemption(
        "b7a",
        "Records of an open investigation whose disclosure would disturb it",
        "5 U.S.C. 552(b)(7)(A); FDA's categories of non-public information (F1.9)",
        verified=False,
    ),
)
BY_CODE: Final[Mapping[str, Exemption]] = MappingProxyType({one.code: one for one in EXEMPTIONS})
TO_CHOOSE: Final = tuple(one for one in EXEMPTIONS if not one.by_statute)
"""What a person may cite. Protection by statute is not chosen: it follows from the mark, and nobody lifts it here."""

_PROPOSED: Final[Mapping[ConfidentialityClass, str]] = MappingProxyType(
    {
        ConfidentialityClass.PCII: "b3-pcii",
        ConfidentialityClass.CCI: "b4",
        ConfidentialityClass.TRADE_SECRET: "b4",
        ConfidentialityClass.DELIBERATIVE: "b5",
        ConfidentialityClass.PRIVACY: "b6",
    }
)


def proposed(klass: ConfidentialityClass) -> str:
    """The exemption that a class proposes, by code; "" where it proposes none."""
    return _PROPOSED.get(klass, "")


@dataclass(frozen=True, slots=True)
class Law:
    """The law under which somebody asks."""

    code: str
    words: str
    source: str


LAWS: Final = (
    Law("foia", "Freedom of Information Act (federal)", "5 U.S.C. 552"),
    Law("state", "A public-records act of a state", "the act that the requester cites"),
    Law("patient", "A patient who asks for what is held about that patient", "21 CFR 806.40 (F1.8)"),
    Law("other", "Another law", "the act that the requester cites"),
)
