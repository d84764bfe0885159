"""What happened, in the past tense. Every reader (timeline, audit, clocks, feeds, measures) reads these records.

One fact per human act or per batch, never one per device. A fact holds references, codes, counts, times and salted
digests; never bodies, names or addresses, so that content can be purged while the chain still verifies.
Field types are therefore closed: UUID, int, bool, datetime, ``Code`` and ``Digest`` (``check`` refuses the rest).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import ClassVar, NewType
from uuid import UUID

Code = NewType("Code", str)
"""A short machine word: letters, digits and ``_ . : + -``, at most 64 characters."""

Digest = NewType("Digest", str)
"""64 lower-case hexadecimal digits; "" when there was no content."""

_CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,64}")

Plain = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of all facts. ``STREAM`` names the chain's kind and the field that picks the chain ("" for the node's
    own)."""

    STREAM: ClassVar[tuple[str, str]] = ("node", "")

    @property
    def stream(self) -> str:
        """The chain this fact belongs to: "case:<uuid>", "organisation:<uuid>", "report:<uuid>" or "node"."""
        kind, key = self.STREAM
        return f"{kind}:{getattr(self, key)}" if key else kind

    @property
    def kind(self) -> str:
        return type(self).__name__

    def data(self) -> dict[str, Plain]:
        """Plain values for the chain, keys as the field names; TypeError for anything that could hold content."""
        return {item.name: _plain(item.name, getattr(self, item.name)) for item in fields(self)}


def _plain(name: str, value: object) -> Plain:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, str) and _CODE.fullmatch(value):
        return str(value)
    raise TypeError(f"a fact may not hold {name}: only ids, counts, times, codes and digests")


@dataclass(frozen=True, slots=True)
class OfOrganisation(Fact):
    STREAM: ClassVar[tuple[str, str]] = ("organisation", "organisation")
    organisation: UUID


@dataclass(frozen=True, slots=True)
class OfReport(Fact):
    STREAM: ClassVar[tuple[str, str]] = ("report", "report")
    report: UUID


@dataclass(frozen=True, slots=True)
class OfCase(Fact):
    STREAM: ClassVar[tuple[str, str]] = ("case", "case")
    case: UUID
