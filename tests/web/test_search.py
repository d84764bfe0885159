"""The search box finds what one may read, and betrays nothing else."""

from __future__ import annotations

import pytest

from medcord.cases import actions
from tests.cases.road import joined, product_of
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db


def test_a_party_finds_its_case_by_its_own_number_and_by_title(cast: Cast) -> None:
    reference = joined(cast)
    actions.set_tracking(reference, "KR-SEC-88", actor=cast.manufacturer.viewer)
    maker = browser_of(cast.manufacturer)
    for words in ("kr-sec-88", "breva silenced", reference):
        assert f"/cases/{reference}" in maker.get("/search", {"q": words}).content.decode()
    assert f"/cases/{reference}" not in browser_of(cast.coordinator).get("/search?q=kr-sec-88").content.decode()


def test_eve_and_strangers_find_nothing_and_no_count(cast: Cast) -> None:
    reference = joined(cast)
    product_of(cast)
    for who in (cast.eve, cast.hospital, cast.isao, None):
        hidden = browser_of(who).get("/search", {"q": "Breva"}).content.decode().replace("Breva", "")
        absent = browser_of(who).get("/search", {"q": "Zzyzx"}).content.decode().replace("Zzyzx", "")
        assert reference not in hidden
        assert "alarms can be silenced" not in hidden
        assert len(hidden) == len(absent)


def test_an_empty_question_says_what_to_type(cast: Cast) -> None:
    assert "Type a case" in browser_of(cast.coordinator).get("/search").content.decode()
