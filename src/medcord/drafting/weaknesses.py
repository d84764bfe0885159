"""The weaknesses of a vulnerability: numbers of the CWE list, each under the name that the list gives it.

The first stands in a field of its own, as CSAF 2.0 has room for one. Further ones are lines of a number and its name;
the names are those of the list, so that these lines never hold words of somebody.
"""

from __future__ import annotations

import re
from typing import Final

from medcord.core.advisory.value import Weakness
from medcord.core.refusals import InputRefusal
from medcord.drafting.flaws import Flaw, flaws_of, part_name, put
from medcord.drafting.models import Draft
from medcord.formats.csaf.weaknesses import cwe_edition, cwe_name, cwe_usage

MOST: Final = 20
"""More weaknesses than this describe nothing."""

_NUMBER: Final = re.compile(r"(?:CWE-)?([1-9]\d{0,5})", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"(?:(?:CWE-)?[1-9]\d{0,5}(?:[\s,;]+|$))+", re.IGNORECASE)


def further(text: str) -> tuple[Weakness, ...]:
    """The further weaknesses, as a saved draft holds them."""
    lines = (line.partition(" ") for line in text.splitlines() if line)
    return tuple(Weakness(number, name) for number, _, name in lines)


def check(draft: Draft, flaw: Flaw) -> None:
    """Put numbers in one form and fill in their names. Raises InputRefusal for what is in no list, or is not to be used
    for a single vulnerability. Where there is no first weakness, the first of the further ones is it."""
    numbers = [_checked(one, part_name(flaw.key, "more_cwes")) for one in _said(flaw.more_cwes)]
    first, name = flaw.cwe, flaw.cwe_name
    if not first and numbers:
        first, name = numbers[0], ""
    if first:
        first = _checked(first, part_name(flaw.key, "cwe"))
        put(draft, part_name(flaw.key, "cwe"), first)
        if not cwe_edition(first, name):
            put(draft, part_name(flaw.key, "cwe_name"), cwe_name(first))
    others = [one for one in dict.fromkeys(numbers) if one != first]
    if len(others) >= MOST:
        raise InputRefusal(
            f"A vulnerability has at most {MOST} weaknesses (CWE); here are {len(others) + 1}. Keep those "
            "that explain it.",
            fields={"field": part_name(flaw.key, "more_cwes")},
        )
    put(draft, part_name(flaw.key, "more_cwes"), "\n".join(f"{one} {cwe_name(one)}" for one in others))


def _said(text: str) -> list[str]:
    """The numbers in a text: one a line with or without its name, or several with commas."""
    found: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        several = _NUMBERS.fullmatch(line)
        found += [one for one in re.split(r"[\s,;]+", line) if one] if several else [line.split(maxsplit=1)[0]]
    return found


def _checked(given: str, field: str) -> str:
    """The number as the list writes it."""
    read = _NUMBER.fullmatch(given)
    number = f"CWE-{read[1]}" if read else ""
    name = cwe_name(number)
    if not name:
        raise InputRefusal(
            f"“{given}” is not in the list of weaknesses (CWE). Look the number up at cwe.mitre.org; it "
            "looks like CWE-287.",
            fields={"field": field},
        )
    if cwe_usage(number) == "Prohibited":
        raise InputRefusal(
            f"{number} ({name}) is not for a single vulnerability: the list of weaknesses withdrew it or keeps it "
            "for whole kinds. Choose a more precise one at cwe.mitre.org.",
            code="cwe-prohibited",
            fields={"field": field},
        )
    return number


def discouraged(flaw: Flaw) -> list[str]:
    """What the list says of the weaknesses of a vulnerability that it would rather see replaced, as sentences. It
    blocks nothing."""
    first = (Weakness(flaw.cwe, flaw.cwe_name),) if flaw.cwe else ()
    return [
        f"{one.id} ({one.name}): the list of weaknesses asks for a more precise one where there is one."
        for one in (*first, *further(flaw.more_cwes))
        if cwe_usage(one.id) == "Discouraged"
    ]


def weaknesses_to_look_at(draft: Draft) -> list[str]:
    """The same of all vulnerabilities of a draft."""
    return [sentence for flaw in flaws_of(draft) for sentence in discouraged(flaw)]
