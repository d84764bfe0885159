"""A daily anchor outside the database finds what a rewritten chain hides."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from medcord.gateways import clock
from medcord.ledger import anchors, chain
from medcord.ledger.models import FactRow, StreamHead
from tests.cast import SYSTEM
from tests.ledger.stories import CASE, forge, mark, two_chains, where_it_breaks

pytestmark = pytest.mark.django_db

STREAM = f"case:{CASE}"


def rewrite_the_whole_chain() -> None:
    """Change the second fact and link everything anew, head included, as somebody with the database would."""
    rows = list(FactRow.objects.filter(stream=STREAM).order_by("seq"))
    previous = ""
    for row in rows:
        if row.seq == 2:
            row.data = {**row.data, "mark": "A"}
        row.previous = previous
        row.digest = previous = chain.link(row)
        forge(row, previous=row.previous, digest=row.digest)
    with_data = rows[1]
    forge(with_data, data=json.dumps(with_data.data))
    StreamHead.objects.filter(stream=STREAM).update(digest=previous)


def test_a_chain_that_was_rewritten_as_a_whole_holds_but_not_against_its_anchor() -> None:
    two_chains()
    anchors.anchor()
    assert list(anchors.breaks()) == []
    rewrite_the_whole_chain()
    assert where_it_breaks() == []
    (found,) = anchors.breaks()
    assert (found.stream, found.seq) == (STREAM, 4)
    assert "anchor of" in found.why


def test_a_day_has_one_anchor_and_later_facts_do_not_change_it() -> None:
    two_chains()
    anchors.anchor()
    (path,) = anchors.folder().glob("*.json")
    before = path.read_bytes()
    mark(CASE, "X", actor=SYSTEM)
    anchors.anchor()
    assert path.read_bytes() == before
    with clock.at(clock.now() + timedelta(days=1)):
        anchors.anchor()
    assert len(list(anchors.folder().glob("*.json"))) == 2
    assert list(anchors.breaks()) == []


def test_an_anchor_holds_numbers_and_hashes_only_and_a_broken_one_is_named() -> None:
    two_chains()
    anchors.anchor()
    (path,) = anchors.folder().glob("*.json")
    assert path.read_bytes().startswith(b'{"at":')
    path.write_bytes(b"{")
    assert [one.stream for one in anchors.breaks()] == [path.name]
