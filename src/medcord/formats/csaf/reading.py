"""One pass over one document: typed access with the JSON path in every refusal, and the list of what was not kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.rest import SHARED, kept
from medcord.formats.csaf.times import parse_time

Node = dict[str, Any]

WARNING_LIMIT = 100
UNKEPT_LIMIT = 1_000
REFERENCE_LIMIT = 1_000_000
"""Product references after groups are resolved: a large group named often would otherwise fill the memory."""

_INDEX = re.compile(r"\[\d+\]")
_WORD = {str: "text", list: "a list", dict: "an object", bool: "true or false", int: "a number", float: "a number"}


class Reading:
    """What one pass over one document has to remember: its name, its repairs, what it left out."""

    __slots__ = ("_left", "_more", "_unkept", "_warnings", "keeps_all", "name")

    def __init__(self, name: str, warnings: list[str]) -> None:
        self.name = name
        self.keeps_all = True
        """Every member that is not read goes into a rest; of 2.1 only what 2.0 has too."""
        self._warnings = warnings
        self._more = 0
        self._left = REFERENCE_LIMIT
        self._unkept: dict[str, int] = {}

    def warn(self, where: str, what: str) -> None:
        """Note a repair or a loss; after a hundred only their number is kept."""
        if len(self._warnings) < WARNING_LIMIT:
            self._warnings.append(f"{where}: {what}" if where else what)
        else:
            self._more += 1

    def all_warnings(self) -> tuple[str, ...]:
        """Repairs in the order met, then one sentence on members that have no place in an advisory of ours."""
        lines = list(self._warnings)
        if self._more:
            lines.append(f"and {self._more} more of this kind")
        if self._unkept:
            shown = [
                f"{path} ({count} times)" if count > 1 else path for path, count in list(self._unkept.items())[:20]
            ]
            rest = len(self._unkept) - len(shown)
            shown += [f"and {rest} more"] if rest else []
            lines.append("not carried over (the original file is kept whole): " + "; ".join(shown))
        return tuple(lines)

    def rest(self, node: Node, known: frozenset[str], where: str) -> str:
        """The members of ``node`` that are not read, for the value to keep; what cannot be kept is remembered."""
        if node.keys() <= known:
            return ""
        more = node.keys() - known
        if not self.keeps_all:
            self.lose(more - SHARED, where)
            more &= SHARED
        return self.kept({key: node[key] for key in more}, where)

    def kept(self, members: Node, where: str) -> str:
        """The members as a rest."""
        try:
            return kept(members)
        except TypeError:  # deeper than the writer goes
            self.lose(members.keys(), where)
            return ""

    def lose(self, keys: Iterable[str], where: str) -> None:
        """Remember members that are neither read nor kept."""
        for key in sorted(keys):
            path = f"{_INDEX.sub('[]', where)}.{key[:60]}"
            if path in self._unkept or len(self._unkept) < UNKEPT_LIMIT:
                self._unkept[path] = self._unkept.get(path, 0) + 1

    def refusal(self, where: str, why: str, todo: str, code: str) -> UnreadableFile:
        """The refusal for this file at this JSON path, to be raised by the caller."""
        return UnreadableFile(self.name, why, todo, where=where, code=code)

    def wrong(self, where: str, value: object, wanted: str) -> UnreadableFile:
        """The refusal for a value of the wrong JSON type."""
        found = "nothing (null)" if value is None else _WORD.get(type(value), "something else")
        return self.refusal(
            where,
            f"{wanted} is expected here, but it is {found}.",
            "Ask its publisher for a corrected file.",
            "wrong-type",
        )

    def text(self, node: Node, key: str, where: str) -> str:
        """The text at ``key``, "" when absent."""
        value = node.get(key, "")
        if type(value) is not str:
            raise self.wrong(f"{where}.{key}", value, "text")
        return value

    def object(self, node: Node, key: str, where: str) -> Node:
        """The object at ``key``, empty when absent."""
        value = node.get(key)
        if type(value) is dict:
            return value
        if key not in node:
            return {}
        raise self.wrong(f"{where}.{key}", value, "an object")

    def objects(self, node: Node, key: str, where: str) -> list[Node]:
        """The list of objects at ``key``, empty when absent."""
        value = self._list(node, key, where)
        for at, item in enumerate(value):
            if type(item) is not dict:
                raise self.wrong(f"{where}.{key}[{at}]", item, "an object")
        return value

    def texts(self, node: Node, key: str, where: str) -> list[str]:
        """The list of texts at ``key``, empty when absent."""
        value = self._list(node, key, where)
        for at, item in enumerate(value):
            if type(item) is not str:
                raise self.wrong(f"{where}.{key}[{at}]", item, "text")
        return value

    def number(self, node: Node, key: str, where: str) -> float | None:
        """The number at ``key``, None when absent."""
        value = node.get(key)
        if type(value) is float or type(value) is int:
            return float(value)
        if key not in node:
            return None
        raise self.wrong(f"{where}.{key}", value, "a number")

    def time(self, node: Node, key: str, where: str) -> datetime | None:
        """The time at ``key`` in UTC; None (and a warning when there is something) if none can be read."""
        text = self.text(node, key, where)
        if not text:
            return None
        parsed = parse_time(text)
        if parsed is None:
            self.warn(f"{where}.{key}", f"{text[:40]!r} is not a date and was left out")
            return None
        if parsed[1]:
            self.warn(f"{where}.{key}", parsed[1])
        return parsed[0]

    def spend(self, references: int, where: str) -> None:
        """Count product references; refuses when a document's groups multiply them beyond the limit."""
        self._left -= references
        if self._left < 0:
            raise self.refusal(
                where,
                f"the document names more than {REFERENCE_LIMIT:,} products in its vulnerabilities.",
                "Ask its publisher to split it into several advisories.",
                "too-large",
            )

    def _list(self, node: Node, key: str, where: str) -> list[Any]:
        value = node.get(key)
        if type(value) is list:
            return value
        if key not in node:
            return []
        raise self.wrong(f"{where}.{key}", value, "a list")
