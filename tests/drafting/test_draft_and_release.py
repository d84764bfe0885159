"""From a case to an advisory: what may be used, two people at once, and the one door."""

from __future__ import annotations

import pytest
from django.test import Client

from medcord.advisories import queries as advisories
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.core.vocabulary import ConfidentialityClass, Severity, Tlp
from medcord.drafting import actions, queries
from medcord.formats.csaf import validate
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.opinions import actions as opinions
from medcord.opinions import queries as opinion_queries
from tests.cases.road import DRAFT, approved, drafted, joined, opened
from tests.cast import STRANGER, Cast, browser_of

pytestmark = pytest.mark.django_db


def test_messages_opinions_and_reports_never_enter_the_advisory(cast: Cast) -> None:
    case = drafted(cast)
    cases.send_message(
        case,
        "Secret words one.",
        tlp=Tlp.AMBER,
        confidentiality=ConfidentialityClass.NONE,
        actor=cast.manufacturer.viewer,
    )
    words = opinions.OpinionWords(Severity.CRITICAL, "Secret words two.", opinions.Certainty.HIGH)
    opinions.sign(case, words, actor=cast.regulator.viewer)
    actions.publish(approved(cast, case), early_reason="agreed", actor=cast.coordinator.viewer)
    page = next(advisories.own_documents(advisories.own_digests()))
    document = page.document if hasattr(page, "document") else page[1]
    text = bytes(document).decode()
    assert "Secret words" not in text
    assert "mute command" not in text
    assert [one for one in validate(bytes(document)) if one.level == "error"] == []


def test_only_the_released_sentence_leaves_the_regulator(cast: Cast) -> None:
    case = joined(cast)
    words = opinions.OpinionWords(Severity.CRITICAL, "What would happen.", opinions.Certainty.LOW)
    opinions.sign(case, words, actor=cast.regulator.viewer)
    row = case_queries.case_for(cast.manufacturer.viewer, case)
    assert opinion_queries.of_case(cast.manufacturer.viewer, row) == []
    assert opinion_queries.released(cast.manufacturer.viewer, row) is None
    opinions.release_sentence(case, 1, "It could be dangerous.", actor=cast.regulator.viewer)
    released = opinion_queries.released(cast.manufacturer.viewer, row)
    assert released is not None
    assert released.public_sentence == "It could be dangerous."
    assert "What would happen." not in browser_of(cast.manufacturer).get(f"/cases/{case}").content.decode()


def test_nobody_but_the_regulator_decides_harm(cast: Cast) -> None:
    case = joined(cast)
    words = opinions.OpinionWords(Severity.MINOR, "x", opinions.Certainty.LOW)
    for member, refusal in ((cast.coordinator, NotAllowed), (cast.manufacturer, NotFound), (cast.eve, NotFound)):
        with pytest.raises(refusal):
            opinions.sign(case, words, actor=member.viewer)


def test_an_incomplete_draft_is_not_published_and_says_what_is_missing(cast: Cast) -> None:
    case = opened(cast)
    actions.save_draft(case, {"title": "T", "summary": "S"}, actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal) as refused:
        actions.publish(case, early_reason="x", actor=cast.coordinator.viewer)
    assert "statement on a product" in refused.value.sentence
    assert list(advisories.current_values()) == []


def test_publishing_before_the_agreed_date_needs_a_reason_that_stays(cast: Cast) -> None:
    case = drafted(cast)
    with pytest.raises(InputRefusal, match="embargo"):
        actions.publish(case, actor=cast.coordinator.viewer)
    actions.publish(approved(cast, case), early_reason="Fix is out.", actor=cast.coordinator.viewer)
    assert "EmbargoOverridden" in [fact.kind for fact in ledger.facts_of_kinds(["EmbargoOverridden"])]


def test_a_broken_cvss_vector_gets_a_sentence(cast: Cast) -> None:
    case = opened(cast)
    for vector in ("9.8", "CVSS:3.1/AV:N", "CVSS:4.0/AV:N"):
        with pytest.raises(InputRefusal, match="CVSS"):
            actions.save_draft(case, DRAFT | {"vector": vector}, actor=cast.coordinator.viewer)


def test_two_people_edit_the_draft_and_the_second_keeps_what_was_typed(cast: Cast) -> None:
    case = drafted(cast)
    version = queries.draft_for(cast.coordinator.viewer, case_queries.case_for(cast.coordinator.viewer, case)).version  # type: ignore[union-attr]
    first, second = browser_of(cast.coordinator), browser_of(cast.coordinator)
    assert first.post(f"/cases/{case}/draft", DRAFT | {"version": version, "summary": "First."}).status_code == 302
    late = second.post(f"/cases/{case}/draft", DRAFT | {"version": version, "summary": "Second, typed for an hour."})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Somebody else changed this draft while you were typing" in page
    assert "Second, typed for an hour." in page
    again = second.post(f"/cases/{case}/draft", DRAFT | {"version": version + 1, "summary": "Both, merged."})
    assert again.status_code == 302


def test_the_regulator_reads_a_draft_only_after_it_was_sent(cast: Cast) -> None:
    case = drafted(cast)
    regulator = browser_of(cast.regulator)
    assert regulator.get(f"/cases/{case}/draft").status_code == 404
    actions.circulate(case, cast.regulator.organisation_id, actor=cast.coordinator.viewer)
    assert regulator.get(f"/cases/{case}/draft").status_code == 200
    assert browser_of(cast.manufacturer).get(f"/cases/{case}/draft").status_code == 404


def test_the_public_sees_nothing_before_and_everything_after(cast: Cast) -> None:
    case = drafted(cast)
    stranger = Client()
    assert "Breva" not in stranger.get("/advisories").content.decode()
    draft = actions.publish(approved(cast, case), early_reason="Fix is out.", actor=cast.coordinator.viewer)
    worker.drain()
    assert "Breva V2: alarms can be silenced" in stranger.get("/advisories").content.decode()
    assert stranger.get(f"/advisories/{draft.tracking_id}").status_code == 200
    feed = b"".join(stranger.get("/.well-known/csaf/white/csaf-feed-tlp-white.json"))
    assert draft.tracking_id.encode() in feed
    assert advisories.advisory_for(STRANGER, draft.tracking_id).tracking_id == draft.tracking_id


def test_eve_cannot_touch_a_draft(cast: Cast) -> None:
    case = drafted(cast)
    with pytest.raises(NotFound):
        actions.save_draft(case, {"title": "Mine"}, actor=cast.eve.viewer)
    with pytest.raises(NotFound):
        actions.publish(case, early_reason="x", actor=cast.eve.viewer)
    with pytest.raises(NotFound):
        actions.publish(case, early_reason="x", actor=cast.manufacturer.viewer)
