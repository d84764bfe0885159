"""The words of a message as they are shown: plain text, with links, "#7k3mzq" and "@Karst" made visible."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from medcord.cases.queries.messages import ALPHABET, CODE_LENGTH

_TOKEN = re.compile(rf"https?://[^\s<>\"'“”]+|#[{ALPHABET}]{{{CODE_LENGTH}}}\b")
_AFTER_LINK = ".,;:!?)]}"


def codes_in(body: str) -> set[str]:
    """The short names of messages that a text speaks of, without their "#"."""
    return {one[1:] for one in _TOKEN.findall(body) if one.startswith("#")}


def html_of(body: str, places: Mapping[str, str], names: Collection[str] = ()) -> SafeString:
    """The text as html. ``places``: addresses of the messages it speaks of that the viewer may read; ``names``: whom
    it mentions. Everything else is text and nothing but text."""
    parts, end = [], 0
    for found in _TOKEN.finditer(body):
        token = found.group()
        if token.startswith("http"):
            token = token.rstrip(_AFTER_LINK)
        parts += [_text(body[end : found.start()], names), _token(token, places)]
        end = found.start() + len(token)
    parts.append(_text(body[end:], names))
    return mark_safe("".join(parts).replace("\n", "<br>"))  # noqa: S308 - each part was escaped above


def _token(token: str, places: Mapping[str, str]) -> str:
    if token.startswith("#"):
        place = places.get(token[1:])
        return format_html('<a class="mono" href="{}">{}</a>', place, token) if place else escape(token)
    return format_html('<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>', token, token)


def _text(words: str, names: Collection[str]) -> str:
    said = str(escape(words))
    if not names or "@" not in said:
        return said
    called = "|".join(re.escape(str(escape(name))) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"@(?:{called})(?!\w)", lambda one: f"<b>{one.group()}</b>", said, flags=re.IGNORECASE)
