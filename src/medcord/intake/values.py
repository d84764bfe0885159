"""Words of a report that other rooms may use too."""

from __future__ import annotations

from enum import StrEnum

NOT_SAID = "Not said."
"""Stands where a report must say something and its source did not."""


class FinderIdentity(StrEnum):
    """How a finder wants to be known (R3)."""

    NAMED = "named"
    PSEUDONYMOUS = "pseudonymous"
    ANONYMOUS = "anonymous"


class Origin(StrEnum):
    """How a report came."""

    FINDER = "finder"
    MAIL = "mail"
    MANUFACTURER = "manufacturer"
    SIGNAL = "signal"
