"""Between a row of the registry and the plain value of what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from medcord.core.device.registry import ProductWords, RegistryVersion, Wrong
from medcord.core.refusals import InputRefusal
from medcord.products.models import Product

_PLAIN = ("name", "model_number", "description", "support")
_LISTS = ("aliases", "udi_dis", "catalogue_numbers")


def put(row: Product, words: ProductWords, successor: Product | None) -> None:
    """Write cleaned words into a row that is not saved yet."""
    for name in _PLAIN:
        setattr(row, name, getattr(words, name))
    for name in _LISTS:
        setattr(row, name, list(getattr(words, name)))
    versions = words.listed()
    row.versions = [one.name for one in versions]
    details = {one.name: {key: text for key, text in asdict(one).items() if key != "name" and text} for one in versions}
    row.version_details = {name: said for name, said in details.items() if said}
    row.superseded_by = successor


def as_plain(words: ProductWords) -> dict[str, object]:
    """Words as JSON keeps them."""
    return {**asdict(words), "versions": [asdict(one) for one in words.listed()]}


def from_plain(kept: Mapping[str, Any]) -> ProductWords:
    """The same words again, as ``as_plain`` wrote them."""
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}
    return ProductWords(**{**given, "versions": tuple(RegistryVersion(**one) for one in kept["versions"])})


def sealed_text(words: ProductWords) -> str:
    """The text a digest is made of."""
    return json.dumps(as_plain(words), sort_keys=True)


def refuse_first(wrong: list[Wrong]) -> None:
    """Raise InputRefusal for the first thing that is wrong, with its field."""
    if wrong:
        raise InputRefusal(wrong[0].sentence, fields={"field": wrong[0].field})
