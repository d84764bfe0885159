"""The document of an advisory of ours, valid in both editions, or why there is none: asked before, and by the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

import medcord
from medcord.advisories.signs import require_no_turned_text
from medcord.advisories.successors import out_now
from medcord.advisories.units import require_no_single_device
from medcord.core.advisory import Advisory, Revision
from medcord.core.advisory.in_force import carried
from medcord.core.advisory.outgoing import outgoing
from medcord.formats.csaf import CSAF_2_1, ReadAdvisory, read_advisory, write_csaf
from medcord.formats.csaf.provider import csaf_path
from medcord.formats.csaf.refusing import require_valid
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1
from medcord.gateways import clock

PREFIX = "MCA"


def check(value: Advisory, *, revises: UUID | None = None, summary: str = "Initial publication") -> None:
    """Raise what ``publish`` would say of the value itself, before there is any hurry; nothing goes out."""
    require_no_single_device(value, summary)
    require_no_turned_text(value, summary)
    now = clock.now()
    if revises is None:
        document_of(replace(value, id=f"{PREFIX}-{now.year}-0000", initial_release=now), (), "1", summary, now)
        return
    before, former = out_now(revises)
    numbered = replace(carried(value, former), id=former.id, initial_release=former.initial_release)
    document_of(numbered, former.revisions, str(before + 1), summary, max(now, former.current_release))


def document_of(
    value: Advisory, former: tuple[Revision, ...], number: str, summary: str, now: datetime
) -> ReadAdvisory:
    """The document of this revision, read back. Both editions in which it goes out pass their mandatory tests (6.1)."""
    final = outgoing(value, former, number, summary, now)
    url = f"{settings.MEDCORD_URL}/{csaf_path(final)}"
    document = write_csaf(final, canonical_url=url, engine_version=medcord.__version__)
    require_valid(document)
    read = read_advisory(document, name=csaf_path(final))
    newer = f"{settings.MEDCORD_URL}/{csaf_path(read.advisory, CSAF_2_1)}"
    require_valid(write_csaf_2_1(read.advisory, canonical_url=newer, engine_version=medcord.__version__), edition="2.1")
    return read
