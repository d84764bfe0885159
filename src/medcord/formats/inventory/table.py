"""One reading of any inventory file as a table: a header found, then rows, streaming."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from medcord.core.refusals import UnreadableFile
from medcord.formats.inventory.columns import known_titles, looks_like_data, normal
from medcord.formats.inventory.source import SAVE_AS, Source
from medcord.formats.inventory.text import CELL_LIMIT, Encoding, delimiter_of, encoding_of, records
from medcord.formats.inventory.workbook import Workbook, is_workbook, open_workbook

_HEADER_WITHIN = 25  # rows; exports put a title, a date and a filter above the table
_SAMPLE_ROWS = 50
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class TableRow:
    """``number`` counts from 1 as a spreadsheet does. ``kinds`` marks cells a workbook keeps as "number" or "date"."""

    number: int
    cells: tuple[str, ...]
    kinds: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is written. ``kind`` is csv, xlsx, xls or ods; what does not apply is ""."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    mended_bytes: int = 0


class _Body(Protocol):
    """Where rows come from, text or sheet."""

    layout: Layout

    def rows(self) -> Iterator[TableRow]: ...

    @property
    def progress(self) -> tuple[int, int]: ...


class Table:
    """A header and rows. ``header_row`` is the row the titles stand in; ``sample`` holds the first rows after it."""

    def __init__(self, name: str, body: _Body, titles: Sequence[str] = ()) -> None:
        self.name, self._body, self.layout = name, body, body.layout
        first = list(islice(body.rows(), _HEADER_WITHIN + _SAMPLE_ROWS))
        self.header_row, cells = _header(name, first, titles)
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        self.header: tuple[str, ...] = tuple(
            " ".join(cell.split()) or f"column {at}" for at, cell in enumerate(cells, start=1)
        )
        after = [row for row in first if row.number > self.header_row and any(map(str.strip, row.cells))]
        self.sample: tuple[tuple[str, ...], ...] = tuple(row.cells for row in after[:_SAMPLE_ROWS])
        if not after:
            raise UnreadableFile(
                name,
                "there is a header and no row of data under it.",
                SAVE_AS,
                where=f"row {self.header_row}",
                code="empty-file",
            )

    def rows(self) -> Iterator[TableRow]:
        """Rows after the header, blank ones left out, from the beginning on each call. May raise UnreadableFile."""
        for row in self._body.rows():
            if row.number > self.header_row and any(map(str.strip, row.cells)):
                yield row

    @property
    def progress(self) -> tuple[int, int]:
        """(bytes read, bytes in all) of the reading under way."""
        return self._body.progress


def read_table(source: Path | str | BinaryIO, *, name: str = "", titles: Sequence[str] = ()) -> Table:
    """Open a table of any supported kind; ``titles`` are titles known to be in the header. Raises UnreadableFile."""
    opened = Source(source, name)
    opened.refuse_if_unusable()
    body: _Body = _SheetBody(opened, titles) if is_workbook(opened) else _TextBody(opened)
    return Table(opened.name, body, titles)


class _TextBody:
    """Delimited text."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._encoding: Encoding = encoding_of(source)
        delimiter = delimiter_of(source, self._encoding)
        self.layout = Layout("csv", self._encoding.codec, delimiter, mended_bytes=self._encoding.mended)

    def rows(self) -> Iterator[TableRow]:
        usual = 0
        for number, record in enumerate(records(self._source, self._encoding, self.layout.delimiter), start=1):
            if number == 1 and len(record) <= 2 and "".join(record).lower().startswith("sep="):
                record = []
            if usual > 2:
                self._refuse_swallowed(number, record, usual)
            usual = max(usual, len(record)) if number <= _HEADER_WITHIN else usual
            yield TableRow(number, tuple(record))

    def _refuse_swallowed(self, number: int, record: Sequence[str], usual: int) -> None:
        """A stray quotation mark makes one cell of whole rows; such rows would be lost unseen.

        Told by the delimiters in the lines of the record: where all have as many as a row, or some do and the record is
        not as wide as a row, they are rows.
        """
        if not any("\n" in cell or "\r" in cell for cell in record):
            return
        lines = _LINE_ENDS.split(self.layout.delimiter.join(record))
        as_rows = [line.count(self.layout.delimiter) == usual - 1 for line in lines]
        if len(lines) > 1 and (all(as_rows) or (len(record) != usual and any(as_rows[1:-1]))):
            raise UnreadableFile(
                self._source.name,
                f"a quotation mark is out of place: {len(lines)} lines that look like rows run into one.",
                "Correct the quotation marks of this row, then give the file again; nothing was taken from it.",
                where=f"row {number}",
                code="unclosed-quote",
            )

    @property
    def progress(self) -> tuple[int, int]:
        return min(self._source.bytes_read, self._source.size), self._source.size


class _SheetBody:
    """The sheet of a workbook that looks most like an inventory."""

    def __init__(self, source: Source, titles: Sequence[str]) -> None:
        self._name, self._size = source.name, source.size
        self._book: Workbook = open_workbook(source)
        wanted = {normal(title) for title in titles}

        def likeness(sheet: str) -> tuple[int, bool]:
            rows = [cells for cells, _kinds in islice(self._book.records(sheet), _HEADER_WITHIN)]
            known = max((known_titles(row) + len(wanted & {normal(cell) for cell in row}) for row in rows), default=0)
            return known, bool(rows)

        ranked = {sheet: likeness(sheet) for sheet in self._book.sheets}
        self._sheet = max(ranked, key=lambda sheet: ranked[sheet])
        others = tuple(sheet for sheet, (known, _filled) in ranked.items() if sheet != self._sheet and known >= 2)
        self.layout = Layout(self._book.kind, sheet=self._sheet, other_sheets=others)
        self._height = self._book.height(self._sheet)
        self._row = 0

    def rows(self) -> Iterator[TableRow]:
        for number, (cells, kinds) in enumerate(self._book.records(self._sheet), start=1):
            self._row = number
            if any(len(cell) > CELL_LIMIT for cell in cells):
                raise UnreadableFile(
                    self._name,
                    f"a cell is longer than {CELL_LIMIT:,} characters.",
                    "Shorten it, then give the file again; nothing was taken from it.",
                    where=f"row {number}",
                    code="cell-too-large",
                )
            yield TableRow(number, tuple(cells), kinds)

    @property
    def progress(self) -> tuple[int, int]:
        return self._size * self._row // max(1, self._height), self._size


def _header(name: str, rows: Sequence[TableRow], titles: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """The row of titles: the one with the titles named, or with most known ones, or the first if it may be one."""
    near = [row for row in rows if any(cell.strip() for cell in row.cells)][:_HEADER_WITHIN]
    if not near:
        raise UnreadableFile(name, "there is nothing in it but blank rows.", SAVE_AS, code="empty-file")
    wanted = {normal(title) for title in titles if title}
    known = {row.number: known_titles(row.cells) + len(wanted & {normal(cell) for cell in row.cells}) for row in near}
    best = max(near, key=lambda row: (known[row.number], -row.number))
    if known[best.number] >= 2 or (known[best.number] == 1 and not looks_like_data(best.cells)):
        return best.number, best.cells
    first = near[0]
    if looks_like_data(first.cells):
        shown = ", ".join(f"“{cell.strip()[:30]}”" for cell in first.cells if cell.strip())[:120]
        raise UnreadableFile(
            name,
            f"the file has no header: its first row looks like a device ({shown}), not like column titles.",
            "Put a row of titles above it, such as asset_tag, manufacturer, model, description, sw_version.",
            where=f"row {first.number}",
            code="no-header",
        )
    return first.number, first.cells
