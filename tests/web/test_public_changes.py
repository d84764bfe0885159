"""Any two revisions of an advisory are compared, in words; a revision that is not open is not there to compare with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from medcord.advisories import actions
from medcord.core.advisory import Statement
from medcord.core.vocabulary import ProductStatus, Tlp
from tests.advisories.stories import COORDINATOR, FLAW, PUMP_ADVISORY
from tests.advisories.test_finding import mark

pytestmark = pytest.mark.django_db

STATUS = "Statement of Tidewater LVP 3, 3.6.2 (CVE-2026-90417): fixed → under investigation."


@pytest.fixture
def tracking_id() -> str:
    """Three revisions: another status in the second, another summary in the third."""
    first = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    doubted = (FLAW.statements[0], Statement("MCPID-0002", ProductStatus.UNDER_INVESTIGATION))
    second = replace(PUMP_ADVISORY, vulnerabilities=(replace(FLAW, statements=doubted),))
    actions.publish(second, revises=first.advisory_id, summary="The fix is doubted", actor=COORDINATOR)
    note = replace(second.notes[0], text="The rate service of the pump obeys whoever sends commands.")
    third = replace(second, summary=note.text, notes=(note,))
    actions.publish(third, revises=first.advisory_id, summary="Said more plainly", actor=COORDINATOR)
    return first.advisory.tracking_id


def part(page: str, start: str) -> str:
    rest = page[page.index(start) :]
    return rest[: rest.index("</section>")]


def test_a_reader_sees_in_words_what_changed_since_the_revision_they_know(tracking_id: str) -> None:
    page = Client().get(f"/advisories/{tracking_id}", {"since": "1"}).content.decode()
    changes = part(page, 'id="changes"')
    assert "from revision 1 to 3" in changes
    assert STATUS in changes
    assert "Text changed: summary." in changes
    assert '<ins><span class="usa-sr-only">new: </span>obeys' in changes
    assert '<del><span class="usa-sr-only">taken out: </span>does' in changes


def test_any_two_revisions_are_compared_the_older_one_first(tracking_id: str) -> None:
    for path, since in (
        (f"/advisories/{tracking_id}/revisions/2", "1"),
        (f"/advisories/{tracking_id}/revisions/1", "2"),
    ):
        changes = part(Client().get(path, {"since": since}).content.decode(), 'id="changes"')
        assert "from revision 1 to 2" in changes
        assert STATUS in changes
        assert "Text changed" not in changes


def test_the_history_leads_to_each_comparison_and_without_one_nothing_is_compared(tracking_id: str) -> None:
    page = Client().get(f"/advisories/{tracking_id}").content.decode()
    assert 'id="changes"' not in page
    history = part(page, 'id="h-hist"')
    assert [f'href="?since={number}#changes"' in history for number in (1, 2, 3)] == [True, True, False]
    assert "The fix is doubted" in history
    same = Client().get(f"/advisories/{tracking_id}", {"since": "3"}).content.decode()
    assert "Nothing: both revisions say the same." in same


@pytest.mark.parametrize("since", ["9", "0", "x", "-1", "²", "1" * 30])
def test_a_revision_that_is_not_there_is_not_compared_with(tracking_id: str, since: str) -> None:
    assert Client().get(f"/advisories/{tracking_id}", {"since": since}).status_code == 404


def test_a_revision_that_is_not_open_shows_nothing_of_what_it_said() -> None:
    first = actions.publish(replace(PUMP_ADVISORY, title="A secret title"), actor=COORDINATOR)
    actions.publish(PUMP_ADVISORY, revises=first.advisory_id, summary="Cleared", actor=COORDINATOR)
    mark(first, Tlp.AMBER)
    tracking_id = first.advisory.tracking_id
    assert Client().get(f"/advisories/{tracking_id}", {"since": "1"}).status_code == 404
    assert Client().get(f"/api/v1/advisories/{tracking_id}/changes", {"since": "1"}).status_code == 404
    assert "A secret title" not in Client().get(f"/advisories/{tracking_id}").content.decode()


def test_programs_get_the_same_changes(tracking_id: str) -> None:
    found = Client().get(f"/api/v1/advisories/{tracking_id}/changes", {"since": 1}).json()
    assert (found["since"], found["number"]) == (1, 3)
    assert [one["sentence"] for one in found["changes"]] == [STATUS, "Text changed: summary."]
    assert found["changes"][0]["part"] == "statement"
    assert (found["changes"][0]["before"], found["changes"][0]["after"]) == ("fixed", "under investigation")
    of_two = Client().get(f"/api/v1/advisories/{tracking_id}/changes", {"since": 1, "revision": 2}).json()
    assert [one["sentence"] for one in of_two["changes"]] == [STATUS]
