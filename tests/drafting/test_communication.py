"""The regulator's safety communication: its own, shared early, compared with the advisory, released by name."""

from __future__ import annotations

import pytest

from medcord.advisories import queries as advisories
from medcord.cases import queries as cases
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.drafting import actions, queries
from medcord.drafting.actions import Decided
from medcord.drafting.texts import Plan, ProductChosen, What
from tests.cases.road import approved, drafted, joined, opened, product_of
from tests.cast import Cast
from tests.drafting.crossings import COMMUNICATION, commented, communicated, facts, seen, sent_round

pytestmark = pytest.mark.django_db
OURS = What.COMMUNICATION


def test_only_a_regulator_writes_it_and_nobody_reads_it_before_it_is_shared(cast: Cast) -> None:
    case = joined(cast)
    for member in (cast.coordinator, cast.manufacturer, cast.eve, cast.hospital):
        with pytest.raises(NotFound):
            actions.save_communication(case, COMMUNICATION, actor=member.viewer)
    actions.save_communication(case, COMMUNICATION, actor=cast.regulator.viewer)
    for member in (cast.coordinator, cast.manufacturer):
        row = cases.case_for(member.viewer, case)
        assert queries.communication_for(member.viewer, row) is None
    actions.share_communication(case, cast.coordinator.organisation_id, actor=cast.regulator.viewer)
    with pytest.raises(NotAllowed):
        actions.save_communication(case, {"title": "Mine"}, actor=cast.coordinator.viewer)
    assert queries.communication_for(cast.manufacturer.viewer, cases.case_for(cast.manufacturer.viewer, case)) is None
    [waiting] = queries.texts_to_comment(cast.coordinator.viewer)
    assert (waiting.what, waiting.title) == (OURS, COMMUNICATION["title"])
    with pytest.raises(RuleRefusal, match="not in the case"):
        actions.share_communication(case, cast.eve.organisation_id, actor=cast.regulator.viewer)


def test_the_coordinator_comments_and_the_regulator_decides(cast: Cast) -> None:
    case = sent_round(cast)
    version = communicated(cast, case).version
    row = commented(cast.coordinator.viewer, case, OURS, proposal="install 4.2.1 or later")
    assert seen(cast.regulator.viewer, case, OURS) == ["Say by when."]
    decided = Decided(True, "Better.", put_in=True, expected_version=version)
    with pytest.raises(NotAllowed):
        actions.decide_comment(case, OURS, row.pk, decided, actor=cast.coordinator.viewer)
    actions.decide_comment(case, OURS, row.pk, decided, actor=cast.regulator.viewer)
    text = queries.text_for(cast.coordinator.viewer, cases.case_for(cast.coordinator.viewer, case), OURS)
    assert text.what_to_do == "Ask your clinic to install 4.2.1 or later."
    assert [one.number for one in queries.versions_of(cast.coordinator.viewer, text)] == [1, 2]


def test_products_are_those_that_a_maker_stated_in_the_case(cast: Cast) -> None:
    case = drafted(cast)
    other = product_of(cast, "Another")
    with pytest.raises(InputRefusal, match="stated in this case"):
        actions.save_communication(case, COMMUNICATION, [ProductChosen(other.pk, "1")], actor=cast.regulator.viewer)


def test_the_check_is_recorded_shown_at_release_and_blocks_nothing(cast: Cast) -> None:
    case = sent_round(cast)
    communicated(cast, case, versions="<= 4.2.1")
    found = actions.compare_texts(case, actor=cast.coordinator.viewer)
    assert {one.about.value for one in found.differences} == {"versions", "date"}
    [fact] = facts("TextsCompared")
    assert (fact["differences"], fact["draft_number"], fact["communication_number"]) == (2, 1, 1)
    actions.compare_texts(case, actor=cast.regulator.viewer)
    for member in (cast.manufacturer, cast.eve):
        with pytest.raises(NotFound):
            actions.compare_texts(case, actor=member.viewer)
    actions.publish(approved(cast, case), early_reason="Now.", actor=cast.coordinator.viewer)
    assert [each["differences"] for each in facts("TextsCompared")] == [2, 2, 2]


def test_the_same_agreed_date_stands_in_both_texts(cast: Cast) -> None:
    case = sent_round(cast)
    until = cases.case_for(cast.coordinator.viewer, case).embargo_until
    communicated(cast, case, planned=until)
    assert actions.compare_texts(case, actor=cast.regulator.viewer).differences == ()
    actions.save_draft(case, {}, Plan(planned_at=until, actions=()), actor=cast.coordinator.viewer)
    assert actions.compare_texts(case, actor=cast.regulator.viewer).differences == ()


def test_a_named_person_releases_it_and_it_enters_no_feed(cast: Cast) -> None:
    case = sent_round(cast)
    row = communicated(cast, case)
    with pytest.raises(NotAllowed):
        actions.release_communication(case, "", actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal, match="https"):
        actions.release_communication(case, "javascript:alert(1)", actor=cast.regulator.viewer)
    with pytest.raises(EditedMeanwhile):
        actions.release_communication(case, "", expected_version=row.version - 1, actor=cast.regulator.viewer)
    done = actions.release_communication(case, "https://dsa.example/sc/1", actor=cast.regulator.viewer)
    assert done.released_name == "Dr. A. Sennick"
    assert [fact["differences"] for fact in facts("CommunicationReleased")] == [1]  # only one text plans a date
    assert advisories.own_digests() == []
    maker = cases.case_for(cast.manufacturer.viewer, case)
    assert queries.communication_for(cast.manufacturer.viewer, maker) is not None
    assert "CommunicationReleased" in [fact.kind for fact in cases.timeline(cast.manufacturer.viewer, maker)]
    with pytest.raises(NotFound):
        cases.case_for(cast.eve.viewer, case)
    for act in (
        lambda: actions.save_communication(case, {"title": "Again"}, actor=cast.regulator.viewer),
        lambda: actions.release_communication(case, "", actor=cast.regulator.viewer),
        lambda: commented(cast.coordinator.viewer, case, OURS),
    ):
        with pytest.raises(RuleRefusal, match="released"):
            act()


def test_an_unfinished_one_is_not_released_and_says_what_is_missing(cast: Cast) -> None:
    case = opened(cast)
    with pytest.raises(InputRefusal, match="A title"):
        actions.save_communication(case, {"title": " "}, actor=cast.regulator.viewer)
    actions.save_communication(case, {"title": "Only this"}, actor=cast.regulator.viewer)
    with pytest.raises(InputRefusal, match="Which devices and versions"):
        actions.release_communication(case, "", actor=cast.regulator.viewer)
