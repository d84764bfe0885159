"""The file becomes entries, part by part, each in a transaction of its own. The inventory in use is not touched."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.device.value import Device as DeviceValue
from medcord.core.device.value import Identity as IdentityValue
from medcord.core.facts import Code, Fact, ImportPartStaged, ImportRefused, ImportStaged
from medcord.core.refusals import Refusal
from medcord.formats.inventory import RowProblem
from medcord.gateways import clock
from medcord.inventory import reading
from medcord.inventory.models import Device, Entry, Identity, ImportBatch, ImportProblem
from medcord.ledger import blobs

PART_ROWS = 800
"""Devices a part: about 100 ms of writing, so that nobody else waits long for the database."""

_LONGEST = {"asset_tag": 160, "serial": 200, "udi": 200, "department": 160, "site": 160}
_LONGEST_TEXT = 2000


@ledger.action
def stage_next(batch: ImportBatch, *, actor: Viewer) -> ImportBatch:
    """Read one more part of a file into staging. A file that breaks off is refused whole and nothing of it is used."""
    blob = batch.blob
    if blob is None:
        raise KeyError(batch.id)
    try:
        part = reading.next_part(
            batch.id,
            lambda: blobs.store().get(blob),
            name=batch.name,
            columns=batch.columns,
            after=batch.rows,
            most=PART_ROWS,
        )
    except Refusal as refusal:
        reading.forget(batch.id)
        batch.state, batch.refusal = ImportBatch.State.REFUSED, refusal.sentence
        fact = ImportRefused(batch.organisation_id, batch.id, Code(refusal.code))
        ledger.commit(rows=[batch], facts=[fact], actor=actor)
        return batch
    _write(batch, part, actor)
    return batch


def _write(batch: ImportBatch, part: reading.Part, actor: Viewer) -> None:
    units, shortened = _fitted(part.devices)
    identities, new_identities = _identities(batch.organisation_id, units)
    devices, new_devices = _devices(batch, units)
    entries = [
        Entry(
            batch=batch,
            device=device,
            identity=identity,
            **{name: getattr(unit, name) for name in _LONGEST},
            row=unit.row,
            digest=_digest(identity.digest, *(getattr(unit, name) for name in _LONGEST)),
        )
        for unit, device, identity in zip(units, devices, identities, strict=True)
    ]
    _count(batch, entries, {device.id for device in new_devices})
    problems = [
        ImportProblem(
            batch=batch, number=batch.problem_count + at, row=p.row, column=p.column[:200], sentence=p.sentence
        )
        for at, p in enumerate((*part.problems, *shortened), start=1)
    ]
    batch.parts += 1
    batch.rows += len(units)
    batch.bytes_read = part.bytes_read
    batch.problem_count += part.problem_count + len(shortened)
    batch.unversioned += sum(1 for unit in units if not unit.version)
    facts: list[Fact] = [ImportPartStaged(batch.organisation_id, batch.id, batch.parts, len(units))]
    if part.done:
        facts.append(_finished(batch))
    new: Sequence[Sequence[Any]] = (new_identities, new_devices, entries, problems)
    ledger.commit(rows=[batch], new=new, facts=facts, actor=actor)


def _finished(batch: ImportBatch) -> ImportStaged:
    batch.state = ImportBatch.State.READY
    known = batch.changed + batch.unchanged
    batch.retired = max(0, (batch.base.devices if batch.base else 0) - known)
    return ImportStaged(
        batch.organisation_id,
        batch.id,
        batch.rows,
        batch.added,
        batch.changed,
        batch.unchanged,
        batch.retired,
        batch.problem_count,
    )


def _fitted(devices: Sequence[DeviceValue]) -> tuple[list[DeviceValue], list[RowProblem]]:
    """Values cut to what the columns of the database hold, each cut told."""
    fitted: list[DeviceValue] = []
    told: list[RowProblem] = []
    for device in devices:
        cut: dict[str, str] = {}
        for name in (*_LONGEST, "manufacturer", "model", "description", "catalog_no", "version"):
            text, most = getattr(device, name), _LONGEST.get(name, _LONGEST_TEXT)
            if len(text) > most:
                # A tag must stay one of its kind: what is cut off goes on in a digest.
                mark = f"…{hashlib.sha256(text.encode()).hexdigest()[:12]}" if name == "asset_tag" else ""
                cut[name] = text[: most - len(mark)] + mark
                words = name.replace("_", " ")
                told.append(
                    RowProblem(
                        device.row, "", f"The {words} has {len(text)} characters; only the first {most} are kept."
                    )
                )
        fitted.append(replace(device, row=device.row, **cut) if cut else device)
    return fitted, told


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def identity_digest(identity: IdentityValue) -> str:
    """SHA-256 over the five texts: equal texts, equal identity."""
    return _digest(identity.manufacturer, identity.model, identity.description, identity.catalog_no, identity.version)


def _identities(organisation: UUID, units: Sequence[DeviceValue]) -> tuple[list[Identity], list[Identity]]:
    """The identity row of each unit, and those that are new."""
    digests = [identity_digest(unit.identity) for unit in units]
    mine = Identity.objects.filter(organisation=organisation)
    known = {row.digest: row for row in mine.filter(digest__in=set(digests))}
    last = mine.aggregate(last=Max("number"))["last"] or 0
    new: list[Identity] = []
    for unit, digest in zip(units, digests, strict=True):
        if digest not in known:
            known[digest] = Identity(
                organisation_id=organisation,
                maker=unit.manufacturer,
                model=unit.model,
                description=unit.description,
                catalog_no=unit.catalog_no,
                software=unit.version,
                digest=digest,
                number=last + len(new) + 1,
            )
            new.append(known[digest])
    return [known[digest] for digest in digests], new


def _devices(batch: ImportBatch, units: Sequence[DeviceValue]) -> tuple[list[Device], list[Device]]:
    """The device row of each unit, and those that are new. A repeated tag is a second device, not the first again."""
    tags = {unit.asset_tag for unit in units}
    mine = Device.objects.filter(organisation=batch.organisation_id, asset_tag__in=tags)
    known = {(row.asset_tag, row.copy): row for row in mine}
    earlier = Entry.objects.filter(batch=batch, asset_tag__in=tags).values_list("asset_tag").annotate(n=Count("id"))
    copies: Counter[str] = Counter(dict(earlier))
    now = clock.now()
    found: list[Device] = []
    new: list[Device] = []
    for unit in units:
        copies[unit.asset_tag] += 1
        key = (unit.asset_tag, copies[unit.asset_tag])
        if key not in known:
            known[key] = Device(organisation_id=batch.organisation_id, asset_tag=key[0], copy=key[1], first_seen=now)
            new.append(known[key])
        found.append(known[key])
    return found, new


def _count(batch: ImportBatch, entries: Sequence[Entry], new: set[UUID]) -> None:
    """Compare the part with the inventory in use, and carry its digest into the running one."""
    before = dict(
        Entry.objects.filter(
            batch=batch.base, device__in=[e.device_id for e in entries if e.device_id not in new]
        ).values_list("device_id", "digest")
        if batch.base
        else ()
    )
    for entry in entries:
        told = before.get(entry.device_id)
        if told is None:
            batch.added += 1
        elif told == entry.digest:
            batch.unchanged += 1
        else:
            batch.changed += 1
    batch.content = _digest(batch.content, *(entry.digest for entry in entries))
