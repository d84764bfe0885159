"""Records that leave: one ZIP with a page for people, the same as JSON for programs, files, and a manifest of hashes.

It is made from values in which what is withheld is not there any more. Nothing of the node, of a person or of the time
of making goes into names or headers of the archive.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from typing import Final

from medcord.core.records.exemptions import BY_CODE
from medcord.core.records.redaction import Segment

_MADE: Final = (1980, 1, 1, 0, 0, 0)
_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    ".cut{background:#1b1b1b;color:#fff;padding:0 .4rem}pre{white-space:pre-wrap;font:inherit}"
    "table{border-collapse:collapse}td,th{text-align:left;padding:.3rem .8rem .3rem 0;vertical-align:top}"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item that leaves. ``file`` is the name of its bytes in the archive, if it has some."""

    number: int
    title: str
    at: str
    segments: Sequence[Segment]
    file: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """How many items are withheld whole under an exemption. Nothing else is told of them."""

    exemption: str
    items: int


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What was asked for, and what leaves."""

    case: str
    request: str
    law: str
    released_at: str
    entries: Sequence[Entry]
    withheld: Sequence[Withheld]
    files: Mapping[str, bytes] = field(default_factory=dict)


def packed(what: Disclosure) -> bytes:
    """The archive. The same values give the same bytes."""
    parts = {"records.html": _page(what).encode(), "records.json": _data(what), **what.files}
    manifest = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(parts.items()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*sorted(parts.items()), ("manifest.sha256", manifest.encode())]:
            archive.writestr(zipfile.ZipInfo(name, _MADE), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _data(what: Disclosure) -> bytes:
    body = {
        "case": what.case,
        "request": what.request,
        "law": what.law,
        "released_at": what.released_at,
        "records": [asdict(one) for one in what.entries],
        "withheld": [asdict(one) for one in what.withheld],
        "exemptions": {code: {"words": BY_CODE[code].words, "source": BY_CODE[code].source} for code in _cited(what)},
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def _cited(what: Disclosure) -> list[str]:
    cuts = {one.exemption for entry in what.entries for one in entry.segments if one.exemption}
    return sorted(cuts | {one.exemption for one in what.withheld})


def _page(what: Disclosure) -> str:
    grounds = "".join(
        f"<tr><th>({escape(code)})</th><td>{escape(BY_CODE[code].words)}. {escape(BY_CODE[code].source)}</td></tr>"
        for code in _cited(what)
    )
    left_out = "".join(
        f"<tr><th>({escape(one.exemption)})</th><td>{one.items} withheld whole</td></tr>" for one in what.withheld
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Records of {escape(what.case)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>Records of {escape(what.case)}</h1>"
        f"<p>Request {escape(what.request)} under {escape(what.law)}. Released {escape(what.released_at)}.</p>"
        + "".join(map(_entry, what.entries))
        + f"<h2>Withheld</h2><table>{left_out}</table><h2>Exemptions cited</h2><table>{grounds}</table></body></html>"
    )


def _entry(one: Entry) -> str:
    words = "".join(
        f'<span class="cut">[withheld ({escape(part.exemption)})]</span>' if part.exemption else escape(part.text)
        for part in one.segments
    )
    file = f'<p><a href="{escape(one.file)}">The file</a></p>' if one.file else ""
    return f"<h2>{one.number}. {escape(one.title)}</h2><p>{escape(one.at)}</p><pre>{words}</pre>{file}"
