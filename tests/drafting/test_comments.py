"""Comments on a draft: asked for by a time, hung on a passage, decided with a reason; late ones block nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.crossing.passages import Whereabouts
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.drafting import actions, queries
from medcord.drafting.actions import Decided
from medcord.drafting.due import due
from medcord.drafting.models import DraftAsking
from medcord.drafting.texts import What
from medcord.gateways import clock
from medcord.ledger import ticks, worker
from medcord.ledger.rows import writing
from medcord.notices.models import Notice
from tests.cases.road import approved, drafted
from tests.cast import Cast, browser_of
from tests.drafting.crossings import commented, draft_of, facts, seen, sent_round

db = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "zone", "by"),
    [
        ("2026-11-24T10:00", "UTC", "2026-11-27T23:59:59"),  # a Tuesday; the Thursday is Thanksgiving
        ("2026-11-27T10:00", "UTC", "2026-12-01T23:59:59"),  # over a weekend
        ("2026-11-28T10:00", "UTC", "2026-12-01T23:59:59"),  # asked on a Saturday
        ("2026-03-06T15:00", "America/New_York", "2026-03-11T03:59:59"),  # clocks went forward on the Sunday between
        ("2026-11-28T03:00", "America/New_York", "2026-12-02T04:59:59"),  # still Friday evening there
    ],
)
def test_comments_are_due_in_two_work_days_of_the_one_who_is_asked(asked: str, zone: str, by: str) -> None:
    at, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (asked, by))
    assert due(at, emergency=False, zone=zone) == expected
    assert due(at, emergency=True, zone=zone) == at + timedelta(hours=4)


@db
def test_sending_the_draft_round_asks_for_comments_by_a_time(cast: Cast) -> None:
    case = sent_round(cast)
    [waiting] = queries.texts_to_comment(cast.regulator.viewer)
    assert (waiting.what, waiting.number, waiting.overdue) == (What.ADVISORY, 1, False)
    assert facts("CommentAsked") == [
        {
            "case": str(waiting.case.pk),
            "text": str(draft_of(cast, case).pk),
            "what": "advisory",
            "party": str(cast.regulator.organisation_id),
            "number": 1,
            "due": waiting.due_at.isoformat(timespec="microseconds"),
        }
    ]
    assert len(facts("DraftCirculated")) == 1
    actions.circulate(case, cast.regulator.organisation_id, actor=cast.coordinator.viewer)
    assert len(facts("CommentAsked")) == 1  # it was asked about this version already
    for member in (cast.manufacturer, cast.eve, cast.hospital):
        assert queries.texts_to_comment(member.viewer) == []


@db
def test_an_emergency_gives_four_hours(cast: Cast) -> None:
    case = drafted(cast)
    actions.circulate(case, cast.regulator.organisation_id, emergency=True, actor=cast.coordinator.viewer)
    [waiting] = queries.texts_to_comment(cast.regulator.viewer)
    assert waiting.due_at - waiting.asked_at == timedelta(hours=4)


@db
def test_a_comment_stays_with_its_passage_as_it_was_then(cast: Cast) -> None:
    case = sent_round(cast)
    row = commented(cast.regulator.viewer, case)
    actions.save_draft(case, {"what_to_do": "Please: ask your clinic to install 4.2.1."}, actor=cast.coordinator.viewer)
    draft = draft_of(cast, case)
    assert queries.stand_of(row, queries.words_by_number(draft), draft.what_to_do).stand is Whereabouts.MOVED
    actions.save_draft(case, {"what_to_do": "Wait."}, actor=cast.coordinator.viewer)
    draft = draft_of(cast, case)
    assert queries.stand_of(row, queries.words_by_number(draft), draft.what_to_do).stand is Whereabouts.CHANGED
    versions = queries.versions_of(cast.regulator.viewer, draft)
    assert [one.words["what_to_do"] for one in versions] == [
        "Ask your clinic to install 4.2.1.",
        "Please: ask your clinic to install 4.2.1.",
        "Wait.",
    ]
    assert row.quote == "install 4.2.1"


@db
def test_accepting_puts_the_proposed_words_in_by_one_act_unless_the_text_has_moved_on(cast: Cast) -> None:
    case = sent_round(cast)
    row = commented(cast.regulator.viewer, case, proposal="install 4.2.1 within a week")
    version = draft_of(cast, case).version
    with pytest.raises(EditedMeanwhile):
        _decide(cast, case, row.pk, put_in=True, expected_version=version - 1)
    with pytest.raises(InputRefusal, match="Say why"):
        _decide(cast, case, row.pk, reason=" ")
    _decide(cast, case, row.pk, put_in=True, expected_version=version)
    assert draft_of(cast, case).what_to_do == "Ask your clinic to install 4.2.1 within a week."
    assert [fact["number"] for fact in facts("DraftSaved")] == [1, 2]
    assert [(fact["accepted"], fact["party"]) for fact in facts("CommentDecided")] == [
        (True, str(cast.regulator.organisation_id))
    ]
    with pytest.raises(RuleRefusal, match="decided already"):
        _decide(cast, case, row.pk)
    gone = commented(cast.regulator.viewer, case, proposal="x")  # of version 1, whose words are not there any more
    actions.save_draft(case, {"what_to_do": "Wait."}, actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal) as refused:
        _decide(cast, case, gone.pk, put_in=True, expected_version=draft_of(cast, case).version)
    assert refused.value.code == "passage-changed"
    _decide(cast, case, gone.pk, accepted=False, reason="It is gone.")
    assert draft_of(cast, case).what_to_do == "Wait."


def _decide(cast: Cast, case: str, comment: object, *, by: Viewer | None = None, **changes: object) -> None:
    decided = Decided(**{"accepted": True, "reason": "Right.", **changes})  # type: ignore[arg-type]
    actions.decide_comment(case, What.ADVISORY, comment, decided, actor=by or cast.coordinator.viewer)  # type: ignore[arg-type]


@db
def test_no_comments_is_an_answer(cast: Cast) -> None:
    case = sent_round(cast)
    assert actions.give_comments(case, What.ADVISORY, actor=cast.regulator.viewer) == 0
    assert [fact["comments"] for fact in facts("CommentsGiven")] == [0]
    [done] = queries.texts_to_comment(cast.regulator.viewer)
    assert done.answered_at is not None
    with pytest.raises(RuleRefusal, match="Nobody waits"):
        actions.give_comments(case, What.ADVISORY, actor=cast.regulator.viewer)


@db
def test_an_overdue_comment_is_recorded_once_and_blocks_nothing(cast: Cast) -> None:
    case = sent_round(cast)
    with writing():
        DraftAsking.objects.update(due_at=clock.now() - timedelta(minutes=1))
    ticks.run_all()
    ticks.run_all()
    assert [fact["party"] for fact in facts("CommentsOverdue")] == [str(cast.regulator.organisation_id)]
    assert queries.texts_to_comment(cast.regulator.viewer)[0].overdue
    actions.publish(approved(cast, case), early_reason="The fix is out.", actor=cast.coordinator.viewer)
    assert len(facts("DraftReleased")) == 1
    with pytest.raises(RuleRefusal, match="is published"):
        commented(cast.regulator.viewer, case)
    regulator = browser_of(cast.regulator)  # nobody waits for it any more, and the page says by which fact
    duty = regulator.get(f"/cases/{case}/duties").content.decode().split("Comment on drafts in time")[-1]
    assert re.search(r"Not done, owed no longer</span><span[^>]*>[^<]*: the advisory is published", duty)
    assert "It came out without them" in regulator.get("/consultations").content.decode()


@db
def test_a_maker_reads_its_own_comments_only_and_the_others_nothing(cast: Cast) -> None:
    case = sent_round(cast)
    actions.circulate(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    regulators = commented(cast.regulator.viewer, case, body="Zebra.")
    commented(cast.manufacturer.viewer, case, body="Yak.")
    assert seen(cast.coordinator.viewer, case) == ["Zebra.", "Yak."]
    assert seen(cast.regulator.viewer, case) == ["Zebra.", "Yak."]
    assert seen(cast.manufacturer.viewer, case) == ["Yak."]
    case_row = cases.case_for(cast.manufacturer.viewer, case)
    known = [fact for fact in cases.timeline(cast.manufacturer.viewer, case_row) if fact.kind == "CommentMade"]
    assert [fact.data["party"] for fact in known] == [str(cast.manufacturer.organisation_id)]
    for stranger in (cast.eve, cast.hospital, cast.isao):
        with pytest.raises(NotFound):
            commented(stranger.viewer, case)
    with pytest.raises(NotFound):
        _decide(cast, case, regulators.pk, by=cast.manufacturer.viewer)
    with pytest.raises(NotAllowed):
        _decide(cast, case, regulators.pk, by=cast.regulator.viewer)
    with pytest.raises(NotFound):
        _decide(cast, case, uuid4())


@db
def test_mail_tells_of_a_comment_only_who_may_read_it(cast: Cast) -> None:
    case = sent_round(cast)
    worker.drain()
    with writing():
        Notice.objects.all().delete()
    commented(cast.regulator.viewer, case)
    worker.drain()
    told = set(Notice.objects.values_list("party", flat=True))
    assert told <= {cast.coordinator.organisation_id, cast.regulator.organisation_id}
    assert Notice.objects.filter(party=cast.coordinator.organisation_id).exists()


@db
def test_a_comment_is_refused_with_what_to_do(cast: Cast) -> None:
    case = sent_round(cast)
    for changes, match in (
        ({"quote": "install 5"}, "do not stand"),
        ({"body": " "}, "Say what is wrong"),
        ({"field": "salt"}, "Choose the part"),
    ):
        with pytest.raises(InputRefusal, match=match):
            commented(cast.regulator.viewer, case, **changes)
    with pytest.raises(NotFound):
        commented(cast.regulator.viewer, case, number=9)
    with pytest.raises(NotFound):
        commented(cast.manufacturer.viewer, case)  # the draft was not sent to it
