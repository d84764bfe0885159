"""In which versions of the standard a published advisory goes out. One more version is one more line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from medcord.core.advisory import Advisory
from medcord.formats.csaf import CSAF_2_0, Standard


@dataclass(frozen=True, slots=True)
class Rendition:
    """A version of the standard, and what writes it: value, own address and engine version to bytes.

    Without ``write`` it is the published document itself, byte by byte.
    """

    standard: Standard
    write: Callable[[Advisory, str, str], bytes] | None = None


RENDITIONS: tuple[Rendition, ...] = (Rendition(CSAF_2_0),)
STANDARDS_OUT = tuple(each.standard for each in RENDITIONS)
