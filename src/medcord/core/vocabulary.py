"""The words of the field, once: roles, markings, classes, states of work. Glossary: CONTEXT.md."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an organisation is in the partnership."""

    COORDINATOR = "coordinator"
    REGULATOR = "regulator"
    MANUFACTURER = "manufacturer"
    ISAO = "isao"
    HOSPITAL = "hospital"


class MemberRole(StrEnum):
    """What a member may do for their party: run its members, act, or only read."""

    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    READER = "reader"


class Tlp(StrEnum):
    """FIRST Traffic Light Protocol 2.0 (domain.md F7.3), most open first."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"

    @classmethod
    def read(cls, label: str) -> Tlp:
        """Read a TLP 1.0 or 2.0 label; WHITE is CLEAR. Raises ValueError for anything else."""
        word = label.strip().upper().removeprefix("TLP:")
        return cls("CLEAR" if word == "WHITE" else word)


class ConfidentialityClass(StrEnum):
    """Who else must be asked before an item may be shared (domain.md F1.7-F1.10)."""

    NONE = "none"
    CCI = "cci"
    TRADE_SECRET = "trade-secret"  # noqa: S105 - a class of information, not a secret of ours
    PCII = "pcii"
    DELIBERATIVE = "deliberative"
    PRIVACY = "privacy"


class Verdict(StrEnum):
    """What an advisory means for a device (matching.md). Silence means another product; uncertainty is POSSIBLE."""

    AFFECTED = "affected"
    POSSIBLE = "possible"
    NOT_AFFECTED = "not_affected"


class Basis(StrEnum):
    """What a verdict rests on (matching.md)."""

    STATED = "stated"
    IN_RANGE = "in_range"
    OUTSIDE_RANGE = "outside_range"
    FIXED = "fixed"
    NEEDS_REVIEW = "needs_review"
    NO_LONGER_NAMED = "no_longer_named"
    """An earlier revision named the product; the one in force does not."""


class ProductStatus(StrEnum):
    """What is said of a product in an advisory or by a manufacturer."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not_affected"
    FIXED = "fixed"
    UNDER_INVESTIGATION = "under_investigation"


class Severity(StrEnum):
    """Severity of patient harm, five levels (FDA postmarket guidance 2016, domain.md F2.3), least first."""

    NEGLIGIBLE = "negligible"
    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"
    CATASTROPHIC = "catastrophic"

    @property
    def step(self) -> int:
        """1 (negligible) to 5 (catastrophic)."""
        return list(type(self)).index(self) + 1
