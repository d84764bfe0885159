"""Delimited text: which encoding, which delimiter, and its records one by one in constant memory."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from medcord.core.refusals import UnreadableFile
from medcord.formats.inventory.columns import known_titles
from medcord.formats.inventory.source import SAVE_AS, Source

CELL_LIMIT = 1_000_000
"""Characters in one cell. The longest honest cell met is a few thousand; beyond this a quotation mark was left open."""
LINE_LIMIT = 4_000_000
"""Characters in one line."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_USUAL = (",", ";", "\t", "|")
# Bytes 81, 8D, 8F, 90 and 9D mean nothing in Windows-1252; as in every browser they are read as in Latin-1.
_CP1252 = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(128, 256)}


def _read_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_CP1252[byte] for byte in error.object[error.start : error.end]), error.end


codecs.register_error("medcord-cp1252", _read_as_cp1252)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec; ``mended`` counts the bytes that are no UTF-8 in a file that otherwise is."""

    codec: str
    errors: str = "strict"
    mended: int = 0


def encoding_of(source: Source) -> Encoding:
    """Find the encoding by mark, by the places of NUL bytes, or by reading the file once. Refuses binary files."""
    for mark, codec in _MARKS:
        if source.head.startswith(mark):
            return Encoding(codec, "replace")
    even, odd = source.head[0::2].count(0), source.head[1::2].count(0)
    half = max(1, len(source.head) // 2)
    for codec, many, few in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if many > 0.3 * half and few < 0.05 * half:
            text = source.head.decode(codec, "replace")
            if sum(1 for sign in text if sign < " " and sign not in "\t\n\r\x1f") <= 0.02 * len(text):
                return Encoding(codec, "replace")
    strange = sum(source.head.count(byte) for byte in range(32) if byte not in b"\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x01")
    if strange > 0.02 * len(source.head) + 8:
        raise UnreadableFile(source.name, "it is not text but binary data.", SAVE_AS, code="binary-file")
    return _weighed(source)


def _weighed(source: Source) -> Encoding:
    """UTF-8 if the bytes are, or are but for a few places; Windows-1252 otherwise."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    right = wrong = 0
    with source.open() as stream:
        while chunk := stream.read(1 << 20):
            if chunk.isascii() and not decoder.getstate()[0]:
                continue
            text = decoder.decode(chunk)
            wrong += text.count("\ufffd")
            right += sum(1 for sign in text if sign > "\x7f" and sign != "\ufffd")
        wrong += decoder.decode(b"", True).count("\ufffd")
    if not wrong:
        return Encoding("utf-8")
    if right > wrong:
        return Encoding("utf-8", "medcord-cp1252", wrong)
    return Encoding("cp1252", "medcord-cp1252")


def records(source: Source, encoding: Encoding, delimiter: str) -> Iterator[list[str]]:
    """The records in order, blank ones as []. Raises UnreadableFile, naming the row, for what would lose rows."""
    csv.field_size_limit(CELL_LIMIT)
    with source.open() as stream:
        text = io.TextIOWrapper(stream, encoding=encoding.codec, errors=encoding.errors, newline="")
        lines = _Lines(text, source.name)
        reader = csv.reader(lines, delimiter=delimiter)
        while True:
            lines.row += 1
            begun = lines.line + 1
            try:
                record = next(reader, None)
            except csv.Error as error:
                raise _broken(source.name, lines.row, begun, str(error)) from error
            if record is None:
                return
            if lines.exhausted:
                raise _unclosed(source.name, lines.row, begun, lines.line)
            yield record


class _Lines:
    """Lines of a text, bounded in length; knows when the text ran out inside a record."""

    def __init__(self, text: io.TextIOWrapper, name: str) -> None:
        self._text, self._name = text, name
        self.line = self.row = 0
        self.exhausted = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LINE_LIMIT)
        if not line:
            self.exhausted = True
            raise StopIteration
        if len(line) >= LINE_LIMIT:
            raise _too_long(self._name, self.row)
        self.line += 1
        return line


def _broken(name: str, row: int, begun: int, why: str) -> UnreadableFile:
    if "field limit" in why:
        return _too_long(name, row)
    return UnreadableFile(
        name,
        f"it cannot be read as delimited text ({why}).",
        SAVE_AS,
        where=f"row {row} (line {begun})",
        code="no-table",
    )


def _too_long(name: str, row: int) -> UnreadableFile:
    return UnreadableFile(
        name,
        f"a cell is longer than {CELL_LIMIT:,} characters. A quotation mark may have been opened and not closed.",
        "Correct the row, then give the file again; nothing was taken from it.",
        where=f"row {row}",
        code="cell-too-large",
    )


def _unclosed(name: str, row: int, begun: int, ended: int) -> UnreadableFile:
    return UnreadableFile(
        name,
        f"a quotation mark opened in line {begun} is never closed, so lines {begun} to {ended} run into one cell.",
        "Close or remove it, then give the file again; nothing was taken from it.",
        where=f"row {row}",
        code="unclosed-quote",
    )


def delimiter_of(source: Source, encoding: Encoding) -> str:
    """The delimiter: the one that gives known titles, then even rows, then many columns. "," if there is none."""
    sample = _opening(source, encoding)
    first = sample.split("\n", 1)[0].strip()
    if len(first) == 5 and first.lower().startswith("sep="):
        return first[4]
    signs = Counter(sign for sign in sample[:4000] if not sign.isalnum() and sign not in "\"'\r\n _-/().\ufeff")
    others = [sign for sign, _count in signs.most_common(6) if sign not in _USUAL]
    offered = [*_USUAL, *others]
    return max(offered, key=lambda sign: (*_fitness(sample, sign), -offered.index(sign)))


def _opening(source: Source, encoding: Encoding) -> str:
    """The first whole lines of the file, at most 64 KiB of them."""
    decoder = codecs.getincrementaldecoder(encoding.codec)(encoding.errors)
    text = decoder.decode(source.head)
    cut = max(text.rfind("\n"), text.rfind("\r"))
    return text[: cut + 1] if source.size > len(source.head) and cut > 0 else text


def _fitness(sample: str, delimiter: str) -> tuple[int, float, int]:
    """(known titles in the best of the first rows, share of rows as wide as the usual row, columns)."""
    rows: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(record):
                rows.append(record)
            if len(rows) == 60:
                break
    except csv.Error:
        return (0, 0.0, 0)
    widths = Counter(len(row) for row in rows)
    width, often = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    known = max((known_titles(row) for row in rows[:20]), default=0)
    if width == 1:
        return (min(known, 1), 0.0, 0)
    return (known, round(often / len(rows), 1), width)
