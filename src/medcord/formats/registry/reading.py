"""A table of products (CSV of any delimiter, XLSX, XLS, ODS) as entries of the registry, each row with its faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from medcord.core.device.registry import FIELDS, ProductWords, RegistryVersion, Wrong, cleaned
from medcord.core.refusals import InputRefusal, UnreadableFile
from medcord.formats.inventory import TableRow, read_table
from medcord.formats.registry.cells import split_cell, typed_cell

MOST_ROWS: Final = 20_000

# Titles as they are compared (lower case, signs as spaces) for each part of an entry.
_TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "product", "product name", "device", "model", "model name", "brand name"),
    "model_number": ("model number", "model no", "ref", "version or model number"),
    "catalogue_numbers": ("catalogue numbers", "catalogue number", "catalog number", "catalog numbers", "sku"),
    "aliases": ("other names", "aliases", "other name", "alias", "trade names"),
    "udi_dis": ("udi di", "udi dis", "udi", "primary di", "gtin", "di"),
    "versions": ("versions", "version", "software versions", "software version"),
    "released": ("released", "release date", "release dates"),
    "support_ends": ("support ends", "end of support", "eos"),
    "notes": ("version notes", "version note", "notes on versions"),
    "support": ("support", "support status"),
    "superseded_by": ("superseded by", "successor", "replaced by"),
    "description": ("description", "device description", "what it is"),
}
_LISTS: Final = frozenset({"catalogue_numbers", "aliases", "udi_dis", "versions", "released", "support_ends", "notes"})
_BESIDE: Final = {"released": "released", "support_ends": "support ends", "notes": "version notes"}
_OF_VERSIONS: Final = frozenset({"versions", *_BESIDE})
IGNORED: Final = frozenset({"maker", "manufacturer"})


@dataclass(frozen=True, slots=True)
class LineFault:
    """Why a row is refused: the column as the file calls it, and a sentence with what to do."""

    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RegistryLine:
    """One row: its number in the file, what it says (only the fields the file has columns for), and its faults."""

    row: int
    words: ProductWords
    faults: tuple[LineFault, ...]


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """A file that was read. ``fields`` are the parts of an entry it speaks of; ``columns`` what it calls them."""

    name: str
    fields: frozenset[str]
    columns: Mapping[str, str]
    remarks: tuple[str, ...]
    lines: tuple[RegistryLine, ...]


def read_registry(source: BinaryIO, *, name: str) -> RegistryFile:
    """Read the whole file. Raises UnreadableFile or InputRefusal when it cannot be a registry."""
    table = read_table(source, name=name, titles=[title for titles in _TITLES.values() for title in titles])
    at, unknown = _columns(table.header)
    if "name" not in at:
        raise UnreadableFile(
            name,
            f"it has no column for the name of a product; its columns are {_shown(table.header)}.",
            "Call the column “name”, or start from the template.",
            where=f"row {table.header_row}",
            code="no-name-column",
        )
    lines: list[RegistryLine] = []
    for row in table.rows():
        if len(lines) == MOST_ROWS:
            raise InputRefusal(
                f"{name} has more than {MOST_ROWS:,} rows. Give it in several files.", code="file-too-large"
            )
        lines.append(_line(row, at, table.header))
    remarks = [f"The column “{title[:60]}” is not known and was left out." for title in unknown]
    if table.layout.other_sheets:
        remarks.append(f"Only the sheet “{table.layout.sheet}” was read.")
    speaks_of = {"versions" if field in _OF_VERSIONS else field for field in at}
    columns = {field: table.header[position] for field, position in at.items()}
    return RegistryFile(table.name, frozenset(speaks_of & set(FIELDS)), columns, tuple(remarks), tuple(lines))


def _columns(header: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    known = {title: field for field, titles in _TITLES.items() for title in titles}
    plain = [
        " ".join("".join(sign if sign.isalnum() else " " for sign in title).casefold().split()) for title in header
    ]
    ranked = sorted(
        (_TITLES[known[title]].index(title), position) for position, title in enumerate(plain) if title in known
    )
    at: dict[str, int] = {}
    for _rank, position in ranked:
        at.setdefault(known[plain[position]], position)
    taken = {*at.values(), *(position for position, title in enumerate(plain) if title in IGNORED)}
    return at, [title for position, title in enumerate(header) if position not in taken]


def _shown(header: Sequence[str]) -> str:
    return ", ".join(f"“{title[:30]}”" for title in header[:8])


def _line(row: TableRow, at: Mapping[str, int], header: Sequence[str]) -> RegistryLine:
    texts = {field: typed_cell(row.cells[position]) for field, position in at.items() if position < len(row.cells)}
    columns = {field: header[position] for field, position in at.items()}
    given: dict[str, Any] = {
        field: split_cell(text) if field in _LISTS else text for field, text in texts.items() if field != "name"
    }
    versions, wrong = _versions(given)
    for field in _OF_VERSIONS:
        given.pop(field, None)
    words, more = cleaned(ProductWords(name=texts.get("name", ""), versions=versions, **given))
    faults = [LineFault(columns.get(one.field, columns["name"]), one.sentence) for one in (*wrong, *more)]
    if "udi_dis" in at and row.kinds.get(at["udi_dis"]) in {"number", "date"}:
        faults.append(LineFault(columns["udi_dis"], "The workbook keeps this UDI-DI as a number. Format it as text."))
    for field in sorted(at.keys() & {"versions", "model_number"}):
        kind = row.kinds.get(at[field])
        if kind:
            faults.append(
                LineFault(
                    columns[field],
                    f"The workbook keeps this cell as a {kind}, so that 2.10 may have become 2.1. Format the column "
                    "as text and type the cell again.",
                )
            )
    return RegistryLine(row.number, words, tuple(faults))


def _versions(given: Mapping[str, list[str]]) -> tuple[tuple[RegistryVersion, ...], list[Wrong]]:
    """Put the lists on versions together again. One that is longer than the list of versions is told."""
    names = given.get("versions", [])
    wrong: list[Wrong] = []
    beside: dict[str, list[str]] = {}
    for field, title in _BESIDE.items():
        texts = given.get(field, [])
        if len(texts) > len(names):
            wrong.append(
                Wrong(
                    field,
                    f"“{title}” has {len(texts)} entries for {len(names)} versions. Give one entry for each version, "
                    "in the same order, empty where there is nothing: “ | 2026-01-31”.",
                )
            )
        beside[field] = [*texts, *[""] * len(names)]
    return tuple(
        RegistryVersion(version, beside["released"][n], beside["support_ends"][n], beside["notes"][n])
        for n, version in enumerate(names)
    ), wrong
