"""What the vulnerabilities of a draft are held to at every save: numbers that exist, names that belong to them, vectors
that read."""

from __future__ import annotations

import re
from typing import Final

from medcord.core.refusals import InputRefusal
from medcord.drafting import weaknesses
from medcord.drafting.flaws import flaws_of, part_name
from medcord.drafting.models import Draft
from medcord.drafting.scores import VECTORS, score_of

_CVE: Final = re.compile(r"CVE-\d{4}-\d{4,19}")


def check_flaws(draft: Draft) -> None:
    """Raise InputRefusal for what cannot go out as it stands; fill in the names of weaknesses from the list."""
    seen: set[str] = set()
    for one in flaws_of(draft):
        for field in VECTORS:
            if getattr(one, field):
                score_of(getattr(one, field), field=field, named=part_name(one.key, field))
        weaknesses.check(draft, one)
        if one.cve:
            _number(one.key, one.cve, seen)


def _number(key: str, cve: str, seen: set[str]) -> None:
    field = {"field": part_name(key, "cve")}
    if not _CVE.fullmatch(cve):
        raise InputRefusal(
            f"“{cve}” is no CVE number: it looks like CVE-2026-12345. Leave it empty while none is assigned.",
            fields=field,
        )
    if cve in seen:
        raise InputRefusal(f"{cve} stands at two vulnerabilities. Each has a number of its own.", fields=field)
    seen.add(cve)
