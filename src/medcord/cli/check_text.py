"""What ``medcord advisory check`` shows to a person at a terminal: a file at a time, its verdict first, findings of one
rule together. Into a pipe or a file goes one line a finding instead, for grep."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

import typer

from medcord.cli.output import clean

_WIDEST: Final = 100
_ORDER: Final = {"error": 0, "warning": 1}
_COLOURS: Final = {"error": typer.colors.RED, "warning": typer.colors.YELLOW}

Told = Mapping[str, str]


def at_a_terminal() -> bool:
    """Whether a person reads what is written."""
    return sys.stdout.isatty()


def of_file(name: str, told: Sequence[Told], edition: str, *, width: int = 0) -> str:
    """One file; ``edition`` is the one it claims, empty where it claims none. ``width``: of the terminal."""
    width = min(width or shutil.get_terminal_size().columns, _WIDEST)
    lines = [_verdict(clean(name), told, edition)]
    for (level, rule), found in groupby(sorted(told, key=_key), key=lambda one: (one["level"], one["rule"])):
        some = list(found)
        times = f" ({len(some)} times)" if len(some) > 1 else ""
        lines.append(f"  {_style(level, _COLOURS.get(level))} {clean(rule)}{times}")
        for one in some:
            said = clean(f"{one['path']}: {one['message']}" if one["path"] else one["message"])
            lines += textwrap.wrap(
                said, width, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False
            )
    return "\n".join([*lines, ""])


def _key(one: Told) -> tuple[int, str]:
    return (_ORDER.get(one["level"], 2), one["rule"])


def _verdict(name: str, told: Sequence[Told], edition: str) -> str:
    errors = sum(one["level"] == "error" for one in told)
    kind = f"CSAF {edition}" if edition else "CSAF"
    if errors:
        said = _style(f"✗ not valid {kind}: {errors} error{'s' if errors > 1 else ''}", typer.colors.RED)
    else:
        said = _style(f"✓ valid {kind}", typer.colors.GREEN)
    rest = len(told) - errors
    more = f", {rest} remark{'s' if rest > 1 else ''}" if rest else ""
    return f"{_style(name, bold=True)}\n  {said}{more}"


def _style(words: str, colour: str | None = None, *, bold: bool = False) -> str:
    """Coloured where a person reads it and did not ask for none (NO_COLOR)."""
    plain = not at_a_terminal() or "NO_COLOR" in os.environ
    return words if plain else typer.style(words, fg=colour, bold=bold)
