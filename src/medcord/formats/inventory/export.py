"""CSV that a spreadsheet may open: no cell of it is ever run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

# OWASP "CSV Injection": a spreadsheet runs a cell that begins with one of these, also after leading white space.
# The full-width forms are there because spreadsheets in Japanese and Chinese settings fold them to the ASCII ones.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text as a spreadsheet cell that is only ever text: an apostrophe is put before anything that would run."""
    bare = text.replace("\0", "").lstrip(" \u00a0\ufeff")
    return "'" + text.replace("\0", "") if bare.startswith(_RUNS) else text.replace("\0", "")


def write_csv(out: TextIO, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a table for people who open it in a spreadsheet; returns the number of rows written."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(title) for title in header])
    count = 0
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        count += 1
    return count
