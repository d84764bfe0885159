"""Writes docs/reference/texts.md anew: ``python -m tests.docs.write_texts`` in the checkout."""

from __future__ import annotations

from pathlib import Path

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from medcord.ledger import crossing, roads
from medcord.ledger.crossing import Crossing, Reach

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/texts.md"

HEAD = """\
# Texts that cross

Generated from the `crossing.py` of each stage by `python -m tests.docs.write_texts`; a test regenerates and compares,
and another one fails for a text of which nothing is said.

Whatever somebody writes in a case may hold words of an item that must not go where the text goes (policy
[49](policy.md), 50, 80). When a text is saved, what is new in it is compared with the items that its writer reads:
words in a row, whatever their case and punctuation. Where they stand there and not all who may read the text may read
the item, nothing is saved and the refusal (`copied`) names the item and the words.

| read by | compared with | refused when |
| --- | --- | --- |
| everybody | every item with a class | it is not to be published as things stand |
| parties of the case | others' items that need an answer or consents | one of them, or a later regulator, may not |
| the agencies | the same | an agency, or a party that the text is for, may not read it |
| the party it is for | the same, in every case that its writer reads | that party may not, or is not in the case |

Messages and drafts quote: what they quote binds them, and a quotation that is not marked as one is refused as well.
What the node itself writes is made from codes and names. Texts of a hospital's inventory and worklist never leave it.
"""


def page() -> str:
    """The whole page as text."""
    parts = [HEAD]
    rooms = sorted({room(one) for one in crossing.laid()})
    for name in rooms:
        parts += [
            f"\n## {name.capitalize()}\n",
            "| what | text | read by, or why it is not compared |",
            "| --- | --- | --- |",
        ]
        parts += [line for one in crossing.laid() if room(one) == name for line in lines(one)]
    return "\n".join(parts) + "\n"


def room(one: Crossing) -> str:
    """The stage that holds a row."""
    return one.model.__module__.split(".")[1]


def lines(one: Crossing) -> list[str]:
    """The texts of one kind of row, those with the same answer in one line."""
    what = next(road.words for road in roads.laid() if road.model is one.model)
    found: dict[str, list[str]] = {}
    for name, reach in one.texts.items():
        besides = ", and the party it is for" if one.parties and reach is not Reach.NAMED else ""
        beyond = "; compared with every case that its writer reads" if one.beyond else ""
        found.setdefault(f"{reach.value}{besides}{beyond}", []).append(name)
    for name, reason in one.apart.items():
        said = reason if reason.startswith("compared ") else f"not compared: {reason}"
        found.setdefault(said, []).append(name)
    return [f"| {what} | {', '.join(f'`{name}`' for name in names)} | {said} |" for said, names in found.items()]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
