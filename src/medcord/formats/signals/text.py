"""Bytes of a public list to JSON or text, or a refusal that says where it broke."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from datetime import date
from typing import Any, Final

from medcord.core.refusals import UnreadableFile

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one list after unpacking. The EPSS scores of a day have some 10 MB."""

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
_GZIP = b"\x1f\x8b"


def plain(data: bytes, *, name: str, todo: str) -> bytes:
    """The bytes of a list, unpacked where it is packed with gzip. Raises UnreadableFile."""
    if not data.strip():
        raise UnreadableFile(name, "it is empty.", todo, code="empty")
    if data.startswith(_GZIP):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(LARGEST + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFile(
                name, "the gzip file is broken or cut off.", todo, where="the packed bytes", code="broken-archive"
            ) from error
    if len(data) > LARGEST:
        raise UnreadableFile(name, f"it has more than {LARGEST:,} bytes unpacked.", todo, code="too-large")
    return data


def json_of(data: bytes, *, name: str, todo: str) -> Any:
    """The JSON value in ``data``. Raises UnreadableFile with line and column."""
    try:
        return json.loads(plain(data, name=name, todo=todo), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableFile(name, f"broken JSON ({error.msg}).", todo, where=where, code="broken-json") from error
    except (RecursionError, ValueError) as error:
        raise UnreadableFile(name, "it is not JSON text.", todo, code="broken-json") from error


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


def lines_of(data: bytes, *, name: str, todo: str) -> list[str]:
    """The lines of a text in UTF-8. Raises UnreadableFile with the line that is none."""
    raw = plain(data, name=name, todo=todo).removeprefix(b"\xef\xbb\xbf")
    try:
        return raw.decode().splitlines()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UnreadableFile(name, "it is not text in UTF-8.", todo, where=f"line {line}", code="not-text") from error


def cve_of(value: object) -> str:
    """A CVE id in capitals; "" when it is none."""
    text = words_of(value).upper()
    return text if _CVE.fullmatch(text) else ""


def day_of(value: object) -> date | None:
    """A day as ISO 8601 (a time after it is left out) or as YYYYMMDD; None when it is neither."""
    text = words_of(value)[:10]
    try:
        return date.fromisoformat(text if "-" in text else text[:8])
    except ValueError:
        return None


def words_of(value: object, most: int = 4000) -> str:
    """A text on one line without control characters, cut at ``most`` characters; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(one if one.isprintable() else " " for one in value).split())[:most]


def objects_of(value: object) -> list[dict[str, Any]]:
    """The objects in a list; nothing for what is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def within(value: object, *keys: str) -> Any:
    """What stands at these keys, one in the other; None where there is no such place."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
