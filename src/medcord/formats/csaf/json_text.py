"""Bytes of one file to a JSON object, or a refusal that says where it broke.

What JSON parsers let pass and an advisory must not have (a key twice, NUL, no end to the nesting) is refused here.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

import orjson

from medcord.core.refusals import UnreadableFile

SIZE_LIMIT = 32 * 1024 * 1024
PART_LIMIT = 2_000_000
"""Members and elements in one file. The parsed form of a 32 MB file of nothing but ``{}`` would take a gigabyte."""

_ASK_AGAIN = "Fetch it again from its publisher."
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:,]', re.DOTALL)


def load_object(data: bytes, *, name: str, warnings: list[str]) -> dict[str, Any]:
    """Parse UTF-8 (or marked UTF-16) into a JSON object. Raises UnreadableFile; repairs go to ``warnings``."""
    text = _utf8(data, name, warnings)
    _check_size(text, name)
    if b"\\u0000" in text and _NUL.search(text):
        raise UnreadableFile(
            name,
            "it holds the control character NUL (written \\u0000), which no text of an advisory may hold.",
            "Ask its publisher for a clean file.",
            code="control-character",
        )
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as broken:
        raise _broken(broken, name) from broken
    if type(value) is not dict:
        raise UnreadableFile(
            name,
            "it is JSON, but not one JSON object, so it is not a CSAF document.",
            "Give the advisory file itself, not a list or a part of it.",
            code="not-an-object",
        )
    if _may_repeat_keys(text, value):
        _refuse_repeated_key(text.decode(), name)
    return value


def _utf8(data: bytes, name: str, warnings: list[str]) -> bytes:
    if not data.strip():
        raise UnreadableFile(name, "it is empty.", _ASK_AGAIN, code="empty")
    if len(data) > SIZE_LIMIT:
        raise UnreadableFile(
            name,
            f"it has {len(data):,} bytes; an advisory may have {SIZE_LIMIT:,}.",
            "Check that it is one advisory and not a whole feed.",
            code="too-large",
        )
    if data.startswith(codecs.BOM_UTF8):
        warnings.append("the file begins with a byte order mark; it was skipped")
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith(_UTF16):
        try:
            text = data.decode("utf-16").encode()
        except UnicodeError as broken:
            raise _binary(name) from broken
        warnings.append("the file is UTF-16, JSON must be UTF-8; it was converted")
        return text
    if b"\x00" in data:
        raise _binary(name)
    return data


def _binary(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        "it is not a text file.",
        "A CSAF advisory is a .json file; unpack archives first.",
        code="binary",
    )


def _check_size(text: bytes, name: str) -> None:
    if len(text) <= PART_LIMIT:  # each part takes a byte at least
        return
    parts = text.count(b",") + text.count(b"{") + text.count(b"[")
    if parts > PART_LIMIT:
        raise UnreadableFile(
            name,
            f"it has about {parts:,} entries; an advisory may have {PART_LIMIT:,}.",
            "Ask its publisher to split it into several advisories.",
            code="too-large",
        )


def _broken(broken: orjson.JSONDecodeError, name: str) -> UnreadableFile:
    where = f"line {broken.lineno}, column {broken.colno}"
    if "depth limit" in broken.msg:
        return UnreadableFile(
            name, "it is nested too deeply to be an advisory.", _ASK_AGAIN, where=where, code="nested-too-deep"
        )
    return UnreadableFile(name, f"this is not valid JSON: {broken.msg}.", _ASK_AGAIN, where=where, code="broken-json")


def _may_repeat_keys(text: bytes, value: dict[str, Any]) -> bool:
    """False only when no object names a key twice.

    The parser keeps the last of two equal keys, so a repeated one loses at least two quotation marks when the value
    is written again. Counting them is a hundred times faster than looking at every key. ``\\u0022`` would hide a mark.
    """
    if b"\\u0022" in text:
        return True
    try:
        again = orjson.dumps(value)
    except TypeError:  # deeper than the writer goes
        return True
    return text.count(b'"') != again.count(b'"')


def _refuse_repeated_key(text: str, name: str) -> None:
    """Walk the tokens with a stack of our own (never the interpreter's) and refuse the first key that comes twice."""
    keys: list[set[str] | None] = []
    last = ""
    start = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark == "{":
            keys.append(set())
        elif mark == "[":
            keys.append(None)
        elif mark in "}]":
            keys.pop()
        elif mark == ":":
            seen = keys[-1]
            if seen is not None:
                if last in seen:
                    raise _repeated(text, last, start, name)
                seen.add(last)
        elif mark != ",":
            last = str(orjson.loads(mark)) if "\\" in mark else mark[1:-1]
            start = token.start()


def _repeated(text: str, key: str, start: int, name: str) -> UnreadableFile:
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return UnreadableFile(
        name,
        f"the key {key[:60]!r} comes twice in one object, and nobody can say which one is meant.",
        "Ask its publisher for a corrected file.",
        where=f"line {line}, column {column}",
        code="duplicate-key",
    )
