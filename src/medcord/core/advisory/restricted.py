"""Advisories for some parties before all: their labels, how they stand, and what may follow what (policy 89)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from medcord.core.vocabulary import Tlp


class ToldStand(StrEnum):
    """How a restricted advisory stands."""

    PREPARED = "prepared"
    REFUSED = "refused"
    TOLD = "told"
    WITHDRAWN = "withdrawn"
    CLEARED = "cleared"
    DESTROYED = "destroyed"


class Step(StrEnum):
    """What is done to one."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    CLEAR = "clear"
    DESTROY = "destroy"


FOLLOWS: Final[Mapping[tuple[ToldStand, Step], ToldStand]] = MappingProxyType(
    {
        (ToldStand.PREPARED, Step.APPROVE): ToldStand.TOLD,
        (ToldStand.PREPARED, Step.REFUSE): ToldStand.REFUSED,
        (ToldStand.TOLD, Step.WITHDRAW): ToldStand.WITHDRAWN,
        (ToldStand.TOLD, Step.CLEAR): ToldStand.CLEARED,
        **{(one, Step.DESTROY): ToldStand.DESTROYED for one in ToldStand if one is not ToldStand.DESTROYED},
    }
)
"""Every step there is; any other is refused."""

READ_AFTER: Final = frozenset({ToldStand.TOLD, ToldStand.WITHDRAWN, ToldStand.CLEARED})
"""As those read it whom it was told: what was withdrawn or cleared says so."""

LABELS: Final = (Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT)
"""CLEAR is published, and RED is for named people, not for parties."""

MARKINGS: Final[Mapping[Tlp, str]] = MappingProxyType(
    {
        Tlp.GREEN: "for your organisation and its community; do not publish",
        Tlp.AMBER: "for your organisation and those of its clients who need to know; do not publish",
        Tlp.AMBER_STRICT: "for your organisation only, and in it for those who need to know; do not publish",
    }
)


def standards(label: Tlp) -> tuple[str, ...]:
    """The versions of CSAF that can say this label: 2.0 knows TLP 1.0, which has no AMBER+STRICT."""
    return ("2.1",) if label is Tlp.AMBER_STRICT else ("2.0", "2.1")
