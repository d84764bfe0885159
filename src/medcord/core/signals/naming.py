"""Which CVEs the draft of a case names, as a fold over what it said one after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def named_by(said: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The CVEs that are named in the end. One that is said ``beside`` joins those before, any other replaces them, as
    each did while a draft had one; an empty one leaves none."""
    found: list[str] = []
    for each in said:
        if not each.get("beside"):
            found.clear()
        found.append(str(each["cve"]))
    return tuple(dict.fromkeys(filter(None, found)))


def naming(cves: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """What has to be said so that exactly these are named: each CVE, and whether it stands beside those before."""
    return tuple((cve, place > 0) for place, cve in enumerate(cves or ("",)))
