"""Lists as CSV files that no spreadsheet can be tricked by."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

from medcord.formats.inventory import safe_cell


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV download; each cell is made harmless for spreadsheets."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([safe_cell(str(cell)) for cell in row] for row in rows)
    return csv_file(name, out.getvalue())


def csv_file(name: str, text: str) -> HttpResponse:
    """A CSV that is written already, as a download."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
