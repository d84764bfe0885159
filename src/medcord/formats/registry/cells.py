"""Cells that hold lists, and cells that no spreadsheet runs, both so that they can be read back exactly."""

from __future__ import annotations

from collections.abc import Iterable

from medcord.formats.inventory import safe_cell

_MARK = "'"


def join_cell(entries: Iterable[str], between: str = "|") -> str:
    """Entries with " | " between them; a bar or a backslash inside an entry gets a backslash before it."""
    return f" {between} ".join(entry.replace("\\", "\\\\").replace(between, f"\\{between}") for entry in entries)


def split_cell(cell: str, between: str = "|") -> list[str]:
    """The entries again. Empty ones are kept, because lists of one row stand side by side; no cell is no entry."""
    if not cell.strip():
        return []
    entries, held, escaped = [], "", False
    for sign in cell:
        if escaped:
            held, escaped = held + sign, False
        elif sign == "\\":
            escaped = True
        elif sign == between:
            entries.append(held.strip())
            held = ""
        else:
            held += sign
    return [*entries, (held + "\\" if escaped else held).strip()]


def kept_cell(text: str) -> str:
    """The text as a cell that is only ever text. A text that begins with our own mark is marked too."""
    bare = text.lstrip(_MARK)
    return _MARK + text if bare != text and safe_cell(bare) != bare else safe_cell(text)


def typed_cell(cell: str) -> str:
    """What was typed: the mark that ``kept_cell`` put there is taken away again, and no other apostrophe is."""
    rest = cell.removeprefix(_MARK)
    bare = rest.lstrip(_MARK)
    return rest if rest != cell and safe_cell(bare) != bare else cell
