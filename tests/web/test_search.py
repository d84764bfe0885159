"""The search box finds what one may read, and betrays nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medcord.cases import actions
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.intake import actions as intake
from medcord.intake.models import Report
from medcord.ledger import worker
from medcord.parties.models import Member
from tests.cases.road import joined, product_of
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db


def page_for(who: Member | None, words: str) -> str:
    worker.drain()
    page = browser_of(who).get("/search", {"q": words}).content.decode()
    return page[page.index("<main") :]


def say(reference: str, body: str, who: Member, tlp: Tlp = Tlp.AMBER) -> None:
    actions.send_message(reference, body, tlp=tlp, confidentiality=ConfidentialityClass.NONE, actor=who.viewer)


def test_a_case_is_found_by_any_party_s_number_by_those_who_read_it(cast: Cast) -> None:
    reference = joined(cast)
    actions.set_tracking(reference, "KR-SEC-88", actor=cast.manufacturer.viewer)
    for words in ("kr-sec-88", "breva silenced", reference):
        assert f"/cases/{reference}" in page_for(cast.manufacturer, words)
    assert f"/cases/{reference}" in page_for(cast.coordinator, "kr-sec-88")
    actions.invite(reference, cast.eve.organisation_id, actor=cast.coordinator.viewer)
    assert f"/cases/{reference}" not in page_for(cast.eve, "kr-sec-88")


def test_what_is_said_is_found_with_the_words_around_it(cast: Cast) -> None:
    reference = joined(cast)
    say(reference, "The mute port answers on 5011 since V2.3.1.", cast.manufacturer)
    page = page_for(cast.coordinator, "mute v2.3.1")
    assert "Messages" in page
    assert "<mark>mute</mark>" in page
    assert "<mark>V2.3.1</mark>" in page


def test_a_message_to_the_coordinator_alone_is_found_by_nobody_else(cast: Cast) -> None:
    reference = joined(cast)
    say(reference, "Zirconium is what the maker fears.", cast.manufacturer, Tlp.RED)
    assert "Zirconium" in page_for(cast.coordinator, "zirconium")
    for who in (cast.regulator, cast.eve, cast.hospital, None):
        absent = page_for(who, "zyzzyva").replace("zyzzyva", "")
        assert page_for(who, "zirconium").replace("zirconium", "") == absent


def test_a_hidden_hit_costs_as_many_queries_as_none(cast: Cast) -> None:
    reference = joined(cast)
    say(reference, "Zirconium is what the maker fears.", cast.manufacturer, Tlp.RED)
    worker.drain()
    for who in (cast.regulator, cast.eve, cast.hospital):
        browser = browser_of(who)
        browser.get("/search")
        taken = []
        for words in ("zirconium", "zyzzyva"):
            with CaptureQueriesContext(connection) as queries:
                browser.get("/search", {"q": words})
            taken.append(len(queries))
        assert taken[0] == taken[1], who.name


def test_a_report_is_found_until_its_words_are_destroyed(cast: Cast) -> None:
    reference = joined(cast)
    found = Report.objects.get().reference
    assert f"/reports/{found}" in page_for(cast.coordinator, "breva")
    intake.write_to(found, "Is the zirconium clip needed?", actor=cast.coordinator.viewer)
    assert "Messages with finders" in page_for(cast.coordinator, "zirconium")
    intake.purge_report(found, reason="a patient was named", typed=found, actor=cast.coordinator.viewer)
    assert "/reports/" + found not in page_for(cast.coordinator, "zirconium")
    assert "Reports</h2>" not in page_for(cast.coordinator, "breva")
    assert f"/cases/{reference}" in page_for(cast.coordinator, "breva")


def test_a_destroyed_message_is_found_no_more(cast: Cast) -> None:
    reference = joined(cast)
    message = actions.send_message(
        reference,
        "Zirconium again.",
        tlp=Tlp.AMBER,
        confidentiality=ConfidentialityClass.NONE,
        actor=cast.manufacturer.viewer,
    )
    assert "Messages" in page_for(cast.coordinator, "zirconium")
    actions.purge_message(reference, message.pk, reason="a name", actor=cast.manufacturer.viewer)
    assert "Messages</h2>" not in page_for(cast.coordinator, "zirconium")


def test_eve_and_strangers_find_nothing_and_no_count(cast: Cast) -> None:
    reference = joined(cast)
    product_of(cast)
    for who in (cast.eve, cast.hospital, cast.isao, None):
        hidden = page_for(who, "Breva").replace("Breva", "")
        absent = page_for(who, "Zzyzx").replace("Zzyzx", "")
        assert reference not in hidden
        assert "alarms can be silenced" not in hidden
        assert len(hidden) == len(absent)


def test_an_empty_question_says_what_to_type(cast: Cast) -> None:
    assert "Type a case" in browser_of(cast.coordinator).get("/search").content.decode()
