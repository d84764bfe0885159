"""The walk finds what leaks: given a table that says less than people get, it names who got what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.access import api_table, walk
from tests.access.table import HIDDEN, PAGE, members
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
BOARD = next(cell for cell in api_table.CELLS if (cell.method, cell.path) == ("GET", "/board"))


def walked(world: World, monkeypatch: pytest.MonkeyPatch, **outcomes: object) -> tuple[list[str], list[str]]:
    told = replace(BOARD, outcomes={**BOARD.outcomes, **outcomes})  # type: ignore[arg-type]
    monkeypatch.setattr(api_table, "CELLS", [told])
    ((_, wrong, leaks),) = walk.routes(world)
    return wrong, leaks


def test_who_gets_a_page_that_is_meant_to_be_hidden_is_a_leak(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert walked(world, monkeypatch, maker_out=HIDDEN) == ([], ["GET /board? as maker_out: PAGE, meant HIDDEN"])


def test_who_does_not_get_what_is_meant_for_them_is_wrong_and_no_leak(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert walked(world, monkeypatch, hospital=PAGE) == (["GET /board? as hospital: HIDDEN, meant PAGE"], [])


def test_a_table_that_is_true_has_neither(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert walked(world, monkeypatch) == ([], [])
    assert members(PAGE)["maker_out"] is HIDDEN
