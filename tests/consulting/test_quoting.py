"""What is made from an item inherits what binds it: quotations in messages and drafts, and what is published (X2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from medcord.cases import actions, queries
from medcord.cases.models import Message, Quotation
from medcord.consults import queries as consults
from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.drafting import actions as drafting
from medcord.drafting import queries as drafts
from medcord.gateways import clock
from medcord.ledger import ticks, worker
from tests.cases.road import DRAFT, approved, stated
from tests.cast import Cast, make_cast
from tests.consulting.test_asking_a_supplier import PLAN, answered, asked, reads, said, supplied

pytestmark = pytest.mark.django_db

NONE, CCI = ConfidentialityClass.NONE, ConfidentialityClass.CCI


def quoted(viewer: Viewer, case: str, *sources: Message, body: str = "Look at this.", tlp: Tlp = Tlp.GREEN) -> Message:
    keys = [one.pk for one in sources]
    return actions.send_message(case, body, tlp=tlp, confidentiality=NONE, quotes=keys, actor=viewer)


def drafted(cast: Cast, case: str) -> None:
    stated(cast, case)
    drafting.save_draft(case, DRAFT, actor=cast.coordinator.viewer)


def test_a_quotation_is_as_strict_as_its_source_over_two_steps_and_opens_with_it() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    owner, regulator = cast.coordinator.viewer, cast.regulator.viewer
    first = quoted(owner, case, row)
    second = quoted(owner, case, first, body="And again.")
    assert (second.tlp, second.confidentiality, second.marked) == ("AMBER", "cci", "none")
    assert not reads(regulator, case, first.pk)
    assert not reads(regulator, case, second.pk)
    question = asked(cast, case, row.pk)
    answered(cast, case, question, agreed=True)
    assert all(reads(regulator, case, one.pk) for one in (row, first, second))
    answered(cast, case, question, agreed=False)
    assert not any(reads(regulator, case, one.pk) for one in (row, first, second))


def test_the_regulators_own_quotation_closes_again_with_its_source() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    question = asked(cast, case, row.pk)
    answered(cast, case, question, agreed=True)
    own = quoted(cast.regulator.viewer, case, row, body="What of the second source?")
    assert reads(cast.regulator.viewer, case, own.pk)
    answered(cast, case, question, agreed=False)
    assert not reads(cast.regulator.viewer, case, own.pk)


def test_what_one_does_not_read_is_not_quoted_and_nobody_is_shown_a_quotation_of_it() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    with pytest.raises(NotFound):
        quoted(cast.regulator.viewer, case, row)
    red = actions.send_message(case, "Between us.", tlp=Tlp.RED, confidentiality=NONE, actor=cast.manufacturer.viewer)
    words = actions.SideRoom("Three of us", [cast.manufacturer.organisation_id, cast.regulator.organisation_id])
    room = actions.open_side_room(case, words, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal, match="DSA would read this and may not read what it quotes"):
        actions.send_message(
            case,
            "See.",
            tlp=Tlp.RED,
            confidentiality=NONE,
            room=room.pk,
            quotes=[red.pk],
            actor=cast.coordinator.viewer,
        )
    assert Quotation.objects.count() == 0


def test_long_runs_of_words_are_quoted_or_not_said() -> None:
    cast = make_cast()
    case, _row = supplied(cast)
    with pytest.raises(InputRefusal, match="17 words in a row"):
        said(cast.coordinator.viewer, case, f"Karst writes: {PLAN}", NONE)
    mine = said(cast.coordinator.viewer, case, "Nothing yet.", NONE)
    with pytest.raises(InputRefusal, match="Quote that message"):
        actions.edit_message(case, mine.pk, PLAN.upper(), actor=cast.coordinator.viewer)
    said(cast.manufacturer.viewer, case, f"Again: {PLAN}", NONE)  # its own words are its own
    said(cast.regulator.viewer, case, PLAN, NONE)  # a refusal would tell of what it does not see


def test_a_draft_quotes_what_all_its_readers_may_read_and_is_closed_when_the_rule_is() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    drafted(cast, case)
    owner, regulator = cast.coordinator.viewer, cast.regulator.viewer
    drafting.circulate(case, cast.regulator.organisation_id, actor=owner)
    with pytest.raises(RuleRefusal, match="DSA would read this in the draft"):
        drafting.quote(case, "summary", row.pk, actor=owner)
    with pytest.raises(RuleRefusal, match="DSA may not read it"):
        drafting.save_draft(case, {"flaw": PLAN}, actor=owner)
    question = asked(cast, case, row.pk)
    answered(cast, case, question, agreed=True)
    drafting.quote(case, "summary", row.pk, actor=owner)
    found = queries.case_for(regulator, case)
    seen = drafts.draft_for(regulator, found)
    assert seen is not None
    assert PLAN in seen.summary
    answered(cast, case, question, agreed=False)
    assert drafts.draft_for(regulator, found) is None


@pytest.mark.parametrize("early", ["", "Attacks are under way; patients come first."])
def test_publishing_names_the_passage_and_an_early_release_is_no_way_around(early: str) -> None:
    cast = make_cast()
    case, row = supplied(cast)
    drafted(cast, case)
    owner = cast.coordinator.viewer
    answered(cast, case, asked(cast, case, row.pk), agreed=True)
    drafting.quote(case, "flaw", row.pk, actor=owner)
    # To pass it to the regulator is not to publish it.
    with pytest.raises(RuleRefusal, match=r"“Technical description”: it quotes message #.*has not agreed to its publi"):
        drafting.publish(case, early_reason=early, actor=owner)
    draft = drafts.draft_for(owner, queries.case_for(owner, case))
    assert draft is not None
    passage = drafts.passages_of(draft)[0]
    with pytest.raises(RuleRefusal, match="still stand in the draft"):
        drafting.drop_quotation(case, passage.pk, actor=owner)
    drafting.save_draft(case, {"flaw": "", "summary": PLAN}, actor=owner)
    with pytest.raises(RuleRefusal, match="“Summary”"):
        drafting.publish(case, early_reason=early, actor=owner)
    question = asked(cast, case, row.pk, purpose="publication")
    answered(cast, case, question, agreed=True)
    assert (
        drafting.publish(approved(cast, case), early_reason=early or "agreed with all", actor=owner).released_at
        is not None
    )


def test_a_silent_supplier_lets_the_regulator_read_and_nobody_publish(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    case, row = supplied(cast)
    drafted(cast, case)
    question = asked(cast, case, row.pk)
    public = asked(cast, case, row.pk, purpose="publication")
    monkeypatch.setattr(clock, "now", lambda: max(question.due_at, public.due_at) + timedelta(hours=1))
    ticks.run_all()
    assert reads(cast.regulator.viewer, case, row.pk)
    drafting.quote(case, "flaw", row.pk, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal, match="has not agreed"):
        drafting.publish(case, actor=cast.coordinator.viewer)


def test_destroying_a_message_destroys_its_words_wherever_they_are_quoted() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    drafted(cast, case)
    quoted(cast.coordinator.viewer, case, row)
    drafting.quote(case, "flaw", row.pk, actor=cast.coordinator.viewer)
    actions.purge_message(case, row.pk, reason="A patient is named.", actor=cast.manufacturer.viewer)
    worker.drain()
    assert list(Quotation.objects.values_list("text", flat=True)) == [""]
    draft = drafts.draft_for(cast.coordinator.viewer, queries.case_for(cast.coordinator.viewer, case))
    assert draft is not None
    assert drafts.passages_of(draft) == []


def test_the_case_reaches_the_regulator_whatever_a_maker_holds_back() -> None:
    """A silent or objecting maker has no veto over the case, its products, the question of harm or the draft."""
    cast = make_cast()
    case, row = supplied(cast, ConfidentialityClass.TRADE_SECRET)
    answered(cast, case, asked(cast, case, row.pk), agreed=False)
    drafted(cast, case)
    independent = said(cast.coordinator.viewer, case, "From the finder's report: any host mutes the alarm.", NONE)
    regulator = cast.regulator.viewer
    found = queries.case_for(regulator, case)
    assert reads(regulator, case, independent.pk)
    assert not reads(regulator, case, row.pk)
    assert [one.product.name for one in queries.statements(regulator, found)] == ["Breva V2"]
    assert [one.case_id for one in consults.queue(regulator)] == [found.pk]
    assert found.report is not None
    drafting.circulate(case, cast.regulator.organisation_id, actor=cast.coordinator.viewer)
    assert drafts.draft_for(regulator, found) is not None
