"""What leaves, and the two signatures under it. It is made from what the owner reads, without what is withheld."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import Digest, RecordsReleased, ReleaseProposed
from medcord.core.records.exemptions import LAWS
from medcord.core.records.redaction import segments
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.formats.release import Disclosure, Entry, Withheld, packed
from medcord.gateways import clock
from medcord.ledger import blobs
from medcord.records import queries
from medcord.records.actions.requests import opened, signer
from medcord.records.models import RecordsRequest
from medcord.records.queries import Standing

if TYPE_CHECKING:
    from medcord.cases.models import Case

LARGEST_FILE = 25 * 1024 * 1024


@ledger.action
def propose_release(reference: str, request: UUID, *, actor: Viewer) -> RecordsRequest:
    """The first signature: everything is decided, and no withheld words stand in what leaves."""
    case, row, standing = opened(reference, request, actor)
    _require_whole(standing)
    row.ready_by, row.ready_name = signer(actor)
    row.ready_at = clock.now()
    ledger.commit(rows=[row], facts=[ReleaseProposed(case.pk, row.pk)], actor=actor)
    return row


@ledger.action
def release(reference: str, request: UUID, *, actor: Viewer) -> RecordsRequest:
    """The second signature, by another member of the owner: the bundle is made, sealed and can be fetched."""
    case, row, standing = opened(reference, request, actor)
    member, name = signer(actor)
    if row.ready_at is None:
        raise RuleRefusal("Nobody has signed that all is decided. That comes first.", code="not-ready")
    if row.ready_by == member:
        raise NotAllowed("Another member of your party looks at it and signs the release: four eyes.")
    _require_whole(standing)
    row.released_at, row.released_by, row.released_name = clock.now(), member, name
    data = packed(_disclosure(case, row, standing))
    row.blob, row.sha256 = uuid.uuid4(), queries.digest_of(data)
    going = [one for one in standing if one.withheld is False]
    cuts = sum(len(one.redactions) for one in going)
    fact = RecordsReleased(case.pk, row.pk, len(going), cuts, Digest(row.sha256))
    blobs.store().put(row.blob, data)
    try:
        ledger.commit(rows=[row], facts=[fact], actor=actor)
    except BaseException:
        blobs.store().destroy(row.blob)
        raise
    return row


def _require_whole(standing: list[Standing]) -> None:
    left = [one for one in standing if one.withheld is None]
    if left:
        changed = sum(one.stale for one in left)
        also = f" Of {changed} the words changed since it was decided." if changed else ""
        raise RuleRefusal(f"{len(left)} items are not decided yet.{also} Decide each first.", code="not-decided")
    unasked = [one for one in standing if one.withheld is False and one.record.waits]
    if unasked:
        raise RuleRefusal(
            f"The supplier of “{unasked[0].record.title}” has not been consulted. Withhold it, or ask first.",
            code="supplier-not-asked",
        )
    found = queries.leaks(standing)
    if found:
        raise InputRefusal(
            f"Words that are withheld still stand in “{found[0].record.title}” ({found[0].record.key}), in "
            f"{len(found)} place{'s' if len(found) > 1 else ''} in all. Withhold them there too, or take the "
            "redaction back.",
            code="still-readable",
            fields={"item": found[0].record.key},
        )


def _disclosure(case: Case, row: RecordsRequest, standing: list[Standing]) -> Disclosure:
    going = [one for one in standing if one.withheld is False]
    kept = Counter(one.exemption for one in standing if one.withheld)
    files: dict[str, bytes] = {}
    entries = [_entry(number, one, files) for number, one in enumerate(going, start=1)]
    _require_clean(standing, files)
    return Disclosure(
        case=case.reference,
        request=str(row.pk),
        law=next(law.words for law in LAWS if law.code == row.law),
        released_at=f"{row.released_at:%Y-%m-%d}",
        entries=entries,
        withheld=[Withheld(code, count) for code, count in sorted(kept.items())],
        files=files,
    )


def _entry(number: int, one: Standing, files: dict[str, bytes]) -> Entry:
    record = one.record
    at = f"{record.at:%Y-%m-%d %H:%M} UTC" if record.at else ""
    name = ""
    if record.blob is not None:
        data = blobs.store().get(record.blob)
        if len(data) > LARGEST_FILE:
            raise RuleRefusal(f"“{record.title}” is too large for the bundle. Withhold it or give it apart.",
                              code="file-too-large")  # fmt: skip
        name = f"files/{number:04d}"
        files[name] = data
    return Entry(number, record.title, at, segments(record.text, one.cuts), name)


def _require_clean(standing: list[Standing], files: dict[str, bytes]) -> None:
    """No passage that is withheld stands in the bytes of a file that goes along."""
    secrets = [one.record.text[cut.start : cut.end].encode() for one in standing for cut in one.cuts]
    for name, data in files.items():
        if any(len(secret) >= 4 and secret in data for secret in secrets):
            raise InputRefusal(
                f"Words that are withheld stand in the file that would be {name}. Withhold the file.",
                code="still-readable",
            )
