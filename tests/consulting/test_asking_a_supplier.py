"""Consult before share (C6): an item does not exist for the regulator until its supplier was asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from medcord.cases import actions, queries
from medcord.cases.actions import SupplierQuestion
from medcord.cases.models import Message, SupplierConsultation
from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.gateways import clock
from medcord.ledger import ticks
from medcord.ledger.models import FactRow
from medcord.ledger.rows import writing
from medcord.parties.models import Organisation
from tests.cases.road import joined
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db

CCI, SECRET, NONE = ConfidentialityClass.CCI, ConfidentialityClass.TRADE_SECRET, ConfidentialityClass.NONE
PLAN = "Our supplier of the pump board stops making it in May and we have no second source."


def supplied(cast: Cast, klass: ConfidentialityClass = CCI, body: str = PLAN) -> tuple[str, Message]:
    """A case in which the manufacturer said something under a rule."""
    case = joined(cast)
    row = actions.send_message(case, body, tlp=Tlp.AMBER, confidentiality=klass, actor=cast.manufacturer.viewer)
    return case, row


def said(viewer: Viewer, case: str, body: str, klass: ConfidentialityClass = CCI) -> Message:
    return actions.send_message(case, body, tlp=Tlp.AMBER, confidentiality=klass, actor=viewer)


def reads(viewer: Viewer, case: str, message: UUID) -> bool:
    """By the list, the one message, and the count of what is new: all three say the same."""
    found = queries.case_for(viewer, case)
    listed = message in {row.pk for row in queries.messages(viewer, found)}
    try:
        one = queries.message_for(viewer, found, message).pk == message
    except NotFound:
        one = False
    assert listed is one
    return one


def asked(cast: Cast, case: str, message: UUID, **words: object) -> SupplierConsultation:
    return actions.ask_supplier(case, message, SupplierQuestion(**words), actor=cast.coordinator.viewer)  # type: ignore[arg-type]


def answered(cast: Cast, case: str, row: SupplierConsultation, *, agreed: bool, words: str = "Not this.") -> None:
    actions.answer_supplier(case, row.pk, agreed=agreed, words=words, actor=cast.manufacturer.viewer)


def test_asking_opens_nothing_and_agreeing_opens_it(db: None) -> None:
    cast = make_cast()
    case, row = supplied(cast)
    assert not reads(cast.regulator.viewer, case, row.pk)
    question = asked(cast, case, row.pk)
    assert not reads(cast.regulator.viewer, case, row.pk)
    known = queries.case_for(cast.regulator.viewer, case)
    before = queries.unread_of(cast.regulator.viewer, [known])[known.pk]
    answered(cast, case, question, agreed=True)
    assert reads(cast.regulator.viewer, case, row.pk)
    assert queries.unread_of(cast.regulator.viewer, [known])[known.pk] == before + 1
    with pytest.raises(NotFound):
        queries.case_for(cast.eve.viewer, case)


def test_the_asking_is_told_to_the_supplier_and_the_owner_and_not_to_the_regulator() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    question = asked(cast, case, row.pk)
    answered(cast, case, question, agreed=False)
    facts = FactRow.objects.filter(kind__in=("SupplierAsked", "SupplierAnswered"))
    assert facts.count() == 2
    both = {cast.coordinator.organisation_id, cast.manufacturer.organisation_id}
    for fact in facts:
        assert {part.party_id for part in queries.telling(fact).participants()} == both
        assert not queries.telling(fact).reaches(cast.regulator.viewer)
    found = queries.case_for(cast.regulator.viewer, case)
    kinds = {fact.kind for fact in queries.timeline(cast.regulator.viewer, found)}
    assert not kinds & {"SupplierAsked", "SupplierAnswered", "ItemDerived", "ProtectionChanged"}


@pytest.mark.parametrize(("zone", "by"), [("UTC", "2026-12-02T04:59:59"), ("Asia/Tokyo", "2026-12-01T14:59:59")])
def test_the_day_of_an_answer_lasts_to_its_end_where_the_supplier_lives(
    zone: str, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who chose no zone lives where the agreement was made. It is Friday evening there, and Saturday in Tokyo."""
    cast = make_cast()
    case, row = supplied(cast)
    with writing():
        Organisation.objects.filter(pk=cast.manufacturer.organisation_id).update(time_zone=zone)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 27, 22, 0, tzinfo=UTC))
    assert asked(cast, case, row.pk, work_days=2).due_at == datetime.fromisoformat(by).replace(tzinfo=UTC)


