"""From the value of the waist to the files of a restricted advisory: one for each version of the standard."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

import medcord
from medcord.core.advisory import Advisory
from medcord.core.advisory.outgoing import outgoing
from medcord.core.vocabulary import Tlp
from medcord.formats.csaf import CSAF_2_0, CSAF_2_1, write_csaf
from medcord.formats.csaf.provider import csaf_path
from medcord.formats.csaf.refusing import require_valid
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1

ROOT = "api/v1/restricted/csaf"
RESTRICTED_2_0 = replace(CSAF_2_0, root=f"{ROOT}/2.0")
RESTRICTED_2_1 = replace(CSAF_2_1, root=f"{ROOT}/2.1")
STANDARDS = {each.version: each for each in (RESTRICTED_2_0, RESTRICTED_2_1)}
"""Laid out as a provider does, at an address where whoever asks has to say who it is."""

SUMMARY = "First issue, for named parties."


@dataclass(frozen=True, slots=True)
class Files:
    """A document in both versions of the standard."""

    document: bytes
    document_2_1: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.document).hexdigest()

    @property
    def sha512(self) -> str:
        return hashlib.sha512(self.document).hexdigest()

    @property
    def sha512_2_1(self) -> str:
        return hashlib.sha512(self.document_2_1).hexdigest()

    @property
    def sha256_2_1(self) -> str:
        return hashlib.sha256(self.document_2_1).hexdigest()


def written(value: Advisory, label: Tlp, tracking_id: str, at: datetime) -> Files:
    """The files of this value under this label, number and instant: the same ones, the same bytes. Raises RuleRefusal
    for what is not valid CSAF."""
    numbered = replace(value, id=tracking_id, initial_release=at, tlp=label)
    final = outgoing(numbered, (), "1", SUMMARY, at)
    urls = [f"{settings.MEDCORD_URL}/{csaf_path(final, standard)}" for standard in STANDARDS.values()]
    files = Files(
        write_csaf(final, canonical_url=urls[0], engine_version=medcord.__version__),
        write_csaf_2_1(final, canonical_url=urls[1], engine_version=medcord.__version__),
    )
    require_valid(files.document)
    require_valid(files.document_2_1, edition="2.1")
    return files
