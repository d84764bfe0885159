"""The draft's page folds: one line says how a part stands, and what somebody has to do starts open."""

from __future__ import annotations

import re

import pytest

from medcord.cases.actions import end_embargo
from medcord.drafting import actions
from medcord.drafting.actions.commenting import Decided
from medcord.drafting.texts import What
from medcord.parties.models import Member
from tests.cases.road import DRAFT, approved, drafted, joined, released
from tests.cast import Cast, browser_of, make_cast
from tests.drafting.crossings import commented, sent_round

pytestmark = pytest.mark.django_db
FOLD = r'<details class="(?:panel mt2 fold|part)"( open)?><summary><h[23][^>]*>(.*?)</h[23]>\s*<span[^>]*>(.*?)</span>'


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def parts_of(page: str) -> dict[str, tuple[bool, str]]:
    """Each part that folds: whether it starts open, and what its line says."""
    return {title: (bool(opened), says) for opened, title, says in re.findall(FOLD, page)}


def page_of(member: Member, case: str, query: str = "") -> str:
    return str(browser_of(member).get(f"/cases/{case}/draft{query}").content.decode())


def test_a_new_draft_starts_with_what_has_to_be_written_open(cast: Cast) -> None:
    parts = parts_of(page_of(cast.coordinator, joined(cast)))
    assert parts == {
        "What may be used": (True, "No statement yet"),
        "What it is about": (True, "1 of 2 written"),
        "For patients, in plain words": (True, "nothing yet"),
        "For clinicians": (False, "nothing of their own: the words for patients stand for both"),
        "For engineers": (False, "nothing yet"),
        "When, and what it advises": (False, "nothing yet"),
    }


def test_a_complete_draft_is_a_list_of_lines_that_say_how_each_part_stands(cast: Cast) -> None:
    parts = parts_of(page_of(cast.coordinator, drafted(cast)))
    assert parts["What may be used"] == (
        False,
        "1 statement, 1 remedy, harm: assessment pending, nobody asked for credit",
    )
    assert parts["Text and comments"] == (False, "no comment yet")
    assert parts["Asked for comments"] == (False, "nobody yet")
    assert parts["What it is about"] == (False, "2 of 2 written")
    assert parts["For patients, in plain words"][0] is False
    assert parts["For patients, in plain words"][1].startswith("3 of 4 written, reads at grade ")
    assert [title for title, (opened, _) in parts.items() if opened] == []


def test_a_comment_opens_the_text_for_who_has_to_decide_and_the_words_of_the_line_say_so(cast: Cast) -> None:
    case = sent_round(cast)
    comment = commented(cast.regulator.viewer, case)
    parts = parts_of(page_of(cast.coordinator, case))
    assert parts["Text and comments"] == (True, "1 comment, 1 to decide")
    assert parts["Asked for comments"][1].startswith("DSA ")
    decided = Decided(accepted=False, reason="It stands so.")
    actions.decide_comment(case, What.ADVISORY, comment.pk, decided, actor=cast.coordinator.viewer)
    assert parts_of(page_of(cast.coordinator, case))["Text and comments"] == (False, "1 comment, all decided")


def test_who_is_asked_for_comments_finds_text_and_form_open_and_eve_finds_nothing(cast: Cast) -> None:
    case = sent_round(cast)
    parts = parts_of(page_of(cast.regulator, case))
    assert parts["Text and comments"][0]
    assert parts["Comment on a passage"][0]
    assert "What it is about" not in parts
    assert browser_of(cast.eve).get(f"/cases/{case}/draft").status_code == 404


def test_a_refused_save_opens_the_part_with_the_error_and_the_page_starts_there(cast: Cast) -> None:
    case = drafted(cast)
    typed = {**DRAFT, "vector": "CVSS:3.1/nonsense", "version": 1, "clinicians_to_do": "Watch the screen."}
    answer = browser_of(cast.coordinator).post(f"/cases/{case}/draft", typed)
    page = answer.content.decode()
    parts = parts_of(page)
    assert answer.status_code == 422
    assert parts["For engineers"] == (True, "1 to look at")
    assert parts["For clinicians"] == (False, "1 of 4 written")
    assert ">Watch the screen.</textarea>" in page.replace("\n", "")
    assert page.count("autofocus") == 1
    assert re.search(r'role="alert" tabindex="-1" autofocus><div class="usa-alert__body"><p[^>]*>Not saved yet', page)


def test_a_refused_comment_and_a_comparison_that_was_asked_for_open_their_parts(cast: Cast) -> None:
    case = sent_round(cast)
    actions.save_draft(case, {"not_known": "How many."}, actor=cast.coordinator.viewer)
    assert parts_of(page_of(cast.coordinator, case))["Versions"][0] is False
    assert parts_of(page_of(cast.coordinator, case, "?from=1&to=2"))["Versions"][0] is True
    path = f"/cases/{case}/texts/advisory/comments"
    answer = browser_of(cast.coordinator).post(path, {"field": "title", "number": 2})
    assert answer.status_code == 422
    assert parts_of(answer.content.decode())["Comment on a passage"][0] is True


def test_addresses_within_the_page_stand_inside_of_what_folds_so_that_a_browser_opens_it(cast: Cast) -> None:
    page = page_of(cast.coordinator, sent_round(cast))
    folded = re.findall(r'</summary><div class="body stack" id="(\w+)">', page)
    assert {"used", "text", "comment", "asked"} <= set(folded)
    wanted = set(re.findall(r'<li><a href="#(\w+)"', page))
    assert wanted
    assert all(f'id="{one}"' in page for one in wanted)


def test_once_it_is_out_the_text_is_a_line(cast: Cast) -> None:
    case = drafted(cast)
    released(cast, case)
    assert parts_of(page_of(cast.coordinator, case))["Text and comments"] == (False, "no comment yet")


def test_a_reason_for_being_early_is_asked_for_only_before_the_agreed_date(cast: Cast) -> None:
    case = approved(cast, drafted(cast))
    lead = browser_of(cast.coordinator)
    assert "Why before the agreed date" in lead.get(f"/cases/{case}/draft").content.decode()
    end_embargo(case, reason="It was told at a conference.", actor=cast.coordinator.viewer)
    for answer in (lead.get(f"/cases/{case}/draft"), lead.post(f"/cases/{case}/draft/publish", {"version": 1})):
        page = answer.content.decode()
        assert "Publish now" in page
        assert "Why before the agreed date" not in page
