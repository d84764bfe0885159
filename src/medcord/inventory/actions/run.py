"""The whole of an import in one call, for the command line, seeding and programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal, UnreadableFile
from medcord.inventory.actions.receive import choose_columns, receive
from medcord.inventory.actions.stage import stage_next
from medcord.inventory.actions.switch import carry_next, load
from medcord.inventory.models import ImportBatch


def import_file(
    source: Path | bytes,
    *,
    name: str = "",
    mapping: Mapping[str, str] | None = None,
    keep_absent: bool = False,
    progress: Callable[[int, int], None] | None = None,
    actor: Viewer,
) -> ImportBatch:
    """Receive, stage and put into use. ``mapping`` (field to title) overrides what is recognised or remembered.

    ``progress`` is told (bytes read, bytes in all). Raises UnreadableFile or InputRefusal; nothing has changed then.
    """
    data = _bytes(source) if isinstance(source, Path) else source
    batch = receive(data, name=name or (source.name if isinstance(source, Path) else "inventory"), actor=actor)
    given = dict(mapping or {})
    taken = {title.casefold() for title in given.values()}
    kept = {f: t for f, t in batch.proposed.items() if f not in given and t.casefold() not in taken}
    batch = choose_columns(batch.id, kept | given, by_worker=False, actor=actor)
    while batch.state == ImportBatch.State.STAGING:
        stage_next(batch, actor=actor)
        if progress is not None:
            progress(batch.bytes_read, batch.size)
    if batch.state == ImportBatch.State.REFUSED:
        raise InputRefusal(batch.refusal, code="unreadable-file", fields={"file": batch.name})
    batch = load(batch.id, keep_absent=keep_absent, by_worker=False, actor=actor)
    while batch.state == ImportBatch.State.CARRYING:
        carry_next(batch, actor=actor)
    return batch


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as failure:
        raise UnreadableFile(
            path.name, "it cannot be opened.", "Check the path and that you may read it.", code="no-such-file"
        ) from failure
