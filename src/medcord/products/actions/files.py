"""A file for the registry: read and compared first, then put into the registry in one act, or given up."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from medcord import ledger
from medcord.core.access import Permission, ProductItem, Viewer, require
from medcord.core.device.registry import ProductWords
from medcord.core.facts import ProductsDropped, ProductsImported, ProductsStaged
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.formats.registry import RegistryFile, RegistryLine, read_registry
from medcord.gateways import clock
from medcord.products import queries
from medcord.products.entries import as_plain, from_plain, put
from medcord.products.models import Product, ProductFile

LARGEST_FILE = 20 * 1024 * 1024


def receive_file(data: bytes, *, name: str, actor: Viewer) -> ProductFile:
    """Read a file and compare it with the registry. An unusable file is refused and leaves nothing behind."""
    if actor.party_id is None:
        raise NotFound("product")
    require(actor, Permission.PRODUCT_WRITE, ProductItem(actor.party_id), "product")
    if len(data) > LARGEST_FILE:
        raise InputRefusal(
            f"The file has {len(data) // 1_000_000} MB; at most {LARGEST_FILE // 1_000_000} MB are taken. "
            "Give it in several files.",
            code="file-too-large",
            fields={"field": "file"},
        )
    bare = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).strip()
    read = read_registry(io.BytesIO(data), name=bare[-200:] or "the file")
    return _stage(read, actor.party_id, actor=actor)


@ledger.action
def _stage(read: RegistryFile, maker: UUID, *, actor: Viewer) -> ProductFile:
    lines = compared(read, queries.registry_of(maker))
    count = {state: sum(1 for line in lines if line["state"] == state) for state in _STATES}
    row = ProductFile(
        maker_id=maker,
        name=read.name,
        lines=lines,
        remarks=list(read.remarks),
        received_at=clock.now(),
        salt=ledger.new_salt(),
        **count,
    )
    fact = ProductsStaged(maker, row.id, row.added, row.changed, row.unchanged, row.refused, _digest(row))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


_STATES = ("added", "changed", "unchanged", "refused")


def _digest(row: ProductFile) -> Any:
    return ledger.seal(row.salt, json.dumps(row.lines, sort_keys=True))


@dataclass(frozen=True, slots=True)
class _Registry:
    """What a file is compared with: the products by name, what the file itself adds, who holds which UDI-DI,
    and how names are spelt."""

    there: Mapping[str, Product]
    names: frozenset[str]
    holders: dict[str, str]
    spelt: Mapping[str, str]


def compared(read: RegistryFile, there: Sequence[Product]) -> list[dict[str, Any]]:
    """One record a row: what it says, what it would do (added, changed, unchanged, refused), and why it is refused."""
    by_name = {row.name: row for row in there}
    names = frozenset(by_name) | {line.words.name for line in read.lines if not line.faults}
    in_file = {line.words.name for line in read.lines} if "udi_dis" in read.fields else set()
    holders = {udi: row.name for row in there if row.name not in in_file for udi in row.udi_dis}
    spelt = {name.casefold(): name for name in by_name}
    registry, seen = _Registry(by_name, names, holders, spelt), dict[str, int]()
    lines = []
    for line in read.lines:
        lines.append(_compared(line, read, registry, seen))
        seen.setdefault(line.words.name, line.row)
    return lines


def _compared(line: RegistryLine, read: RegistryFile, registry: _Registry, seen: Mapping[str, int]) -> dict[str, Any]:
    row = registry.there.get(line.words.name)
    words, changes = _merged(line.words, row, read.fields)
    faults = [(fault.column, fault.sentence) for fault in line.faults]
    if line.words.name:
        faults += [(read.columns[field], sentence) for field, sentence in _clashes(words, row, registry, seen)]
    state = "refused" if faults else "added" if row is None else "changed" if changes else "unchanged"
    if state != "refused":
        registry.holders.update(dict.fromkeys(words.udi_dis, words.name))
    return {
        "row": line.row,
        "state": state,
        "name": words.name or line.words.name,
        "product": str(row.pk) if row else None,
        "version": row.version if row else 0,
        "changes": changes if row else [],
        "faults": [{"column": column, "sentence": sentence} for column, sentence in faults],
        "words": as_plain(words),
    }


def _merged(given: ProductWords, row: Product | None, fields: frozenset[str]) -> tuple[ProductWords, list[str]]:
    """What the product says after the row: a part that the file has no column for stays as it is."""
    if row is None:
        return given, sorted(fields)
    before = row.words()
    after = replace(before, **{field: getattr(given, field) for field in fields})
    return after, sorted(field for field in fields if getattr(before, field) != getattr(after, field))


def _clashes(
    words: ProductWords, row: Product | None, registry: _Registry, seen: Mapping[str, int]
) -> list[tuple[str, str]]:
    found = []
    if words.name in seen:
        found.append(("name", f"“{words.name}” stands in row {seen[words.name]} already. Keep one row for a product."))
    spelt = registry.spelt.get(words.name.casefold())
    if row is None and spelt is not None:
        sentence = f"The registry has it as “{spelt}”. Write it so to change that product, or rename one of the two."
        found.append(("name", sentence))
    if row is not None and row.retired_at is not None:
        found.append(("name", f"“{words.name}” is retired. Take it back first, or leave the row out."))
    for udi in words.udi_dis:
        holder = registry.holders.get(udi)
        if holder is not None and holder != words.name:
            found.append(("udi_dis", f"UDI-DI {udi} stands at “{holder}” already. Correct one of the two."))
    if words.superseded_by and words.superseded_by not in registry.names:
        sentence = f"“{words.superseded_by}” is neither in the registry nor in this file. Add it, or correct the name."
        found.append(("superseded_by", sentence))
    return found


def use_file(key: UUID, *, leave_out: bool = False, actor: Viewer) -> ProductFile:
    """Put the file into the registry: all of its good rows in one act. Refused rows must be left out knowingly."""
    try:
        return _use(key, leave_out=leave_out, actor=actor)
    except IntegrityError as clash:  # a product of the same name was added at the same instant
        raise _moved() from clash


@ledger.action
def _use(key: UUID, *, leave_out: bool, actor: Viewer) -> ProductFile:
    file = _ready(key, actor)
    if file.refused and not leave_out:
        raise RuleRefusal(
            f"{file.refused} rows are refused. Correct the file and give it again, or say that they are left out.",
            code="rows-refused",
        )
    there = {row.name: row for row in queries.registry_of(file.maker_id)}
    new, changed = _written(file, there)
    counts = (file.added, file.changed, file.unchanged, file.refused)
    fact = ProductsImported(file.maker_id, file.id, *counts, _digest(file))
    file.state, file.used_at, file.lines = ProductFile.State.USED, clock.now(), []
    ledger.commit(rows=[file], new=[new], changed=[changed], facts=[fact], actor=actor)
    return file


def _written(file: ProductFile, there: dict[str, Product]) -> tuple[list[Product], list[Product]]:
    """The rows to write, against the registry as it was when the file was compared; a successor that the file adds is
    found by its name."""
    lines = [(line, from_plain(line["words"])) for line in file.lines if line["state"] in ("added", "changed")]
    for line, words in lines:
        row = there.get(words.name)
        if (str(row.pk) if row else None, row.version if row else 0) != (line["product"], line["version"]):
            raise _moved()
    new = {words.name: Product(maker_id=file.maker_id, version=1) for line, words in lines if line["state"] == "added"}
    known = there | new
    changed = []
    for line, words in lines:
        if words.superseded_by and words.superseded_by not in known:
            raise RuleRefusal(
                f"Row {line['row']} names the successor “{words.superseded_by}”, whose own row is refused. "
                "Correct the file and give it again.",
                code="rows-refused",
            )
        row = known[words.name]
        put(row, words, known.get(words.superseded_by))
        row.salt = ledger.new_salt()
        if line["state"] == "changed":
            changed.append(row)
    return list(new.values()), changed


@ledger.action
def drop_file(key: UUID, *, actor: Viewer) -> ProductFile:
    """Give a file up that is not in the registry."""
    file = _ready(key, actor)
    file.state, file.lines = ProductFile.State.DROPPED, []
    ledger.commit(rows=[file], facts=[ProductsDropped(file.maker_id, file.id)], actor=actor)
    return file


def _ready(key: UUID, actor: Viewer) -> ProductFile:
    file = queries.file_for(actor, key)
    require(actor, Permission.PRODUCT_WRITE, ProductItem(file.maker_id), "import")
    if file.state != ProductFile.State.READY:
        raise RuleRefusal(f"This file is {file.get_state_display()}; nothing is left to do with it.", code="file-done")
    return file


def _moved() -> RuleRefusal:
    return RuleRefusal(
        "The registry was changed after this file was read, so that its preview no longer holds. "
        "Give the file again, look at the preview, then use it.",
        code="registry-moved",
    )
