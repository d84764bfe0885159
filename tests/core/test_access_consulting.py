"""Who may ask, answer, claim and read about passing an item on (policy.md, clauses 47 to 50), written from the page.

Letters as in ``test_access``: O owner, C coordinator, R regulator, M manufacturer, W observer, J late, Q reader, L
lapsed.
"""

from __future__ import annotations

import pytest

from medcord.core.access import (
    CaseItem,
    DraftItem,
    MessageItem,
    Permission,
    Root,
    SupplyItem,
    Viewer,
    may,
)
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from tests.core.test_access import EVE, MEMBER, OLD, PARTY, one_of, who_may

CCI, PCII, NONE = ConfidentialityClass.CCI, ConfidentialityClass.PCII, ConfidentialityClass.NONE
DELIBERATIVE = ConfidentialityClass.DELIBERATIVE


def supply(klass: ConfidentialityClass, *, met: bool, of_viewer: bool) -> object:
    """An item of EVE's, or of the viewer's party, that was asked about."""

    def make(case: CaseItem, viewer: Viewer) -> SupplyItem:
        party = viewer.party_id if of_viewer else EVE
        message = MessageItem(case, Tlp.AMBER, klass, EVE, met, created_at=OLD)
        return SupplyItem(message, party, frozenset({party} if party else ()))

    return make


def test_who_reads_what_is_recorded_of_an_item() -> None:
    read = Permission.CONSULT_SUPPLY_READ
    assert set(who_may(read, supply(CCI, met=False, of_viewer=False))) == set("O")
    assert set(who_may(read, supply(CCI, met=True, of_viewer=False))) == set("OR")
    # Who supplied it or was asked; an observer supplies nothing, a reader reads for its party.
    assert set(who_may(read, supply(CCI, met=False, of_viewer=True))) == set("OCRMJQL")


def test_only_the_owner_asks_only_who_was_asked_answers_and_only_the_submitter_claims() -> None:
    for of_viewer in (True, False):
        assert who_may(Permission.CONSULT_SUPPLY_ASK, supply(CCI, met=False, of_viewer=of_viewer)) == "O"
        assert who_may(Permission.CONSULT_SUPPLY_ASK, supply(PCII, met=True, of_viewer=of_viewer)) == "O"
    mine, others = supply(PCII, met=False, of_viewer=True), supply(PCII, met=False, of_viewer=False)
    assert set(who_may(Permission.CONSULT_SUPPLY_ANSWER, mine)) == set("OCRMJL")
    assert who_may(Permission.CONSULT_SUPPLY_ANSWER, others) == ""
    assert set(who_may(Permission.CONSULT_SUPPLY_CLAIM, mine)) == set("MJL")
    assert who_may(Permission.CONSULT_SUPPLY_CLAIM, others) == ""


# root's class, met, named readers -> who of the content readers reads what was made from it in the case-wide thread
DERIVED = [
    (NONE, True, False, "OCRMWQL"),
    (CCI, False, False, "O"),
    (CCI, True, False, "OR"),
    (PCII, False, True, "O"),
    (PCII, True, False, "O"),
    (PCII, True, True, "OR"),
    (DELIBERATIVE, True, False, "OCR"),
]


@pytest.mark.parametrize(("klass", "met", "named", "who"), DERIVED)
def test_who_reads_what_was_made_from_an_item(klass: ConfidentialityClass, met: bool, named: bool, who: str) -> None:
    readers = None if klass is not PCII else frozenset({MEMBER} if named else ())

    def make(case: CaseItem, _viewer: Viewer) -> MessageItem:
        roots = frozenset({Root(klass, EVE, met, readers)})
        return MessageItem(case, Tlp.AMBER, klass, EVE, True, None, OLD, marked=NONE, roots=roots)

    assert set(who_may(Permission.CASE_MESSAGE_READ, make)) == set(who)


def test_ones_own_message_is_bound_by_what_it_quotes_of_others() -> None:
    def make(case: CaseItem, viewer: Viewer) -> MessageItem:
        roots = frozenset({Root(CCI, EVE, met=False)})
        return MessageItem(case, Tlp.AMBER, CCI, viewer.party_id, True, None, OLD, marked=NONE, roots=roots)

    assert set(who_may(Permission.CASE_MESSAGE_READ, make)) == set("OCMWQL")  # all but the regulator


def test_what_ones_own_party_supplied_bars_nobody_of_it() -> None:
    viewer, case = one_of("R")
    message = MessageItem(
        case, Tlp.AMBER, CCI, PARTY, False, None, OLD, marked=NONE, roots=frozenset({Root(CCI, PARTY, met=False)})
    )
    assert may(viewer, Permission.CASE_MESSAGE_READ, message).allowed


# root's class, met -> who of those it was circulated to reads the draft
DRAFTS = [(CCI, False, "OMWQL"), (CCI, True, "ORMWQL"), (DELIBERATIVE, True, "OCR"), (NONE, True, "OCRMWQL")]


@pytest.mark.parametrize(("klass", "met", "who"), DRAFTS)
def test_who_reads_a_draft_that_quotes(klass: ConfidentialityClass, met: bool, who: str) -> None:
    def make(case: CaseItem, viewer: Viewer) -> DraftItem:
        shared = frozenset({viewer.party_id} if viewer.party_id else ())
        return DraftItem(case, shared, OLD, frozenset({Root(klass, EVE, met)}))

    assert set(who_may(Permission.DRAFT_READ, make)) == set(who)
