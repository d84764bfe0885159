"""What each class of information needs before it goes to the regulator, and before it is published: one frozen table.

Source of the duty: the coordinator "confers with the entity that supplied sensitive information before" it passes CCI,
trade secret or PCII on (domain.md F1.3, a secondary source; the clause of 225-24-015 could not be read, F1.6). It asks
for a consultation, not for a consent. PCII needs two written consents (6 CFR 29.3(b) and 29.8(b), F1.7). Where no
source says anything the entry says "default"; the reasons stand in docs/adr, “A supplier is asked, not obeyed”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from medcord.core.confidentiality.consultation import Answered
from medcord.core.vocabulary import ConfidentialityClass

VERSION: Final = 1

ANSWER_WORK_DAYS: Final = 5
"""Work days a supplier has to answer. Source: default; no text gives a number."""
SHORTEST_WORK_DAYS: Final = 1
"""No supplier is given less, whatever the hurry. Source: default."""

NOT_REGULATORY: Final = "Critical-infrastructure protection only. Not for regulatory use."
"""The limit that PCII carries into every copy, quotation, export and derivation (F1.7, C7)."""


class Needs(StrEnum):
    """What must be recorded before the regulator has it."""

    NOTHING = "nothing"
    CONSULTATION = "consultation"
    CONSENTS = "consents"


class Lifts(StrEnum):
    """Who may lift the bar that an objection puts up."""

    NOBODY = "nobody"
    OWNER = "owner"
    SUPPLIER = "supplier"


class Publish(StrEnum):
    """What a quotation needs before everybody reads it."""

    BY_TLP = "by_tlp"
    AGREED = "agreed"
    NEVER = "never"


class Giver(StrEnum):
    """Whose written consent to regulatory use it is."""

    SUBMITTER = "submitter"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class ClassRule:
    """One class. ``opens`` are the states of a consultation in which the regulator may have the item."""

    klass: ConfidentialityClass
    words: str
    needs: Needs
    opens: frozenset[Answered]
    lifts: Lifts
    publish: Publish
    limit: str
    source: str

    @property
    def spoken(self) -> str:
        """The class in a sentence that begins with “It is”."""
        return _SPOKEN.get(self.klass, self.words)


_K, _A = ConfidentialityClass, Answered
_NONE: Final[frozenset[Answered]] = frozenset()
_SPOKEN: Final[Mapping[ConfidentialityClass, str]] = MappingProxyType(
    {_K.TRADE_SECRET: "a trade secret", _K.PRIVACY: "marked as privacy"}
)

RULES: Final[Mapping[ConfidentialityClass, ClassRule]] = MappingProxyType(
    {
        one.klass: one
        for one in (
            ClassRule(_K.NONE, "no class", Needs.NOTHING, _NONE, Lifts.NOBODY, Publish.BY_TLP, "", "default"),
            ClassRule(_K.PRIVACY, "privacy", Needs.NOTHING, _NONE, Lifts.NOBODY, Publish.NEVER, "", "F1.8, F1.9"),
            ClassRule(
                _K.DELIBERATIVE, "deliberative", Needs.NOTHING, _NONE, Lifts.NOBODY, Publish.NEVER, "", "F1.9, X8"
            ),
            ClassRule(
                _K.CCI,
                "CCI",
                Needs.CONSULTATION,
                frozenset({_A.AGREED, _A.SILENT, _A.CONFERRED}),
                Lifts.OWNER,
                Publish.AGREED,
                "",
                "F1.3: confers before passing; who lifts an objection: default",
            ),
            ClassRule(
                _K.TRADE_SECRET,
                "trade secret",
                Needs.CONSULTATION,
                frozenset({_A.AGREED, _A.SILENT}),
                Lifts.SUPPLIER,
                Publish.AGREED,
                "",
                "F1.3: confers before passing; F1.9: left out of most sharing, so an objection stands: default",
            ),
            ClassRule(
                _K.PCII,
                "PCII",
                Needs.CONSENTS,
                _NONE,
                Lifts.NOBODY,
                Publish.NEVER,
                NOT_REGULATORY,
                "F1.7: 6 CFR 29.3(b), 29.8(b)",
            ),
        )
    }
)

STRICTNESS: Final = (_K.NONE, _K.PRIVACY, _K.DELIBERATIVE, _K.CCI, _K.TRADE_SECRET, _K.PCII)
"""From the least to the strictest: what a derived item is called. It is read only by who may read every source too."""


def rule_of(klass: ConfidentialityClass) -> ClassRule:
    """The rule of a class."""
    return RULES[klass]
