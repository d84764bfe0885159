"""Writes docs/reference/facts.md anew: ``python -m tests.docs.write_facts`` in the checkout."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from importlib import import_module
from pathlib import Path
from types import ModuleType

from medcord.core import facts
from medcord.core.facts import Fact

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/facts.md"
SOURCE = inspect.getsource(facts)

HEAD = """\
# Facts

Generated from `medcord.core.facts` by `python -m tests.docs.write_facts`; a test regenerates and compares. Change the
record, never this page.

A fact says in the past tense what somebody did. It is appended in the transaction of the act and never changed. Facts
of one stream are linked by SHA-256, so that a changed, dropped or moved fact is found (`medcord ledger verify`).
Besides its own fields each stored fact has: id, stream, place in the stream, time, kind of actor, member, party, and
the link to the one before.

A field holds an id, a number, yes or no, a time, a *code* (a short machine word of at most 64 characters) or a *digest*
(64 hexadecimal digits, made with a salt where the content is not public). Nothing else is accepted, so no text that may
have to be destroyed can get into a chain. An optional field may be empty.

One fact stands for one human act or one batch, never for one device.
"""

TYPES = {
    "UUID": "id",
    "int": "number",
    "bool": "yes or no",
    "datetime": "time",
    "Code": "code",
    "Digest": "digest",
}


def page() -> str:
    """The whole page as text."""
    parts = [HEAD]
    for title, kinds in sections():
        parts += [f"\n## {title}\n", "| fact | stream | fields | note |", "| --- | --- | --- | --- |"]
        parts += [row(kind) for kind in kinds]
    return "\n".join(parts) + "\n"


def sections() -> list[tuple[str, list[type[Fact]]]]:
    """The facts under the headings of their files, in the order in which the package names the files."""
    names = [node.module for node in ast.parse(SOURCE).body if isinstance(node, ast.ImportFrom) and node.module]
    rooms = [
        import_module(name) for name in names if name.startswith(f"{facts.__name__}.") and not name.endswith(".base")
    ]
    return [((room.__doc__ or "").splitlines()[0].rstrip("."), kinds_in(room)) for room in rooms]


def kinds_in(room: ModuleType) -> list[type[Fact]]:
    """The records of one file, in its order."""
    made = [kind for kind in vars(room).values() if isinstance(kind, type) and kind.__module__ == room.__name__]
    return [kind for kind in made if issubclass(kind, Fact)]


def row(kind: type[Fact]) -> str:
    """One line of a table."""
    stream, _key = kind.STREAM
    fields = "; ".join(f"`{name}` {typed(annotation)}" for name, annotation in typed_fields(kind).items())
    return f"| `{kind.__name__}` | {stream} | {fields} | {note(kind)} |"


def typed_fields(kind: type[Fact]) -> dict[str, str]:
    """Fields with their types as written, those of the base first."""
    return {field.name: str(field.type) for field in dataclasses.fields(kind)}


def typed(annotation: str) -> str:
    """A type in words."""
    plain, _, none = annotation.partition(" | ")
    return TYPES[plain] + (" (optional)" if none else "")


def note(kind: type[Fact]) -> str:
    """The record's own sentence on one line; a record without one needs none. Ids of sources are left to the code."""
    written = kind.__doc__ or ""
    if written.startswith(f"{kind.__name__}("):
        return ""
    return " ".join(written.split()).replace("|", "/").replace("``", "`")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
