"""The worklist for people at a terminal: one block a finding, devices of the same finding together."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from medcord.cli.output import clean
from medcord.cli.worklist import Line, verdict_words
from medcord.core.device.value import Match
from medcord.core.vocabulary import Verdict

if TYPE_CHECKING:
    from rich.text import Text

    from medcord.core.device.priority import Action

_STYLE = {Verdict.AFFECTED: "bold red", Verdict.POSSIBLE: "bold yellow", Verdict.NOT_AFFECTED: "green"}
_SIGN = {Verdict.AFFECTED: "!", Verdict.POSSIBLE: "?", Verdict.NOT_AFFECTED: "-"}
_TO_DO, _NOTHING_STATED = "Affected or possible, most urgent first", "Not affected as far as the advisories state"
_SECTIONS = {Verdict.AFFECTED: _TO_DO, Verdict.POSSIBLE: _TO_DO, Verdict.NOT_AFFECTED: _NOTHING_STATED}
_TAGS_SHOWN, _ACTIONS_SHOWN, _DETAILS_SHOWN = 12, 3, 320


def groups(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines of the same finding and the same maker, model and version together, in order of their first.

    What is not affected comes after what is, however known its CVEs are: a terminal shows the end of a list least.
    """
    found: dict[tuple[Match, str, str, str], list[Line]] = {}
    for line in lines:
        device = line.device
        found.setdefault((line.match, device.manufacturer, device.model, device.version), []).append(line)
    return sorted(found.values(), key=lambda group: group[0].match.verdict is Verdict.NOT_AFFECTED)


def blocks(findings: Sequence[Sequence[Line]], width: int) -> Iterator[Text]:
    """Each finding as styled text of at most ``width`` columns. Foreign text is cleaned and never read as markup."""
    from rich.text import Text

    section = ""
    for number, lines in enumerate(findings, start=1):
        first = lines[0]
        block = Text()
        if section != _SECTIONS[first.match.verdict]:
            section = _SECTIONS[first.match.verdict]
            block.append(f"{section}\n\n", "bold underline")
        sign = f"{number:>4} {_SIGN[first.match.verdict]} "
        heading = f"{clean(first.match.advisory)}  {clean(first.match.product)}"
        block.append(sign, _STYLE[first.match.verdict])
        block.append(_wrapped(heading, width, len(sign)) + "\n", "bold")
        for title, text in _rows(lines):
            block.append(f"       {title:<9}")
            style = _STYLE[first.match.verdict] if title == "Verdict" else ""
            block.append(_wrapped(text, width, 16) + "\n", style)
        yield block


def _rows(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    first = lines[0]
    yield "Verdict", verdict_words(first.match)
    yield ("Device" if len(lines) == 1 else "Devices"), _devices(lines)
    yield "Because", clean("; ".join(first.match.because)) or "-"
    if first.priority.reasons:
        yield "Order", clean("; ".join(first.priority.reasons))
    if first.match.cves:
        yield "CVE", clean(", ".join(first.match.cves))
    yield from _to_do(first.actions)


def _to_do(actions: Sequence[Action]) -> Iterator[tuple[str, str]]:
    """What the advisory states, fixes before the rest, the first few in full sight and the others counted."""
    ordered = sorted(actions, key=lambda action: action.category != "vendor_fix")
    for number, action in enumerate(ordered[:_ACTIONS_SHOWN]):
        details = clean(action.details)
        shown = details if len(details) <= _DETAILS_SHOWN else details[: _DETAILS_SHOWN - 1].rstrip() + "…"
        said = f"{clean(action.category).replace('_', ' ')}: “{shown}” ({clean(action.source)}) {clean(action.url)}"
        yield ("" if number else "To do"), shown if action.category == "none_stated" else said.rstrip()
    if len(ordered) > _ACTIONS_SHOWN:
        yield "", f"and {len(ordered) - _ACTIONS_SHOWN} more stated; --format json or csv gives all in full."


def _devices(lines: Sequence[Line]) -> str:
    device = lines[0].device
    kind = clean(" ".join(filter(None, [device.manufacturer, device.model or device.description, device.version])))
    tags = ", ".join(clean(line.device.asset_tag) for line in lines[:_TAGS_SHOWN])
    more = f" and {len(lines) - _TAGS_SHOWN} more" if len(lines) > _TAGS_SHOWN else ""
    if len(lines) == 1:
        place = clean(", ".join(filter(None, [device.department, device.site])))
        return f"{tags}  {kind}" + (f"  ({place})" if place else "")
    return f"{len(lines)} × {kind}: {tags}{more}"


def _wrapped(text: str, width: int, indent: int) -> str:
    space = " " * indent
    broken = textwrap.fill(
        text,
        max(40, width),
        initial_indent=space,
        subsequent_indent=space,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return broken[indent:]
