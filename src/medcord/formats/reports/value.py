"""What a mail or file says."""

from __future__ import annotations

from dataclasses import dataclass

from medcord.formats.reports.numbers import Numbers


@dataclass(frozen=True, slots=True)
class Arrived:
    """``kind`` is mail, text, csaf or json. Of a mail neither sender nor address is kept: who wrote it is for a person
    to say. ``maker``, ``model`` and ``version`` are empty where the file does not name them as such."""

    kind: str
    title: str
    text: str
    numbers: Numbers
    maker: str = ""
    model: str = ""
    version: str = ""
    impact: str = ""
    found_by: str = ""
    files: tuple[tuple[str, bytes], ...] = ()
