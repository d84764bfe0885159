"""EPSS: FIRST's daily guess how likely it is that a CVE is attacked within 30 days, as its CSV file has it.

A first line of comment (``#model_version:v2025.03.14,score_date:2025-08-25T12:55:00Z``), a line of column names, then
a CVE, a probability and a percentile a line. It says nothing of products and nothing of harm.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date

from medcord.core.refusals import UnreadableFile
from medcord.formats.signals.text import cve_of, day_of, lines_of

_TODO = "Fetch it again: epss_scores-current.csv.gz from the EPSS site of FIRST."
_NUMBER = re.compile(r"(?:0|1)(?:\.\d{1,12})?|\d(?:\.\d{1,12})?[eE]-\d{1,2}")
LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Epss:
    """The scores of one day: for each CVE the probability (0 to 1), with the model that computed it."""

    model: str
    day: date | None
    scores: dict[str, float]


def read_epss(data: bytes, *, name: str = "EPSS") -> Epss:
    """Read the scores, plain or packed with gzip. Raises UnreadableFile with the line that is none."""
    lines = lines_of(data, name=name, todo=_TODO)
    said = _comment(lines[0]) if lines and lines[0].startswith("#") else {}
    start = 1 if said else 0
    head = [one.strip().lower() for one in lines[start].split(",")] if len(lines) > start else []
    if head[:2] != ["cve", "epss"]:
        raise UnreadableFile(
            name, "there are no columns “cve” and “epss”.", _TODO, where=f"line {start + 1}", code="no-epss"
        )
    scores: dict[str, float] = {}
    for number, line in enumerate(lines[start + 1 :], start + 2):
        if line.strip():
            cve, score = _row(line, f"line {number}", name)
            scores[cve] = score
    return Epss(said.get("model_version", ""), day_of(said.get("score_date")), scores)


def _comment(line: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in line.lstrip("#").split(","))
    return {key.strip(): value.strip()[:60] for key, _, value in pairs}


def _row(line: str, where: str, name: str) -> tuple[str, float]:
    cells = next(csv.reader([line[:LONGEST_LINE]]), [])
    cve = cve_of(cells[0]) if cells else ""
    if not cve:
        raise UnreadableFile(name, "the first cell is no CVE id.", _TODO, where=where, code="no-cve")
    text = cells[1].strip() if len(cells) > 1 else ""
    if not _NUMBER.fullmatch(text) or not 0 <= float(text) <= 1:
        raise UnreadableFile(
            name, "the second cell is no probability from 0 to 1.", _TODO, where=where, code="no-score"
        )
    return cve, float(text)
