"""What the vulnerabilities of a draft are held to at every save: numbers that exist, names that belong to them, vectors
that read."""

from __future__ import annotations

import re
from typing import Final

from medcord.core.refusals import InputRefusal
from medcord.drafting.flaws import flaws_of, part_name, put
from medcord.drafting.models import Draft
from medcord.drafting.scores import VECTORS, score_of
from medcord.formats.csaf.weaknesses import cwe_edition, cwe_name

_CVE: Final = re.compile(r"CVE-\d{4}-\d{4,19}")
_CWE: Final = re.compile(r"(?:CWE-)?([1-9]\d{0,5})", re.IGNORECASE)


def check_flaws(draft: Draft) -> None:
    """Raise InputRefusal for what cannot go out as it stands; fill in the names of weaknesses from the list."""
    seen: set[str] = set()
    for one in flaws_of(draft):
        for field in VECTORS:
            if getattr(one, field):
                score_of(getattr(one, field), field=field, named=part_name(one.key, field))
        _weakness(draft, one.key, one.cwe, one.cwe_name)
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


def _weakness(draft: Draft, key: str, cwe: str, name: str) -> None:
    if not cwe:
        return
    read = _CWE.fullmatch(cwe)
    number = f"CWE-{read[1]}" if read else ""
    official = cwe_name(number)
    if not official:
        raise InputRefusal(
            f"“{cwe}” is not in the list of weaknesses (CWE). Look the number up at cwe.mitre.org; it "
            "looks like CWE-287.",
            fields={"field": part_name(key, "cwe")},
        )
    put(draft, part_name(key, "cwe"), number)
    if not cwe_edition(number, name):
        put(draft, part_name(key, "cwe_name"), official)
