"""Five parties and 200 acts in any order, looked at from every face: pages, API, search, mail, webhooks, ledger export.

What each party may read is kept by hand in ``Walk.places`` (tests/cases/test_embargo_any_order.py). A party meets the
words of a message only if it was entitled to them when it looked; mail, calls and exports hold no words at all.
``MEDCORD_WALKS=20`` walks twenty times.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from medcord.cases import actions
from medcord.core.refusals import Refusal
from medcord.gateways import clock
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.ledger.models import FactRow, OutgoingLetter
from tests.cases.test_embargo_any_order import BEGINNING, WHO, Place, Walk, begun, steps
from tests.cast import Cast, browser_of
from tests.gateways.servers import Seen, http_server
from tests.notices.people import hooked

pytestmark = pytest.mark.django_db

ACTS, LOOKS = 200, 5
WALKS = int(os.environ.get("MEDCORD_WALKS", "1"))
EVERYBODY = (*WHO, "eve")
WORDS = re.compile(r"(?<!last )\bword \d+\b")  # “last word 8 h ago” is the page of answers speaking
PAGES = ("", "/facts", "/state", "/terms", "/statements", "/report", "/who", "/answers", "/opinion", "/draft")
LISTS = ("/board", "/board.csv", "/search?q=word", "/search?q=word+1", "/notices", "/home")
API = ("", "/messages?limit=200", "/timeline?limit=200", "/statements", "/terms", "/answers")


@pytest.fixture
def receiver(settings: Settings) -> Iterator[tuple[str, Seen]]:
    settings.MEDCORD_HTTP_PRIVATE = ["127.0.0.0/8"]
    with http_server() as (port, seen):
        yield f"http://127.0.0.1:{port}", seen


def entitled(walk: Walk, who: str) -> set[str]:
    """The messages a party may read at this moment."""
    place = walk.places.get(who, Place())
    return {body for body, at in walk.said.items() if place.reads(at)}


def look(walk: Walk) -> Counter[str]:
    """Everybody looks everywhere. How many words each met."""
    met: Counter[str] = Counter()
    for who in EVERYBODY:
        browser, may = browser_of(walk.people[who]), entitled(walk, who)
        paths = [f"/cases/{walk.reference}{tail}" for tail in PAGES] + list(LISTS)
        paths += [f"/api/v1/cases/{walk.reference}{tail}" for tail in API] + ["/api/v1/cases?q=word"]
        for path in paths:
            answer = browser.get(path)
            said = (answer.getvalue() if answer.streaming else answer.content).decode()
            assert answer.status_code < 500, (who, path)
            found = set(WORDS.findall(said)) - {"word 1"} if "?q=" in path else set(WORDS.findall(said))
            assert found <= may, (who, path, found - may)
            met[who] += len(found)
        listed = browser.get(f"/api/v1/cases/{walk.reference}/messages?limit=200")
        if listed.status_code == 200:
            assert {one["body"] for one in listed.json()["items"]} == may, who
        else:
            assert may == set(), who
    return met


def nothing_left_the_house(walk: Walk, calls: list[tuple[str, bytes]], owner: str) -> None:
    """Mail, calls and the chain hold no word; a call about a message went to nobody outside."""
    letters = "\n".join(f"{one.subject} {one.body}" for one in OutgoingLetter.objects.all())
    assert WORDS.findall(letters) == []
    assert WORDS.findall(" ".join(str(row.data) for row in FactRow.objects.all())) == []
    for _party, body in calls:
        assert WORDS.findall(body.decode()) == []
    assert [party for party, _body in calls if party == "eve"] == []
    exported = browser_of(walk.people[owner]).get(f"/cases/{walk.reference}/ledger.jsonl")
    assert WORDS.findall((exported.getvalue() if exported.streaming else exported.content).decode()) == []


def called(seen: Seen, before: int) -> list[tuple[str, bytes]]:
    """Calls since then: which party's address, and what it was told."""
    return [(path.rpartition("/")[2], body) for path, _headers, body in seen.requests[before:]]


def test_no_word_reaches_a_party_that_was_not_entitled_on_any_face(cast: Cast, receiver: tuple[str, Seen]) -> None:
    url, seen = receiver
    met: Counter[str] = Counter()
    told: Counter[str] = Counter()

    @settings(
        max_examples=WALKS, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
    )
    @given(st.booleans(), st.integers(0, 2**32))
    def walked(with_terms: bool, seed: int) -> None:
        with transaction.atomic():
            walk = begun(cast, with_terms)
            for who in EVERYBODY:
                hooked(walk.people[who], f"{url}/{who}", ["MessageSent", "StatementMade", "CaseMarked"])
            for number, ((act, who), chance) in enumerate([*BEGINNING, *steps(seed, ACTS)], start=1):
                walk.now += timedelta(hours=1)
                before = len(seen.requests)
                with clock.at(walk.now):
                    said = len(walk.said)
                    with suppress(Refusal, KeyError):
                        act(walk, who, chance)
                    worker.drain()
                    for party, body in called(seen, before):
                        told[party] += 1
                        if json.loads(body)["kind"] == "MessageSent" and len(walk.said) > said:
                            assert walk.places.get(party, Place()).reads(walk.now), (party, act.__name__)
                    if number % (ACTS // LOOKS) == 0:
                        met.update(look(walk))
            actions.export_ledger(walk.reference, actor=walk.viewer("owner"))
            nothing_left_the_house(walk, called(seen, 0), "owner")
            assert ledger.breaks() == []
            transaction.set_rollback(True)

    walked()
    assert met["owner"] > 50
    assert met["eve"] == 0
    assert told["owner"] + told["karst"] + told["guest"] > 0
    assert told["eve"] == 0
