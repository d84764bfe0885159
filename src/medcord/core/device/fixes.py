"""Versions that an advisory's remediation text calls fixed, or says are still vulnerable.

Only text that applies to the product is read, sentence by sentence. It refines what the ranges leave open; it never
overrules a version that a range plainly includes (gold conventions 5-7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from medcord.core.advisory.value import Advisory
from medcord.core.device.version import Order, Version, compare, in_family, parse_version, refines


@dataclass(frozen=True, slots=True)
class Mention:
    """A version in a sentence. ``onwards`` is true for "D16 or later"."""

    version: Version
    sentence: str
    onwards: bool = False


@dataclass(frozen=True, slots=True)
class Fixes:
    """What the text says of versions of one product."""

    fixed: tuple[Mention, ...] = ()
    vulnerable: tuple[Mention, ...] = ()

    def fix_for(self, version: Version, *, precisely: bool = False) -> Mention | None:
        """The mention that calls ``version`` fixed: named itself, its family, or "or later" below it. ``precisely``
        leaves out a mention that says less than ``version`` does (9.33 for 9.33.1)."""
        found = (mention for mention in self.fixed if _covers(mention, version))
        return next((m for m in found if not (precisely and refines(version, m.version))), None)

    def still_vulnerable(self, version: Version) -> Mention | None:
        """The mention that says ``version`` is not fixed."""
        return next((mention for mention in self.vulnerable if _covers(mention, version)), None)


def _covers(mention: Mention, version: Version) -> bool:
    order = compare(version, mention.version)
    if order is Order.EQUAL:
        return True
    if len(mention.version.parts) > 1 and in_family(version, mention.version):
        return True
    return mention.onwards and order is Order.GREATER


_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z])|\n+")
_VERSION = re.compile(
    r"(?<![\w./-])(?:[vVrR](?=\d))?(?:\d{3}[A-Z]\d{6}|[A-Z]\.\d+(?:\.\d+)*[a-z]?|\d+(?:\.\d+)+(?:[a-z]\b)?"
    r"(?: ?\(?[A-Z]\d{2}\b)?|[A-Z]\d{2,3}\b)(?![\w/@]|-\d)"
)
_STILL = re.compile(
    r"\bstill\b.{0,40}\b(?:present|vulnerable|affected|exist|exploitable)|\bremains? (?:vulnerable|affected|present)"
    r"|\b(?:has|have|is|are|was|were|does|do) not (?:yet |been )*(?:be )?(?:fix|resolv|remediat|address|patch)",
    re.I,
)
_OLD = re.compile(
    r"\b(?:(?:and|or) (?:prior|earlier)|prior to|before|less than|no longer support|end[- ]of[- ]life|older than)\b",
    re.I,
)
_FIX = re.compile(
    r"\b(?:fix|remediat|resolv|address|mitigat|correct|patch|updat|upgrad|releas|install|later|higher|new)",
    re.I,
)
_ONWARDS = re.compile(r"\b(?:or|and) (?:later|higher|newer|above|greater|up)\b", re.I)
_CVE = re.compile(r"CVE-\d{4}-\d+")


def fixes_for(advisory: Advisory, product_id: str) -> Fixes:
    """Read the remediations of ``advisory`` that apply to ``product_id``."""
    fixed: dict[str, Mention] = {}
    vulnerable: dict[str, Mention] = {}
    every = len(advisory.cves)
    for category, details in _texts(advisory, product_id):
        for sentence in _SENTENCE.split(details):
            named = set(_CVE.findall(sentence))
            versions = _versions(sentence)
            if not versions:
                continue
            if _STILL.search(sentence):
                for version in versions:
                    vulnerable.setdefault(version.raw, Mention(version, sentence.strip()))
            elif _OLD.search(sentence) or (named and len(named) < every):
                # a fix of some of the vulnerabilities only is no fix of the version
                continue
            elif category == "vendor_fix" or _FIX.search(sentence):
                onwards = bool(_ONWARDS.search(sentence))
                for version in versions:
                    fixed.setdefault(version.raw, Mention(version, sentence.strip(), onwards))
    return Fixes(tuple(fixed.values()), tuple(vulnerable.values()))


def _texts(advisory: Advisory, product_id: str) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for vulnerability in advisory.vulnerabilities:
        for remediation in vulnerability.remediations:
            if not remediation.product_ids or product_id in remediation.product_ids:
                found[(remediation.category, remediation.details)] = None
    return list(found)


@lru_cache(maxsize=16384)
def _versions(sentence: str) -> tuple[Version, ...]:
    plain = re.sub(r"https?://\S+", " ", _CVE.sub(" ", sentence))
    found = []
    for hit in _VERSION.findall(plain):
        version = parse_version(hit.replace("(", ""))
        if version is not None:
            found.append(version)
    return tuple(found)
