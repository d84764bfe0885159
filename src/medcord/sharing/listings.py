"""A page for each folder of a tree (CSAF 2.0 requirement 14), for web servers that list no folders themselves."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body>
<h1>{title}</h1>
<ul>
{lines}
</ul>
</body>
</html>
"""


def listings(paths: Iterable[str]) -> dict[str, bytes]:
    """``index.html`` for ``.well-known/csaf`` and every folder below it, each with what lies in it, by name."""
    inside: dict[str, set[str]] = {}
    for path in paths:
        while path.startswith(".well-known/csaf/"):
            folder, _, name = path.rstrip("/").rpartition("/")
            inside.setdefault(folder, set()).add(f"{name}/" if path.endswith("/") else name)
            path = f"{folder}/"
    return {f"{folder}/index.html": _page(folder, sorted(names)) for folder, names in inside.items()}


def _page(folder: str, names: list[str]) -> bytes:
    lines = "\n".join(f'<li><a href="./{quote(name)}">{escape(name)}</a></li>' for name in names)
    return _PAGE.format(title=escape(f"/{folder}/"), lines=lines).encode()
