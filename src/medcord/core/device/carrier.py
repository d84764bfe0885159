"""The device identifier inside whatever stands on a label: a UDI as people type it and as scanners read it.

Only the device identifier is taken. Lot, serial number and dates of a carrier tell one single unit, perhaps the one in
a patient, from all others: they are dropped here, and nothing behind this module ever sees them.

GS1     "(01)…", "01…" with or without the scanner's "]d2", separators or blanks; 14 digits, or 13 or 12 of a shop code
HIBCC   "+…" with or without "*" around it, alone or with "/…" of production data behind it
ICCBBA  "=/…" or "=)…" with or without further data structures behind it
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from medcord.core.device.udi import Agency, WrongUdi, gs1_check_digit, hibcc_check_character, read_udi

LONGEST: Final = 400

NOTHING: Final = (
    "No advisory here was found. That is not the same as not affected: only what is published here is known, and "
    "makers write names and versions in many ways. Ask the maker."
)
UNREADABLE: Final = (
    "This looks like a UDI and cannot be read: a sign is missing, mistyped or one too many. Compare it with the label, "
    "type the device identifier alone (on GS1 labels the 14 digits after “(01)”), or look for the model."
)
UNSOUND: Final = (
    "The check of this device identifier does not come out, so a sign may be mistyped. Compare it with the label; it "
    "was looked for as it stands."
)

_SCANNER: Final = re.compile(r"^\][A-Za-z][0-9]")
_BRACKETED: Final = re.compile(r"\(01\)\s*([0-9](?:[ -]?[0-9]){13})(?![0-9])")
_ELEMENTS: Final = re.compile(r"01([0-9]{14})(?:$|(?=[\x1d(]|1[0-7]|2[0-2]|24|25|30|71|9[0-9]))")
_DIGITS: Final = re.compile(r"[0-9]{12,14}")
_HIBCC: Final = re.compile(r"\*?\+([A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9])(?:([0-9A-Z\-._$/+%])\*?$|(/)[0-9A-Z$])")
_ICCBBA: Final = re.compile(r"=/([A-Z0-9]{16})|=\)([A-Z0-9]{10})")


@dataclass(frozen=True, slots=True)
class Carried:
    """A device identifier: the form it is shown in, and the words under which the index may hold it.

    ``sound`` is False when its own check does not come out: a sign may be mistyped, or its publisher wrote it so.
    """

    agency: Agency
    text: str
    words: tuple[str, ...]
    sound: bool = True


def carried_in(line: str) -> Carried | None:
    """The device identifier of a carrier, if the whole line is one; None for all other words."""
    bare = _SCANNER.sub("", line[:LONGEST].strip()).strip().upper()
    if bare.startswith(("+", "*+")):
        return _hibcc(bare)
    if bare.startswith("="):
        return _iccbba(bare)
    return _gs1(bare)


def is_meant_as_udi(line: str) -> bool:
    """Whether somebody tried to type a UDI: then nothing but a device identifier may be taken from the line."""
    bare = _SCANNER.sub("", line[:LONGEST].strip()).strip()
    signs = ("+", "*+", "=/", "=)", "=,", "(01)", "(10)", "(11)", "(17)", "(21)")
    return bare.startswith(signs) or bool(re.fullmatch(r"[0-9][0-9 \x1d-]{11,}", bare)) or "\x1d" in line


def holds_udi(line: str) -> bool:
    """Whether a line is a UDI or has one in it, readable or not."""
    return any(is_meant_as_udi(part) or carried_in(part) is not None for part in (line, *line.split()))


def udi_of(line: str) -> Carried:
    """The same for a field that takes nothing but UDIs. Raises WrongUdi with a sentence that quotes no sign of it."""
    found = carried_in(line)
    if found is not None:
        return found
    bare = line.strip()
    if is_meant_as_udi(line):
        raise WrongUdi(UNREADABLE)
    if any(sign.isdigit() for sign in bare) and len(bare) >= 6:
        short = _short(bare.upper())
        if short is not None:
            return short
    raise WrongUdi(
        "This is no UDI: it is neither 14 digits (GS1), nor does it begin with “+” (HIBCC) or “=/” (ICCBBA). "
        "Copy it from the label, or look for the product or the model."
    )


def _gs1(bare: str) -> Carried | None:
    plain = bare if "\x1d" in bare else re.sub(r"[ -]", "", bare)
    if found := _BRACKETED.search(bare):
        digits = re.sub(r"[ -]", "", found[1])
    elif found := _ELEMENTS.match(plain):
        digits = found[1]
    elif _DIGITS.fullmatch(plain):
        digits = plain
    else:
        return None
    whole = digits.zfill(14)
    if gs1_check_digit(whole[:-1]) != whole[-1]:
        return Carried(Agency.GS1, digits, (digits,), sound=False) if digits == whole else None
    shorter = [whole.removeprefix(zeros) for zeros in ("0", "00") if whole.startswith(zeros)]
    return Carried(Agency.GS1, whole, (whole, *shorter))


def _hibcc(bare: str) -> Carried | None:
    found = _HIBCC.match(bare)
    if found is None:
        return None
    body, check = found[1], found[2]
    right = hibcc_check_character(f"+{body}")
    # Alone it ends in its check character; before production data it has none, for that of the whole stands at the end.
    return _of_hibcc(body, check or right, sound=check in (None, right))


def _of_hibcc(body: str, check: str, *, sound: bool = True) -> Carried:
    whole = body + check if check.isalnum() else body
    return Carried(Agency.HIBCC, f"+{body}{check}", tuple(dict.fromkeys((whole.lower(), body.lower()))), sound)


def _iccbba(bare: str) -> Carried | None:
    found = _ICCBBA.search(bare)
    if found is None:
        return None
    body = found[1] or found[2]
    return Carried(Agency.ICCBBA, found[0], (body.lower(),))


def _short(bare: str) -> Carried | None:
    """A HIBCC or ICCBBA identifier without the sign it begins with, as device databases print it.

    A last digit may be the check or the packaging: where both can be, it is looked for as both.
    """
    without = None
    if re.fullmatch(r"[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9]", bare):
        without = _of_hibcc(bare, hibcc_check_character(f"+{bare}"))
    try:
        found = read_udi(f"+{bare}")
    except WrongUdi:
        return _iccbba(f"=/{bare}") if without is None and re.fullmatch(r"[A-Z0-9]{16}", bare) else without
    checked = _of_hibcc(found.text[1:-1], found.text[-1])
    both = (*checked.words, *(without.words if without else ()))
    return replace(checked, words=tuple(dict.fromkeys(both)))