def test_an_agencys_own_word_is_published_when_that_agency_agrees() -> None:
    cast = make_cast()
    case, _row = supplied(cast)
    word = said(cast.regulator.viewer, case, "We see no harm beyond a delay.", NONE)
    with pytest.raises(RuleRefusal, match="asks for nothing"):
        asked(cast, case, word.pk)
    question = asked(cast, case, word.pk, purpose="publication")
    assert question.party_id == cast.regulator.organisation_id
    actions.answer_supplier(case, question.pk, agreed=True, words="", actor=cast.regulator.viewer)
    known = queries.case_for(cast.coordinator.viewer, case)
    assert queries.bar_to_publishing(known, word) is None


@pytest.mark.parametrize(("klass", "opens"), [(CCI, True), (SECRET, False)])
def test_an_objection_is_answered_by_the_coordinator_for_cci_and_stands_for_a_trade_secret(
    klass: ConfidentialityClass, opens: bool
) -> None:
    cast = make_cast()
    case, row = supplied(cast, klass)
    question = asked(cast, case, row.pk)
    with pytest.raises(InputRefusal, match="why you object"):
        answered(cast, case, question, agreed=False, words=" ")
    answered(cast, case, question, agreed=False)
    assert not reads(cast.regulator.viewer, case, row.pk)
    if opens:
        actions.confer(case, question.pk, "Patients need it; we name no prices.", actor=cast.coordinator.viewer)
    else:
        with pytest.raises(RuleRefusal, match="Only the supplier can lift that"):
            actions.confer(case, question.pk, "All the same.", actor=cast.coordinator.viewer)
    assert reads(cast.regulator.viewer, case, row.pk) is opens
    answered(cast, case, question, agreed=True, words="We looked again.")
    assert reads(cast.regulator.viewer, case, row.pk)


@pytest.mark.parametrize("klass", [CCI, SECRET])
def test_a_silent_supplier_has_no_veto_but_its_whole_time(
    klass: ConfidentialityClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    case, row = supplied(cast, klass)
    question = asked(cast, case, row.pk)
    ticks.run_all()
    assert not reads(cast.regulator.viewer, case, row.pk)
    monkeypatch.setattr(clock, "now", lambda: question.due_at + timedelta(seconds=1))
    # The day alone opens nothing: that it passed has to be on record.
    assert not reads(cast.regulator.viewer, case, row.pk)
    ticks.run_all()
    assert reads(cast.regulator.viewer, case, row.pk)
    answered(cast, case, question, agreed=False, words="We were away.")
    assert not reads(cast.regulator.viewer, case, row.pk)


def test_only_the_owner_asks_and_only_the_supplier_answers() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    with pytest.raises(NotFound):
        actions.ask_supplier(case, row.pk, SupplierQuestion(), actor=cast.regulator.viewer)
    with pytest.raises(NotAllowed):
        actions.ask_supplier(case, row.pk, SupplierQuestion(), actor=cast.manufacturer.viewer)
    question = asked(cast, case, row.pk)
    for viewer in (cast.coordinator.viewer, cast.regulator.viewer, cast.eve.viewer):
        with pytest.raises((NotAllowed, NotFound)):
            actions.answer_supplier(case, question.pk, agreed=True, words="Yes.", actor=viewer)
    with pytest.raises(RuleRefusal, match="asked about this already"):
        asked(cast, case, row.pk)
    with pytest.raises(InputRefusal, match="work days"):
        asked(cast, case, row.pk, purpose="publication", work_days=0)


def test_a_coordinator_cannot_ask_itself_about_what_a_maker_supplied() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    with pytest.raises(InputRefusal, match="Quote that message instead"):
        said(cast.coordinator.viewer, case, f"They say: {PLAN}")
    relayed = said(cast.coordinator.viewer, case, "By telephone: the board is sold out.")
    with pytest.raises(InputRefusal, match="which manufacturer supplied"):
        asked(cast, case, relayed.pk)
    with pytest.raises(RuleRefusal, match="not in the case"):
        asked(cast, case, relayed.pk, party=cast.eve.organisation_id)
    question = asked(cast, case, relayed.pk, party=cast.manufacturer.organisation_id)
    with pytest.raises(RuleRefusal, match="as it stands"):
        actions.edit_message(case, relayed.pk, "Something else.", actor=cast.coordinator.viewer)
    answered(cast, case, question, agreed=True)
    assert reads(cast.regulator.viewer, case, relayed.pk)
    assert not reads(cast.regulator.viewer, case, row.pk)
