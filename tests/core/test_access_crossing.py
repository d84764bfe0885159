"""Policy 57 to 60: texts that cross between the agencies, and the comments on them. Written from the page.

Letters as in ``test_access``: O owner, C signed coordinator, R regulator, M signed manufacturer, W signed observer,
J joined late, Q reader of the manufacturer, L lapsed, I invited, F finder, S system, G limited to other cases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from medcord.core.access import (
    CaseItem,
    CommentItem,
    CommunicationItem,
    DraftItem,
    Permission,
    Viewer,
    ViewerKind,
    may,
    require,
)
from medcord.core.refusals import NotAllowed, NotFound
from tests.core.test_access import EVE, NEW, OLD, PARTY, REPORT, one_of, who_may

Make = Callable[[CaseItem, Viewer], object]


def communication(
    *, own: bool = False, shared: bool = False, released: bool = False, at: datetime = OLD, closed: bool = False
) -> Make:
    """Of the viewer's party or of another's; shared with the viewer or not."""

    def make(case: CaseItem, viewer: Viewer) -> CommunicationItem:
        author = viewer.party_id if own else EVE
        given = frozenset({viewer.party_id or REPORT}) if shared else frozenset()
        return CommunicationItem(replace(case, closed=closed), author, given, released, at)

    return make


@pytest.mark.parametrize(
    ("make", "readers"),
    [
        (communication(), ""),  # 58: nobody before it is shared
        (communication(own=True), "R"),
        (communication(shared=True), "OCRMWQL"),
        (communication(shared=True, at=NEW), "OCRMWJQ"),
        (communication(released=True), "OCRMWQL"),
        (communication(released=True, at=NEW), "OCRMWJQ"),
    ],
)
def test_who_reads_a_safety_communication(make: Make, readers: str) -> None:
    assert who_may(Permission.COMMUNICATION_READ, make) == readers


def test_only_the_regulator_that_writes_it_writes_it() -> None:
    def nobodys(case: CaseItem, _viewer: Viewer) -> CommunicationItem:
        return CommunicationItem(case)

    assert who_may(Permission.COMMUNICATION_WRITE, nobodys) == "R"
    assert who_may(Permission.COMMUNICATION_WRITE, communication(own=True)) == "R"
    assert who_may(Permission.COMMUNICATION_WRITE, communication(own=True, closed=True)) == ""
    assert who_may(Permission.COMMUNICATION_WRITE, communication(shared=True, released=True)) == ""


def test_others_that_read_it_comment_and_its_writer_does_not() -> None:
    assert who_may(Permission.COMMUNICATION_COMMENT, communication(shared=True)) == "OCRM"
    assert who_may(Permission.COMMUNICATION_COMMENT, communication(shared=True, at=NEW)) == "OCRMJ"
    assert who_may(Permission.COMMUNICATION_COMMENT, communication(shared=True, closed=True)) == ""
    assert who_may(Permission.COMMUNICATION_COMMENT, communication(own=True)) == ""
    assert who_may(Permission.COMMUNICATION_COMMENT, communication()) == ""


def test_the_agencies_that_read_it_record_a_comparison() -> None:
    assert who_may(Permission.COMMUNICATION_COMPARE, communication(shared=True)) == "OCR"
    assert who_may(Permission.COMMUNICATION_COMPARE, communication(own=True)) == "R"
    assert who_may(Permission.COMMUNICATION_COMPARE, communication()) == ""


def on_a_draft(*, own: bool, shared: bool = True, at: datetime = OLD) -> Make:
    def make(case: CaseItem, viewer: Viewer) -> CommentItem:
        given = frozenset({viewer.party_id or REPORT}) if shared else frozenset()
        return CommentItem(DraftItem(case, given, at), (viewer.party_id or REPORT) if own else EVE, at)

    return make


def on_a_communication(*, own: bool, shared: bool = True, released: bool = False) -> Make:
    text = communication(shared=shared, released=released)

    def make(case: CaseItem, viewer: Viewer) -> CommentItem:
        return CommentItem(text(case, viewer), (viewer.party_id or REPORT) if own else EVE, OLD)  # type: ignore[arg-type]

    return make


@pytest.mark.parametrize(
    ("make", "readers"),
    [
        # 57: another's comment is the agencies', one's own is one's own, and nothing where the text is not read
        (on_a_draft(own=False), "OCR"),
        (on_a_draft(own=False, shared=False), "OC"),
        (on_a_draft(own=True), "OCRMWQL"),
        (on_a_draft(own=True, at=NEW), "OCRMWJQ"),
        (on_a_draft(own=True, shared=False), "OC"),
        (on_a_communication(own=False), "OCR"),
        (on_a_communication(own=True), "OCRMWQL"),
        (on_a_communication(own=False, released=True), "OCR"),  # that a text is out opens no comment
        (on_a_communication(own=True, shared=False), ""),
    ],
)
def test_who_reads_a_comment(make: Make, readers: str) -> None:
    assert who_may(Permission.DRAFT_COMMENT_READ, make) == readers


def test_a_refusal_shows_nothing_to_who_does_not_see_the_text() -> None:
    maker, case = one_of("M")
    hidden = CommunicationItem(case, EVE)
    with pytest.raises(NotFound):
        require(maker, Permission.COMMUNICATION_WRITE, hidden)
    with pytest.raises(NotAllowed):
        require(maker, Permission.COMMUNICATION_WRITE, replace(hidden, shared_with=frozenset({PARTY})))
    assert not may(Viewer(ViewerKind.ANONYMOUS), Permission.COMMUNICATION_READ, replace(hidden, released=True)).allowed
