"""Device identifiers (UDI-DI) of the three issuing agencies, each checked by its own rules.

GS1      14 digits, the last a check digit (GTIN-14); written plain or with "(01)" before it
HIBCC    "+", 4 characters of the labeller, 1 to 18 of the product, a digit of packaging, a check character mod 43
ICCBBA   "=/" and 16 characters (ISBT 128 processor product), "=)" and 10 (container); it has no check character
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Agency(StrEnum):
    """Who issued an identifier."""

    GS1 = "GS1"
    HIBCC = "HIBCC"
    ICCBBA = "ICCBBA"


@dataclass(frozen=True, slots=True)
class UdiDi:
    """An identifier that was checked, in the one form it is kept in."""

    agency: Agency
    text: str


class WrongUdi(ValueError):
    """An identifier that fails a check; the message is a sentence that names the check and what to do."""


_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"  # the 43 of Code 39, in the order of their values
_GS1 = re.compile(r"[0-9]+")
_HIBCC = re.compile(r"\+[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9][0-9A-Z\-._$/+%]")
_ICCBBA = re.compile(r"=/[A-Z0-9]{16}|=\)[A-Z0-9]{10}")


def gs1_check_digit(body: str) -> str:
    """The check digit of the digits before it: weights 3 and 1 from the right, up to the next ten."""
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body)))
    return str(-total % 10)


def hibcc_check_character(body: str) -> str:
    """The check character of everything before it, "+" included: the sum of the values, modulo 43.

    A space, which would be lost at the end of a text, is written as "_".
    """
    return _SIGNS[sum(_SIGNS.index(sign) for sign in body) % 43].replace(" ", "_")


def read_udi(text: str) -> UdiDi:
    """Check an identifier. Raises WrongUdi with the check that failed."""
    bare = text.strip().upper()
    if bare.startswith("+"):
        return _hibcc(bare)
    if bare.startswith("="):
        return _iccbba(bare)
    return _gs1(bare)


def _gs1(given: str) -> UdiDi:
    digits = given.removeprefix("(01)").replace(" ", "").replace("-", "")
    if not _GS1.fullmatch(digits):
        raise WrongUdi(
            f"“{given}” is no UDI-DI: it is neither 14 digits (GS1), nor does it begin with “+” (HIBCC) or "
            "“=” (ICCBBA). Copy it from the label or the device database."
        )
    if len(digits) != 14:
        more = " Put zeros before a shorter number until it has 14." if len(digits) < 14 else ""
        raise WrongUdi(f"“{given}” has {len(digits)} digits; a GS1 UDI-DI has 14.{more}")
    right = gs1_check_digit(digits[:-1])
    if digits[-1] != right:
        raise WrongUdi(
            f"“{given}” fails the GS1 check digit: the last digit is {digits[-1]} and should be {right}. "
            "A digit is mistyped; compare it with the label."
        )
    return UdiDi(Agency.GS1, digits)


def _hibcc(given: str) -> UdiDi:
    if not _HIBCC.fullmatch(given):
        raise WrongUdi(
            f"“{given}” is not written as HIBCC identifiers are: “+”, a labeller code of a letter and three "
            "characters, 1 to 18 characters of the product, one digit, one check character. Compare it with the label."
        )
    right = hibcc_check_character(given[:-1])
    if given[-1] != right:
        raise WrongUdi(
            f"“{given}” fails the HIBCC check (mod 43): the last character is “{given[-1]}” and should be "
            f"“{right}”. A character is mistyped or the check character was left out; compare it with the label."
        )
    return UdiDi(Agency.HIBCC, given)


def _iccbba(given: str) -> UdiDi:
    if not _ICCBBA.fullmatch(given):
        raise WrongUdi(
            f"“{given}” is not written as ICCBBA identifiers are: “=/” and 16 letters or digits (tissue and cell "
            "products), or “=)” and 10 (containers). Compare it with the label."
        )
    return UdiDi(Agency.ICCBBA, given)
