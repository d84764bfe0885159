"""A clause as plain values that JSON can hold, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from medcord.core.agreement.clause import Actor, Clause
from medcord.core.clocks.rule import Length, Unit

_LIMITS = ("limit", "limit_when_attacked", "each_cycle")
_DAYS = ("valid_from", "valid_to")
_SIGNS = ("starts", "ends", "voids", "before")


def plain(clause: Clause) -> dict[str, Any]:
    """The clause as a mapping: limits as [count, unit], days as ISO 8601, signs as lists of names."""
    found: dict[str, Any] = {field.name: getattr(clause, field.name) for field in fields(clause)}
    found["actor"] = clause.actor.value
    for name in _LIMITS:
        limit = found[name]
        found[name] = [limit.count, limit.unit.value] if limit is not None else None
    for name in _DAYS:
        found[name] = found[name].isoformat() if found[name] is not None else None
    for name in _SIGNS:
        found[name] = list(found[name])
    return found


def read(found: Mapping[str, Any]) -> Clause:
    """The clause of a mapping that ``plain`` wrote."""
    values = dict(found)
    values["actor"] = Actor(values["actor"])
    for name in _LIMITS:
        limit = values[name]
        values[name] = Length(int(limit[0]), Unit(limit[1])) if limit is not None else None
    for name in _DAYS:
        values[name] = date.fromisoformat(values[name]) if values[name] is not None else None
    for name in _SIGNS:
        values[name] = tuple(values.get(name, ()))
    return Clause(**values)
