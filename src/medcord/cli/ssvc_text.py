"""Decision tables for people at a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator

import typer

from medcord.core.safety.ssvc import Fact, Look, Result, Said, Sheet
from medcord.core.safety.ssvc.asking import askable

_WIDEST, _POINT = 100, 24


def of_sheets(sheets: Iterable[Sheet]) -> str:
    """All tables with what they ask."""
    lines: list[str] = []
    for sheet in sheets:
        tags = " and ".join(table.tag for table in sheet.tables)
        lines += [_bold(sheet.key), *_wrapped(f"{sheet.asks} {tags}", 2)]
        for point in askable(sheet):
            values = ", ".join(f"{each.value} ({each.short})" for each in point.choices)
            lines += _row(point.key, f"{point.id}: {values}")
        outcomes = ", ".join(each.value for each in sheet.base.outcomes)
        lines += [*_row("→", outcomes), ""]
    return "\n".join([*lines, "Ask one: medcord ssvc TABLE --set POINT=VALUE"])


def of_look(found: Look) -> str:
    """What the tables say, why they differ, the path, and what would change it."""
    parts = [
        [f"{_bold(found.sheet.key)}: {found.sheet.asks}"],
        [line for number, one in enumerate(found.said) for line in _said(one, ours=number > 0)],
        _titled("Why they differ", [line for rule in found.rules for line in _row(rule.key, rule.says)])
        if found.differ
        else [],
        _titled("Beware", [line for one in found.cautions for line in _row(one.key, one.says)]),
        _titled("The path", list(_path(found))),
        _titled("Not known, and what each answer would leave", list(_missing(found))),
        _titled("If it were otherwise", list(_otherwise(found))),
        _wrapped("The tables advise; a person decides.", 0),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _said(one: Said, *, ours: bool) -> list[str]:
    whose = "For devices" if ours else "Original"
    title = f"{whose + ':':<13}{_bold(_one(one.possible))}"
    told = one.outcome.meaning if one.outcome else "Open: facts are missing."
    return [title, *_wrapped(f"{told} [{one.table.name}, {one.table.tag}]", 13)]


def _path(found: Look) -> Iterator[str]:
    derived = {one.point.key: one for one in found.derived}
    asides = [point for point in found.sheet.asides if point.key in found.answers]
    for point in (*(fact.point for fact in found.facts), *asides):
        one = derived.get(point.key)
        value = found.answers.get(point.key)
        if one is None:
            if value:
                yield from _row(point.key, value)
            continue
        source = " and ".join(f"{each.key} {choice.value}" for each, choice in one.inputs)
        if one.undefined:
            yield from _row(point.key, f"undefined: {source} is in no sentence of SSVC ({one.table.tag}). Set it.")
        elif value:
            yield from _row(point.key, f"{value}, from {source} ({one.table.tag})")
        else:
            left = " or ".join(each.value for each in one.possible)
            yield from _row(point.key, f"open: {source} leaves {left} ({one.table.tag})")


def _missing(found: Look) -> Iterator[str]:
    alone = [fact for fact in found.missing if not _idle(fact, found.now)]
    for fact in alone:
        yield f"  {fact.point.key}"
        for would in fact.would:
            told = "open as before" if would.outcomes == found.now else _both(would.outcomes)
            yield from _row(f"  {would.choice.value}", told)
    later = [fact.point.key for fact in found.missing if fact.changes and fact not in alone]
    if later:
        yield from _wrapped(f"Changes it only together with others: {', '.join(later)}.", 2)
    idle = [fact.point.key for fact in found.missing if not fact.changes]
    if idle:
        yield from _wrapped(f"Cannot change it: {', '.join(idle)}.", 2)


def _otherwise(found: Look) -> Iterator[str]:
    for fact in found.known:
        for would in fact.would:
            if would.outcomes != found.now:
                yield from _row(f"{fact.point.key}", f"{would.choice.value} → {_both(would.outcomes)}")
    idle = [fact.point.key for fact in found.known if _idle(fact, found.now)]
    if idle:
        yield from _wrapped(f"No other answer alone changes it: {', '.join(idle)}.", 2)


def _idle(fact: Fact, now: tuple[tuple[Result, ...], ...]) -> bool:
    return all(would.outcomes == now for would in fact.would)


def _both(outcomes: tuple[tuple[Result, ...], ...]) -> str:
    """One word where the tables agree, else the original and ours."""
    told = [_one(each) for each in outcomes]
    return told[0] if len(set(told)) == 1 else f"{told[0]}; for devices {told[1]}"


def _one(results: tuple[Result, ...]) -> str:
    return " or ".join(each.value for each in results)


def _titled(title: str, lines: list[str]) -> list[str]:
    return [_bold(title), *lines] if lines else []


def _row(name: str, text: str) -> list[str]:
    """A name and what belongs to it, which goes on below itself."""
    first = f"  {name:<{_POINT}}" if len(name) < _POINT else f"  {name} "
    return _filled(text, first, " " * (_POINT + 2))


def _wrapped(text: str, indent: int) -> list[str]:
    return _filled(text, " " * indent, " " * indent)


def _filled(text: str, first: str, then: str) -> list[str]:
    """Lines that fit; names and tags are not cut in two."""
    return textwrap.wrap(
        text,
        _width(),
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _width() -> int:
    return min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)


def _bold(text: str) -> str:
    return typer.style(text, bold=True) if sys.stdout.isatty() else text
