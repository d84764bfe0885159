"""In which versions of the standard a published advisory goes out. One more version is one more line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from medcord.core.advisory import Advisory
from medcord.formats.csaf import CSAF_2_0, CSAF_2_1, Standard
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1


@dataclass(frozen=True, slots=True)
class Rendition:
    """A version of the standard, and what writes it: value, own address and engine version to bytes.

    Without ``write`` it is the published document itself, byte by byte.
    """

    standard: Standard
    write: Callable[[Advisory, str, str], bytes] | None = None


def _as_2_1(advisory: Advisory, url: str, engine_version: str) -> bytes:
    return write_csaf_2_1(advisory, canonical_url=url, engine_version=engine_version)


RENDITIONS: tuple[Rendition, ...] = (Rendition(CSAF_2_0), Rendition(CSAF_2_1, _as_2_1))
STANDARDS_OUT = tuple(each.standard for each in RENDITIONS)
