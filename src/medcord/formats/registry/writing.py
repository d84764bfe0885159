"""A registry as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Final, TextIO

from medcord.core.device.registry import ProductWords
from medcord.formats.registry.cells import join_cell, kept_cell

COLUMNS: Final = (
    "name",
    "model number",
    "catalogue numbers",
    "other names",
    "UDI-DI",
    "versions",
    "released",
    "support ends",
    "version notes",
    "support",
    "superseded by",
    "description",
)


def row_of(words: ProductWords) -> tuple[str, ...]:
    """One product in the order of ``COLUMNS``. The lists on versions stand side by side, entry by entry."""
    versions = words.listed()
    return (
        words.name,
        words.model_number,
        join_cell(words.catalogue_numbers),
        join_cell(words.aliases),
        join_cell(words.udi_dis),
        join_cell(one.name for one in versions),
        *(_beside(texts) for texts in (
            [one.released for one in versions], [one.support_ends for one in versions], [one.note for one in versions]
        )),
        words.support,
        words.superseded_by,
        words.description,
    )  # fmt: skip


def _beside(texts: list[str]) -> str:
    return join_cell(texts) if any(texts) else ""


def write_registry(out: TextIO, entries: Iterable[tuple[str, ProductWords]], *, with_maker: bool = False) -> int:
    """Write (maker, product) pairs; ``with_maker`` puts a column for the maker first. Returns the number of rows."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("maker", *COLUMNS) if with_maker else COLUMNS)
    count = 0
    for maker, words in entries:
        row = row_of(words)
        writer.writerow([kept_cell(cell) for cell in ((maker, *row) if with_maker else row)])
        count += 1
    return count
