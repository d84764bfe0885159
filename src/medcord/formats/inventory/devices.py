"""Rows of a table as devices. No row with anything in it is dropped; what is odd about one is told beside it."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from medcord.core.device.value import Device
from medcord.core.refusals import InputRefusal, UnreadableFile
from medcord.formats.inventory.columns import Proposal, normal, recognise
from medcord.formats.inventory.fields import FIELD_WORDS, FIELDS, SELLERS
from medcord.formats.inventory.table import Table, TableRow, read_table

PROBLEMS_KEPT = 10_000
"""Problems are all counted; so many are kept with their sentence, so that a hopeless file does not fill the memory."""

_NO_TAG = frozenset(["", "-", "--", "n/a", "na", "none", "null", "unknown", "#n/a", "tbd", "?"])


# Columns whose texts repeat from row to row: one string each, so that a kept list of devices stays small.
_REPEATING = frozenset({"manufacturer", "model", "description", "catalog_no", "version", "department", "site"})


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something odd about a row that was kept. ``row`` 0 and ``column`` "" stand for the whole file."""

    row: int
    column: str
    sentence: str


def read_devices(
    source: Path | str | BinaryIO, *, name: str = "", mapping: Mapping[str, str] | None = None
) -> DeviceFile:
    """Open an inventory. ``mapping`` is field → column title (any case; "" for none) and overrides what is recognised.

    Raises UnreadableFile for a file that is no usable table, InputRefusal for a mapping that does not fit it.
    """
    given = _targets(mapping or {})
    table = read_table(source, name=name, titles=tuple(given.values()))
    proposal = _mapped(table, given, recognise(table.header, table.sample))
    if proposal.missing:
        raise _missing_columns(table, proposal)
    return DeviceFile(table, proposal)


class DeviceFile:
    """An opened inventory. ``problems`` and ``problem_count`` grow during ``devices()``; ``read`` counts devices."""

    def __init__(self, table: Table, proposal: Proposal) -> None:
        self.table, self.proposal = table, proposal
        self.problems: list[RowProblem] = []
        self.problem_count = self.read = 0
        self._rewritten = 0

    @property
    def progress(self) -> tuple[int, int]:
        """(bytes read, bytes in all)."""
        return self.table.progress

    def devices(self) -> Iterator[Device]:
        """All devices in file order, streaming; memory grows by 32 bytes a device at most, to know repeated asset tags.

        Raises UnreadableFile, naming the row, where going on would lose rows: stage what is read, then switch.
        """
        self.problems, self.problem_count, self.read, self._rewritten = [], 0, 0, 0
        self._tell_of_file()
        seen, titles = _SeenTags(), [normal(title) for title in self.table.header]
        for row in self.table.rows():
            if row.cells[0] == self.table.header[0] and [normal(cell) for cell in row.cells[: len(titles)]] == titles:
                self._note(row.number, "", "This row repeats the header and was left out.")
                continue
            device = self._device(row)
            earlier = seen.put(device.asset_tag, row.number)
            if earlier:
                tag = device.asset_tag[:60]
                self._note(
                    row.number,
                    self._title("asset_tag"),
                    f"Asset tag “{tag}” stands in row {earlier} already. Both rows are kept.",
                )
            self.read += 1
            yield device
        if self._rewritten:
            self._note(
                0,
                self._title("version"),
                f"{self._rewritten} versions are stored as numbers in the workbook, so that 2.1 and 2.10 cannot be "
                "told apart. Check the versions that matter on the device, or export the column as text.",
            )

    def _device(self, row: TableRow) -> Device:
        cells, at = row.cells, self.proposal.positions
        width = len(cells)
        value = {field: " ".join(cells[place].split()) for field, place in at.items() if place < width}
        if any("\0" in text for text in value.values()):
            value = {field: " ".join(text.replace("\0", "").split()) for field, text in value.items()}
            self._note(row.number, "", "The row holds NUL bytes; they were left out.")
        if width > len(self.table.header):
            self._check_width(row)
        elif width <= max(at.values()):
            self._note(
                row.number,
                "",
                f"The row has {width} cells where the header has {len(self.table.header)}; "
                "the missing ones are taken as empty.",
            )
        if row.kinds:
            self._check_version(row)
        tag = value.pop("asset_tag", "")
        if tag.casefold() in _NO_TAG:
            if "asset_tag" in at:
                self._note(
                    row.number, self._title("asset_tag"), f"No asset tag; the device is listed as “row {row.number}”."
                )
            tag = f"row {row.number}"
        if not (value.get("manufacturer") or value.get("model") or value.get("description") or value.get("catalog_no")):
            self._note(row.number, "", "The row names neither manufacturer nor model, so nothing can be matched to it.")
        for field in _REPEATING & value.keys():
            value[field] = sys.intern(value[field])
        return Device(asset_tag=tag, row=row.number, **value)

    def _check_width(self, row: TableRow) -> None:
        width = len(self.table.header)
        extra = [cell for cell in row.cells[width:] if cell.strip()]
        if extra:
            self._note(
                row.number,
                "",
                f"The row has {len(extra)} more cells than the header; a delimiter inside a text may "
                "have shifted them. Check the row; what stands beyond the header was not used.",
            )

    def _check_version(self, row: TableRow) -> None:
        kind = row.kinds.get(self.proposal.positions.get("version", -1), "")
        if kind == "number":
            self._rewritten += 1
        elif kind == "date":
            self._note(
                row.number,
                self._title("version"),
                "The version is stored as a date; the spreadsheet has probably rewritten it. Check it on the device.",
            )

    def _tell_of_file(self) -> None:
        layout = self.table.layout
        if layout.mended_bytes:
            self._note(
                0,
                "",
                f"{layout.mended_bytes} bytes are not UTF-8 as the rest of the file is; "
                "they were read as Windows-1252.",
            )
        if layout.other_sheets:
            others = ", ".join(f"“{sheet}”" for sheet in layout.other_sheets)
            self._note(0, "", f"Only the sheet “{layout.sheet}” was read; {others} may hold devices too.")
        if "asset_tag" not in self.proposal.positions:
            self._note(0, "", "No column holds asset tags; devices are listed by their row.")
        if "version" not in self.proposal.positions:
            self._note(0, "", "No column holds software versions; what depends on the version can only be possible.")
        maker = self._title("manufacturer")
        if normal(maker) in SELLERS and self.proposal.how["manufacturer"] != "given":
            self._note(
                0,
                maker,
                f"The column “{maker}” was taken as the manufacturer, but who sold a device may not have made it: such "
                "devices would be missed. If another column names the manufacturer: --map manufacturer=…",
            )
        for field, how in self.proposal.how.items():
            if how == "content":
                self._note(
                    0,
                    self._title(field),
                    f"The column “{self._title(field)}” was taken as the {FIELD_WORDS[field]} "
                    f"because of what stands in it. If that is wrong: --map {field}=…",
                )

    def _title(self, field: str) -> str:
        return self.proposal.columns.get(field, "")

    def _note(self, row: int, column: str, sentence: str) -> None:
        self.problem_count += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(RowProblem(row, column, sentence))


