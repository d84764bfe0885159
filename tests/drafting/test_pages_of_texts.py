"""The pages and the API of texts that cross: comments beside passages, the queue, the release, and a spill."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from medcord.cases import actions as cases
from medcord.drafting import actions
from medcord.drafting.models import CommunicationComment, DraftComment, DraftVersion
from medcord.drafting.texts import What
from tests.cast import Cast, browser_of
from tests.drafting.crossings import commented, communicated, draft_of, facts, seen, sent_round

pytestmark = pytest.mark.django_db


def words_of(client: Client, path: str, status: int = 200) -> str:
    """A page as one reads it: without tags, spaces once."""
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split()))


def test_the_regulator_comments_and_the_coordinator_puts_the_words_in(cast: Cast) -> None:
    case = sent_round(cast)
    regulator, coordinator = browser_of(cast.regulator), browser_of(cast.coordinator)
    assert "Draft of the advisory, version 1" in words_of(regulator, "/consultations")
    page = words_of(regulator, f"/cases/{case}/draft")
    assert "Your comments are asked for" in page
    assert "No comments" in page
    form = {"field": "what_to_do", "quote": "install 9", "number": "1", "body": "Typed for an hour."}
    refused = regulator.post(f"/cases/{case}/texts/advisory/comments", form)
    assert refused.status_code == 422
    assert "do not stand in that part" in refused.content.decode()
    assert "Typed for an hour." in refused.content.decode()
    form |= {"quote": "install  4.2.1", "proposal": "install 4.2.1 by Friday", "start": ""}
    assert regulator.post(f"/cases/{case}/texts/advisory/comments", form).status_code == 302
    page = words_of(coordinator, f"/cases/{case}/draft")
    assert "“install 4.2.1” Still in the text. Typed for an hour." in page
    comment, version = DraftComment.objects.get().pk, draft_of(cast, case).version
    decide = f"/cases/{case}/texts/advisory/comments/{comment}"
    late = coordinator.post(decide, {"version": version - 1, "reason": "Yes, kept.", "act": "put-in"})
    assert late.status_code == 409
    assert "Yes, kept." in late.content.decode()
    assert coordinator.post(decide, {"version": version, "reason": "Yes.", "act": "put-in"}).status_code == 302
    page = words_of(regulator, f"/cases/{case}/draft?from=1&to=2")
    assert "Accepted, the words were put in by M. Tarrow" in page
    assert "added: 4.2.1 by Friday." in page
    assert "The passage has changed since" not in page  # it is a part of what was put in
    assert regulator.post(f"/cases/{case}/texts/advisory/done").status_code == 302
    assert "1 comment," in words_of(regulator, "/texts")


def test_the_page_says_what_became_of_each_passage(cast: Cast) -> None:
    case = sent_round(cast)
    commented(cast.regulator.viewer, case)
    browser = browser_of(cast.coordinator)
    actions.save_draft(case, {"what_to_do": "Please install 4.2.1."}, actor=cast.coordinator.viewer)
    assert "Still in the text, at another place." in words_of(browser, f"/cases/{case}/draft")
    actions.save_draft(case, {"what_to_do": "Wait."}, actor=cast.coordinator.viewer)
    page = words_of(browser, f"/cases/{case}/draft")
    assert "“install 4.2.1” The passage has changed since; it is shown as it was." in page


def test_a_maker_comments_on_the_page_and_meets_no_other_comment(cast: Cast) -> None:
    case = sent_round(cast)
    maker = browser_of(cast.manufacturer)
    assert maker.get(f"/cases/{case}/draft").status_code == 404
    commented(cast.regulator.viewer, case, body="Between the agencies.")
    sent = browser_of(cast.coordinator).post(
        f"/cases/{case}/draft/circulate", {"party": cast.manufacturer.organisation_id, "emergency": "on"}
    )
    assert sent.status_code == 302
    page = words_of(maker, f"/cases/{case}/draft")
    assert "an emergency" in page
    assert "Between the agencies." not in page
    assert "Device Safety Agency version" not in page  # nor that another party was asked
    form = {"field": "title", "quote": "alarms", "number": "1", "body": "Some alarms."}
    assert maker.post(f"/cases/{case}/texts/advisory/comments", form).status_code == 302
    assert seen(cast.manufacturer.viewer, case) == ["Some alarms."]
    for stranger in (cast.eve, cast.hospital, cast.isao):
        assert browser_of(stranger).get(f"/cases/{case}/draft").status_code == 404
        assert browser_of(stranger).get(f"/cases/{case}/texts").status_code == 404


def test_both_texts_stand_side_by_side_and_the_release_pages_say_what_differs(cast: Cast) -> None:
    case = sent_round(cast)
    regulator, coordinator = browser_of(cast.regulator), browser_of(cast.coordinator)
    first = {"title": "Breva V2: alarms", "what_to_do": "Call your clinic.", "devices": "Breva V2", "actions": "patch"}
    assert regulator.get(f"/cases/{case}/communication").status_code == 200
    assert regulator.post(f"/cases/{case}/communication", first).status_code == 302
    assert coordinator.get(f"/cases/{case}/communication").status_code == 404
    assert regulator.post(f"/cases/{case}/communication/share", {}).status_code == 302
    assert "Safety communication, version 1" in words_of(coordinator, "/texts")
    page = words_of(coordinator, f"/cases/{case}/texts")
    assert "2 differences" in page  # the date and the words of what to do
    assert "The safety communication names its products in words only: “Breva V2”." in page
    assert "(end of the embargo)" in page
    assert coordinator.post(f"/cases/{case}/texts").status_code == 302
    assert [fact["differences"] for fact in facts("TextsCompared")] == [2]
    assert "2 differences to the other text stand" in words_of(coordinator, f"/cases/{case}/draft")
    assert "You must Comment on the safety communication" in words_of(coordinator, f"/cases/{case}")
    page = words_of(regulator, f"/cases/{case}/communication")
    assert "2 differences to the other text stand" in page
    version = re.search(r'name="version" value="(\d+)"', regulator.get(f"/cases/{case}/communication").content.decode())
    assert version is not None
    asked = {"version": version[1], "link": "https://dsa.example/sc/1", "sure": "on"}
    assert regulator.post(f"/cases/{case}/communication/release", asked).status_code == 302
    assert "By Dr. A. Sennick" in words_of(browser_of(cast.manufacturer), f"/cases/{case}/communication")
    assert "It came out without them" in words_of(coordinator, "/texts")
    assert "Ended, not met Comment on the draft" in words_of(coordinator, f"/cases/{case}/clocks")
    assert "Comment on the safety communication" not in words_of(coordinator, f"/cases/{case}")


def test_two_members_of_the_regulator_save_and_the_second_keeps_what_was_typed(cast: Cast) -> None:
    case = sent_round(cast)
    version = communicated(cast, case).version
    browser = browser_of(cast.regulator)
    words = {"title": "One", "what_to_do": "First."}
    assert browser.post(f"/cases/{case}/communication", words | {"version": version}).status_code == 302
    late = browser.post(f"/cases/{case}/communication", words | {"version": version, "what_to_do": "Second."})
    assert late.status_code == 409
    assert "Second." in late.content.decode()
    assert browser.post(f"/cases/{case}/communication", words | {"version": version + 1}).status_code == 302


def test_a_spill_takes_versions_and_comments_along(cast: Cast) -> None:
    case = sent_round(cast)
    communication = communicated(cast, case)
    commented(cast.regulator.viewer, case, proposal="John Smith's pump")
    commented(cast.coordinator.viewer, case, What.COMMUNICATION)
    draft = draft_of(cast, case)
    chosen = [cases.Chosen("draft", draft.pk), cases.Chosen("communication", communication.pk)]
    assert cases.purge(case, chosen, reason="a patient was named", typed=case, actor=cast.coordinator.viewer) == 6
    assert [row.words for row in DraftVersion.objects.all()] == [{}]
    for row in (*DraftComment.objects.all(), *CommunicationComment.objects.all()):
        assert (row.quote, row.body, row.proposal, row.salt) == ("", "", "", "")
    assert "This comment was destroyed." in words_of(browser_of(cast.coordinator), f"/cases/{case}/draft")


def test_a_program_comments_decides_and_compares(cast: Cast) -> None:
    case = sent_round(cast)
    communicated(cast, case)
    regulator, coordinator = browser_of(cast.regulator), browser_of(cast.coordinator)
    base = f"/api/v1/cases/{case}/texts"
    given = {"field": "what_to_do", "quote": "install 4.2.1", "number": 1, "proposal": ""}
    made = regulator.post(f"{base}/advisory/comments", given, "application/json").json()
    assert (made["stand"], made["proposal"], made["now_at"]) == ("same", "", 19)
    version = coordinator.get(f"/api/v1/cases/{case}/draft").json()["version"]
    decision = {"accepted": True, "reason": "Shorter.", "put_in": True, "expected_version": version}
    done = coordinator.post(f"{base}/advisory/comments/{made['id']}/decision", decision, "application/json").json()
    assert (done["accepted"], done["decided_by"], done["stand"]) == (True, "M. Tarrow", "changed")
    shown = regulator.get(f"{base}/advisory/comments").json()
    assert [one["party"] for one in shown["asked"]] == [str(cast.regulator.organisation_id)]
    saves = regulator.get(f"{base}/advisory/versions").json()["versions"]
    assert [one["words"]["what_to_do"] for one in saves] == [
        "Ask your clinic to install 4.2.1.",
        "Ask your clinic to .",
    ]
    found = coordinator.post(f"{base}/comparison", {}, "application/json").json()
    assert [one["about"] for one in found["differences"]] == ["date", "advice"]
    assert regulator.post(f"{base}/advisory/answer", {}, "application/json").json() == {"comments": 1}
    [text] = regulator.get("/api/v1/texts").json()["texts"]
    assert (text["case"], text["what"], text["comments"]) == (case, "advisory", 1)
