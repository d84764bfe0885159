"""Files that finders and parties attach: what they are, whether they look like patient data, and a copy that tells
nothing of its maker.

``look`` sniffs by content, never by name. A kind whose metadata cannot be taken out has no clean copy: it stays with
its owner and is not passed on.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from medcord.core.refusals import UnreadableFile
from medcord.formats.evidence import patient_data
from medcord.formats.evidence.cleaning import clean
from medcord.formats.evidence.kinds import Kind, disagreement, remark, sniff
from medcord.formats.evidence.patient_data import Hint

__all__ = ["LARGEST_FILE", "Evidence", "Hint", "Kind", "check_size", "look", "patient_data", "remark", "sniff"]

LARGEST_FILE = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file is. ``clean`` is a copy without metadata (the file itself where it holds none), or None where that
    cannot be made; ``removed`` says in words. ``disagreement`` is a sentence when name and content differ."""

    kind: Kind
    size: int
    clean: BinaryIO | None
    removed: str
    hints: tuple[Hint, ...]
    disagreement: str


def check_size(name: str, size: int, most: int = LARGEST_FILE) -> None:
    """Raise UnreadableFile for an empty or too large file."""
    if not size:
        raise UnreadableFile(name, "the file is empty.", "Choose it again, or leave it out.", code="empty-file")
    if size > most:
        todo = "Split it, or send the part that shows the problem."
        raise UnreadableFile(name, f"the file is larger than {most >> 20} MB.", todo, code="large-file")


def look(name: str, file: BinaryIO, *, declared: str = "", most: int = LARGEST_FILE) -> Evidence:
    """Look at a file and make the copy that may be passed on. Raises UnreadableFile for an empty or too large one."""
    size = file.seek(0, io.SEEK_END)
    check_size(name, size, most)
    kind = sniff(file)
    hints = patient_data.in_file(file, kind, name)
    copy, removed = clean(kind, file)
    return Evidence(kind, size, copy, removed, hints, disagreement(kind, name, declared))