class _SeenTags:
    """Which asset tags came by, and in which row first: an open-addressed table, a sixth of the room of a dict."""

    def __init__(self) -> None:
        self._tags, self._rows = array("q", bytes(8 * 1024)), array("i", bytes(4 * 1024))
        self._count = 0

    def put(self, tag: str, row: int) -> int:
        """The row in which the tag stood before, 0 if it is new."""
        place = self._place(mark := hash(tag.casefold()))
        if self._rows[place]:
            return self._rows[place]
        self._tags[place], self._rows[place] = mark, row
        self._count += 1
        if self._count * 3 > len(self._rows) * 2:
            self._grow()
        return 0

    def _place(self, mark: int) -> int:
        last = len(self._rows) - 1
        place = mark & last
        while self._rows[place] and self._tags[place] != mark:
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        tags, rows = self._tags, self._rows
        size = 2 * len(rows)
        self._tags, self._rows = array("q", bytes(8 * size)), array("i", bytes(4 * size))
        for mark, row in zip(tags, rows, strict=True):
            if row:
                place = self._place(mark)
                self._tags[place], self._rows[place] = mark, row


def _targets(mapping: Mapping[str, str]) -> dict[str, str]:
    """The mapping with its fields as we name them ("Asset Tag", "sw_version" and "catalogue" are understood)."""
    spellings = {"sw version": "version", "software version": "version", "tag": "asset_tag", "maker": "manufacturer"}
    spellings |= {"catalog": "catalog_no", "catalogue": "catalog_no", "catalogue no": "catalog_no"}
    spellings |= {"serial number": "serial"} | {normal(field): field for field in FIELDS}
    given: dict[str, str] = {}
    for target, title in mapping.items():
        field = spellings.get(normal(target))
        if field is None:
            raise InputRefusal(
                f"“{target}” is not something a column can be mapped to. Possible: {', '.join(FIELDS)}.",
                code="unknown-target",
                fields={"target": target},
            )
        given[field] = title
    return given


def _mapped(table: Table, given: Mapping[str, str], guess: Proposal) -> Proposal:
    """What was recognised, overridden by what was given. A column given to one field is taken from the others."""
    chosen = {field: _position(table, title) for field, title in given.items() if title.strip()}
    positions = {
        field: chosen.get(field, guess.positions.get(field, -1))
        for field in FIELDS
        if field in chosen or (field not in given and guess.positions.get(field, -1) not in chosen.values())
    }
    positions = {field: at for field, at in positions.items() if at >= 0}
    how = {field: "given" if field in chosen else guess.how[field] for field in positions}
    return replace(
        guess, columns={field: table.header[at] for field, at in positions.items()}, positions=positions, how=how
    )


def _position(table: Table, title: str) -> int:
    """The index of a column by its title in any case, or by "column 3"."""
    for found in (
        [at for at, known in enumerate(table.header) if known.casefold() == title.strip().casefold()],
        [at for at, known in enumerate(table.header) if normal(known) == normal(title)],
        [at for at in range(len(table.header)) if normal(title) == f"column {at + 1}"],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            places = " and ".join(f"“column {at + 1}”" for at in found)
            raise InputRefusal(
                f"{table.name}: there are {len(found)} columns with the title “{title}”. Say which: {places}.",
                code="unknown-column",
                fields={"file": table.name, "column": title},
            )
    raise InputRefusal(
        f"{table.name}: there is no column “{title}”. The columns are: {_listed(table)}.",
        code="unknown-column",
        fields={"file": table.name, "column": title},
    )


def _missing_columns(table: Table, proposal: Proposal) -> UnreadableFile:
    words = " and no column for the ".join(FIELD_WORDS[field] for field in proposal.missing)
    maps = " ".join(f'--map {field}="…"' for field in proposal.missing)
    return UnreadableFile(
        table.name,
        f"no column for the {words} was recognised. The columns are: {_listed(table)}.",
        f"Say which column it is, on the command line with {maps}, in the browser in the mapping step.",
        where=f"row {table.header_row}",
        code="missing-columns",
    )


def _listed(table: Table) -> str:
    shown = ", ".join(f"“{title[:60]}”" for title in table.header[:40])
    return f"{shown} and {len(table.header) - 40} more" if len(table.header) > 40 else shown
