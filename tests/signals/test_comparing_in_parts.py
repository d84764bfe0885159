"""Comparing again goes part by part in a thread of its own; a kill on the way loses nothing."""

from __future__ import annotations

import pytest
from django.db import connection

from medcord.cases import queries as case_queries
from medcord.ledger import carriers, worker
from medcord.ledger.models import FactRow
from medcord.ledger.rows import writing
from medcord.signals import actions, queries
from medcord.signals.actions import keeping
from medcord.signals.models import ListedEntry, Signal, SignalList, Uncompared
from tests.cases.road import product_of
from tests.cast import Cast, browser_of
from tests.signals import lists

NUMBERS = [f"CVE-2026-{number}" for number in range(20001, 20005)]
KEV = lists.kev(*((number, "Karst", "Breva V2") for number in NUMBERS))


def read(cast: Cast, data: bytes, name: str = "kev.json") -> None:
    viewer = cast.coordinator.viewer
    actions.read([(name, data)], watched=case_queries.watched(viewer), actor=viewer)


class Killed(BaseException):
    """The process ended there."""


@pytest.mark.django_db
def test_a_kill_between_parts_loses_no_signal_and_no_case(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 1)
    read(cast, KEV)
    product_of(cast)
    keep_part, done = keeping._keep_signals, []

    def until_killed(*args: object, **kwargs: object) -> None:
        if len(done) == 1:
            raise Killed
        done.append(keep_part(*args, **kwargs))  # type: ignore[arg-type]

    monkeypatch.setattr(keeping, "_keep_signals", until_killed)
    with pytest.raises(Killed):
        worker.drain()
    assert (Signal.objects.count(), Uncompared.objects.count()) == (1, 1)
    assert [row.again for row in queries.lists(cast.coordinator.viewer)] == [False]
    monkeypatch.setattr(keeping, "_keep_signals", keep_part)
    worker.drain()
    assert (Signal.objects.count(), Uncompared.objects.count()) == (4, 0)
    assert len(case_queries.visible(cast.coordinator.viewer)) == 4
    again, _first = queries.lists(cast.coordinator.viewer)
    assert (again.again, again.new, again.changed) == (True, 4, 0)
    parts = [row.data["signals"] for row in FactRow.objects.filter(kind="SignalsKept")]
    assert (parts, FactRow.objects.filter(kind="SignalsRead").count()) == ([1, 1, 1], 2)
    assert case_queries.visible(cast.eve.viewer) == []


@pytest.mark.django_db
def test_what_was_half_kept_when_a_file_was_read_is_taken_up_when_it_is_read_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 3)
    product_of(cast)
    worker.drain()
    keep_part = keeping._keep_signals

    def first_only(*args: object, last: bool, **kwargs: object) -> None:
        if last:
            raise Killed
        keep_part(*args, last=last, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(keeping, "_keep_signals", first_only)
    with pytest.raises(Killed):
        read(cast, KEV)
    worker.drain()
    assert case_queries.visible(cast.coordinator.viewer) == []
    monkeypatch.setattr(keeping, "_keep_signals", keep_part)
    read(cast, KEV)
    worker.drain()
    assert (SignalList.objects.get().new, len(case_queries.visible(cast.coordinator.viewer))) == (4, 4)


@pytest.mark.django_db
def test_comparing_has_a_thread_of_its_own_and_holds_no_transaction_while_it_computes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "signals.compare-again" in carriers.all_of_them()
    read(cast, lists.kev((NUMBERS[0], "Karst", "Breva V2")))
    product_of(cast)
    inside = len(connection.savepoint_ids)
    held: list[int] = []
    real = actions.reading.touched
    monkeypatch.setattr(
        actions.reading, "touched", lambda *given: (held.append(len(connection.savepoint_ids)), real(*given))[1]
    )
    worker.drain()
    assert held == [inside]


@pytest.mark.django_db
def test_the_page_says_which_lists_to_read_again_because_their_entries_were_not_kept(cast: Cast) -> None:
    product_of(cast)
    read(cast, KEV)
    desk = browser_of(cast.coordinator)
    assert queries.unkept(cast.coordinator.viewer) == []
    assert b"Read again" not in desk.get("/signals/take-in").content
    with writing():
        ListedEntry.objects.filter(key=NUMBERS[0]).delete()
    assert [one.value for one in queries.unkept(cast.coordinator.viewer)] == ["kev"]
    assert b"Read again" in desk.get("/signals/take-in").content
    assert queries.unkept(cast.eve.viewer) == queries.unkept(cast.regulator.viewer) == []
    read(cast, KEV)
    assert queries.unkept(cast.coordinator.viewer) == []
