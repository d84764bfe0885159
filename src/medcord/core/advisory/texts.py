"""Every text of an advisory, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass


def texts_of(value: object) -> Iterator[str]:
    """The texts of a value, in the order of its fields."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from texts_of(getattr(value, each.name))
    elif isinstance(value, (tuple, list, frozenset)):
        for one in value:
            yield from texts_of(one)
