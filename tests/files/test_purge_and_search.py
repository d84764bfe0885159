"""Destroyed words leave the index too, those of the same case are read anew, and others stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

import pytest

from medcord.cases import actions as cases
from medcord.cases.models import Message
from medcord.ledger import worker
from medcord.search import Text, find, put, question_of, source
from medcord.search import sources as registry
from tests.cast import Cast
from tests.files.rooms import a_room, say
from tests.ledger.test_purge import tables_holding

pytestmark = pytest.mark.django_db


def hits(words: str, kind: str, case: UUID) -> set[UUID]:
    return {row["key"] for row in find(question_of(words), kind, within=[case])}


def test_a_destroyed_message_is_not_found_and_its_words_are_not_in_the_index(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_SOURCES", dict(registry._SOURCES))

    @source("said")
    def said(keys: Collection[UUID] | None) -> Iterable[Text]:
        rows = Message.objects.filter(purged_at=None)
        rows = rows if keys is None else rows.filter(pk__in=keys)
        return [Text(row.pk, row.case_id, row.body) for row in rows]

    reference = a_room(cast)
    spilled = say(reference, cast.coordinator.viewer, "Quoddity stands by bed twelve.")
    kept = say(reference, cast.coordinator.viewer, "Zygote stays in the room.")
    put("said", list(said.read(None)))
    put("alone", [Text(spilled.pk, spilled.case_id, "quoddity again")])
    assert hits("quoddity", "said", spilled.case_id) == {spilled.pk}
    cases.purge_message(reference, spilled.pk, reason="Spill.", actor=cast.coordinator.viewer)
    worker.drain()
    assert hits("quoddity", "said", spilled.case_id) == set()
    assert hits("quoddity", "alone", spilled.case_id) == set()
    assert hits("zygote", "said", spilled.case_id) == {kept.pk}
    assert not tables_holding("quoddity")
