"""Who reads and takes a decision beside the tables, from clauses 72 to 74; letters as in ``test_access``."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcord.core.access import DecisionItem, Permission
from tests.core.test_access import EVE, NEW, OLD, PARTY, who_may

OWNERS = ("triage", "coordinator", "publish")


@pytest.mark.parametrize("sheet", OWNERS)
def test_what_the_owner_decided_is_the_agencies_to_read(sheet: str) -> None:
    assert set(who_may(Permission.DECISION_READ, lambda c, v: DecisionItem(c, sheet, EVE, OLD))) == set("OCR")
    assert set(who_may(Permission.DECISION_READ, lambda c, v: DecisionItem(c, sheet, EVE, NEW))) == set("OCR")


def test_what_a_maker_decided_is_its_own_and_the_agencies_to_read() -> None:
    old = who_may(Permission.DECISION_READ, lambda c, v: DecisionItem(c, "supplier", PARTY, OLD))
    new = who_may(Permission.DECISION_READ, lambda c, v: DecisionItem(c, "supplier", PARTY, NEW))
    assert (set(old), set(new)) == (set("OCRMWQL"), set("OCRMWJQ"))
    eves = who_may(Permission.DECISION_READ, lambda c, v: DecisionItem(c, "supplier", EVE, OLD))
    assert set(eves) == set("OCR")


@pytest.mark.parametrize("sheet", OWNERS)
def test_the_owner_decides_what_a_coordinator_decides(sheet: str) -> None:
    assert who_may(Permission.DECISION_TAKE, lambda c, v: DecisionItem(c, sheet, v.party_id)) == "O"


def test_a_signed_maker_decides_on_its_own_fix_and_on_nobody_elses() -> None:
    assert set(who_may(Permission.DECISION_TAKE, lambda c, v: DecisionItem(c, "supplier", v.party_id))) == set("MJ")
    assert who_may(Permission.DECISION_TAKE, lambda c, v: DecisionItem(c, "supplier", EVE)) == ""


@pytest.mark.parametrize("sheet", [*OWNERS, "supplier"])
def test_nobody_decides_in_a_closed_case(sheet: str) -> None:
    closed = who_may(Permission.DECISION_TAKE, lambda c, v: DecisionItem(replace(c, closed=True), sheet, v.party_id))
    assert closed == ""


@pytest.mark.parametrize("sheet", ["deployer", "bod-26-04", "human-impact", "", "nothing"])
def test_what_is_not_decided_in_a_case_is_nobodys_to_decide_there(sheet: str) -> None:
    assert who_may(Permission.DECISION_TAKE, lambda c, v: DecisionItem(c, sheet, v.party_id)) == ""
