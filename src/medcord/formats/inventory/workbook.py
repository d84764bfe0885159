"""Workbooks (XLSX, XLS, ODS): checked before they are unpacked, then one sheet row by row as text."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from medcord.core.refusals import UnreadableFile
from medcord.formats.inventory.source import OLE, SAVE_AS, ZIP, Source
from medcord.formats.inventory.text import CELL_LIMIT

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

    Value: TypeAlias = "int | float | str | bool | time | date | datetime | timedelta"

UNPACKED_LIMIT = 400_000_000
"""Bytes a workbook may unpack to. A sheet of a million rows and ten columns is some 300 MB of XML."""
CELLS_LIMIT = 20_000_000
"""Width × height of a sheet: the reader lays a sheet out densely, so one far-off cell could ask for all the memory."""

_ENCRYPTED_XLSX = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,3})(\d{4,9})|\br\s*=\s*["']\s*([A-Za-z]{2,3})\d""")
_REPEATED = re.compile(rb"""number-(rows|columns)-repeated\s*=\s*["'](\d+)""")


class Workbook:
    """An opened workbook; ``sheets`` are its visible work sheets in order."""

    def __init__(self, name: str, kind: str, book: CalamineWorkbook, sheets: tuple[str, ...]) -> None:
        self.kind, self.sheets = kind, sheets
        self._name, self._book = name, book
        self._read: dict[str, CalamineSheet] = {}

    def _sheet(self, sheet: str) -> CalamineSheet:
        from python_calamine import CalamineError

        if sheet not in self._read:
            try:
                self._read = {sheet: self._book.get_sheet_by_name(sheet)}
            except CalamineError as error:
                raise _broken(self._name) from error
        return self._read[sheet]

    def height(self, sheet: str) -> int:
        """Rows of a sheet, counted from its first."""
        return int(self._sheet(sheet).total_height)

    def records(self, sheet: str) -> Iterator[tuple[list[str], dict[int, str]]]:
        """Rows from the first of the sheet; with them what kind a cell was where the text may not be what was typed."""
        table = self._sheet(sheet)
        if table.start is None:
            return
        for row in table.iter_rows():
            kinds = {at: kind for at, value in enumerate(row) if (kind := _kind(value))}
            yield [cell_text(value) for value in row], kinds


def is_workbook(source: Source) -> bool:
    """By first bytes, never by the ending of the name."""
    return source.head.startswith((ZIP, OLE))


def open_workbook(source: Source) -> Workbook:
    """Check and open. Refuses what is encrypted, broken, no workbook, or would unpack to more than the limits."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    kind = _checked_archive(source) if source.head.startswith(ZIP) else _checked_ole(source)
    try:
        with source.open() as stream:
            book = CalamineWorkbook.from_filelike(stream)
        visible = tuple(
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        )
    except PasswordError as locked:
        raise _encrypted(source.name) from locked
    except (CalamineError, OSError, ValueError) as error:
        raise _broken(source.name) from error
    if not visible:
        raise UnreadableFile(source.name, "the workbook has no visible sheet.", SAVE_AS, code="empty-file")
    return Workbook(source.name, kind, book, visible)


def _checked_ole(source: Source) -> str:
    with source.open() as stream:
        # The directory of an encrypted XLSX may stand anywhere in the file; 8 MB of it is where it stands in practice.
        if _ENCRYPTED_XLSX in source.head or _ENCRYPTED_XLSX in stream.read(8_000_000):
            raise _encrypted(source.name)
    return "xls"


def _checked_archive(source: Source) -> str:
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise _encrypted(source.name)
            names = {member.filename for member in members}
            if "xl/workbook.xml" in names:
                kind = "xlsx"
            elif "content.xml" in names:
                kind = "ods"
            else:
                raise UnreadableFile(
                    source.name,
                    "it is an archive (ZIP), not a workbook.",
                    "Unpack it, then give the table itself.",
                    code="binary-file",
                )
            declared = sum(member.file_size for member in members)
            if declared > UNPACKED_LIMIT:
                raise _too_large(source.name, f"it would unpack to {declared / 1e6:,.0f} MB")
            for member in members:
                if member.filename.endswith(".xml"):
                    _check_extent(source.name, archive, member)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, zlib.error) as error:
        raise _broken(source.name) from error
    return kind


def _check_extent(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read a member to its end, which proves its declared size by its checksum, and measure how far its cells reach."""
    width, height, tail = 26, 999, b""
    with archive.open(member) as part:
        while chunk := part.read(1 << 20):
            for match in _CELL.finditer(tail + chunk):
                width = max(width, _column(match[1] or match[3]))
                height = max(height, int(match[2] or 0))
            for match in _REPEATED.finditer(tail + chunk):
                if int(match[2]) > (1_048_576 if match[1] == b"rows" else 16_384):
                    raise _too_large(name, "it repeats a cell more often than a sheet has places")
            tail = chunk[-64:]
    if width * height > CELLS_LIMIT:
        raise _too_large(name, f"its cells reach over {height:,} rows and {width:,} columns")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def cell_text(value: Value) -> str:
    """A cell as a person reads it: 8015.0 is "8015", a date is ISO 8601, nothing is ""."""
    if isinstance(value, str):
        return value[: CELL_LIMIT + 1]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _kind(value: Value) -> str:
    """ "number" or "date" where a workbook may have rewritten what was typed: 2.10 became 2.1, 1.2.3 became a date."""
    if isinstance(value, float):
        return "" if value.is_integer() else "number"
    return "date" if isinstance(value, (date, time, timedelta)) else ""


def _encrypted(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        "the workbook is protected with a password.",
        "Save it without a password, then give it again.",
        code="encrypted-workbook",
    )


def _broken(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        "the workbook is damaged or cut short.",
        "Open and save it again in a spreadsheet, or export CSV.",
        code="broken-workbook",
    )


def _too_large(name: str, why: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        f"the workbook is too large to open safely: {why}.",
        "Export the inventory as CSV, which has no such limit.",
        code="workbook-too-large",
    )
