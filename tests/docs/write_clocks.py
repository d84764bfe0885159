"""Writes docs/reference/clocks.md anew: ``python -m tests.docs.write_clocks`` in the checkout."""

from __future__ import annotations

from pathlib import Path

from medcord.core.clocks import PACKS
from medcord.core.clocks.rule import By, Pack, Pick, Rule

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/clocks.md"

HEAD = """\
# Clocks

Generated from `medcord.core.clocks.packs` by `python -m tests.docs.write_clocks`; a test regenerates and compares.
Change the pack, never this page. How to read them on a page: [read the clocks](../how-to/read-the-clocks.md).

A clock is computed from facts, law packs and an instant, and from nothing else. Nobody starts or stops one. The same
facts give the same clocks, on the pages, in the API, in `medcord clocks` and in the table that the board reads.

- **Days** begin and end at midnight where the holder lives. A party that chose no time zone lives where the law was
  made. The day of the start is not counted, and the last one counts to 23:59:59. Hours, and days of 24 hours, count
  from the very moment, over every change of the clocks.
- **Work days** leave out Saturdays, Sundays and the holidays of 5 U.S.C. 6103(a) as they are observed: a Saturday's on
  the Friday before, a Sunday's on the Monday after. Juneteenth counts since 2021. Inauguration Day is left out: it
  holds around Washington only, and a date counted without it is never too late.
- Nothing pauses a clock. No source in use allows it.
- **Waits**: it will count when somebody declares something, and the page says what. **May apply**: something about the
  case is not known, and the page says what. Neither is ever red, nor is anybody told of it.
- Its holder and the owner of the case are told at half, at four fifths, when it is due, and once more when it is late:
  a tenth of its time after that, a day at most. Each once. Where a node slept through several, only the last is told.
- *Text verified*: whether the source itself was read for this pack. The others rest on what is told of it.
- Whether a law applies hangs on answers of named people in the case. Where they say no, the clock is gone and the page
  says why; where they differ it reads *may apply*, with who says what. An answer about one product counts for it alone:
  a clock runs when its law applies to one product, and says for which.
"""

LATER = """
## Not driven yet

Each stands in its pack with its length and source. No fact can start it, for the reason given.

| clock | why |
| --- | --- |
"""


def page() -> str:
    """The whole page as text."""
    parts = [HEAD, *map(_pack, PACKS), LATER]
    idle = [rule for pack in PACKS for rule in pack.rules if rule.needs]
    return "".join(parts) + "".join(f"| {rule.id} {rule.name} | {rule.needs} |\n" for rule in idle)


def _pack(pack: Pack) -> str:
    head = f"\n## {pack.name}\n\nPack `{pack.ident}` · {pack.authority} · days in {pack.zone}\n\n"
    names = ("clock", "starts on", "runs", "held by", "stops on", "force", "source")
    columns = f"| {' | '.join(names)} |\n| {' | '.join('---' for _ in names)} |\n"
    return head + columns + "".join(_row(rule) for rule in pack.rules)


def _row(rule: Rule) -> str:
    cells = (f"{rule.id} {rule.name}", _starts(rule), _runs(rule), rule.holder, _stops(rule), rule.force.value)
    verified = "text verified" if rule.verified else "text not verified"
    return f"| {' | '.join(cells)} | {rule.source}; {verified} |\n"


def _starts(rule: Rule) -> str:
    facts = ", ".join(dict.fromkeys(f"`{on.kind}`" for on in rule.starts))
    words = f"{rule.starts_on} ({facts})" if facts else rule.starts_on
    if rule.pick is not Pick.FIRST:
        words += f"; {rule.pick.value} counts"
    if rule.requires and rule.requires.words:
        words += "; waits until the risk is declared uncontrolled"
    if rule.applies_if:
        words += "; applies only if it is known " + " and ".join(
            f"{each.unknown}: {'yes' if each.wanted else 'no'}" for each in rule.applies_if
        )
    return words


def _runs(rule: Rule) -> str:
    if rule.by is By.FEDERAL_TABLE:
        return "3, 14 or 60 days by the table; none for a fix with the next upgrade"
    words = rule.length.words
    for name, value, length in rule.other_lengths:
        words += f"; {length.words} if `{name}` is {'yes' if value is True else value}"
    if rule.due_field:
        words += f", as the fact says in `{rule.due_field}`"
    if rule.by is By.KEV_LIST:
        words = f"to the day the list names; where that is not known, its most usual {words}"
    if rule.unsettled:
        words += "; never counts"
    if rule.by is By.FIRM:
        words += " unless the firm declared another time"
    if rule.id in NAMED_BY_OTHERS:
        words = NAMED_BY_OTHERS[rule.id]
    if rule.valid_from:
        words += f"; from {rule.valid_from.isoformat()}"
    if rule.valid_to:
        words += f"; until {rule.valid_to.isoformat()}"
    return words


NAMED_BY_OTHERS = {
    "CLK-14": "as the manufacturer declares",
    "TERMS": "to the instant in the terms (`until`)",
}


def _stops(rule: Rule) -> str:
    facts = ", ".join(dict.fromkeys(f"`{on.kind}`" for on in rule.stops))
    ends = ", ".join(dict.fromkeys(f"`{on.kind}`" for on in rule.ends))
    return rule.stops_on + (f" ({facts})" if facts else "") + (f"; ended without by {ends}" if ends else "")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
