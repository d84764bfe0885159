"""Answers whether a law applies, and the decision beside the 45 days: who signs, who reads, what follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from medcord.cases import actions as case_actions
from medcord.cases import queries as cases
from medcord.cases.actions.embargo import TermsAnswer
from medcord.clocks import queries as clocks
from medcord.core.clocks import Standing
from medcord.core.clocks.scope import Question, ScopeSaid
from medcord.core.declarations.disclosure import FACTORS, DisclosureOutcome
from medcord.core.facts import CaseMarked, Code
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.safety.ssvc.judging import Judgement
from medcord.core.signals import Entry, Source
from medcord.decisions import actions as decisions
from medcord.declarations import actions, queries
from medcord.declarations.actions import Classified, Disclosure
from medcord.emerging import actions as emerging
from medcord.gateways import clock
from medcord.ledger import worker
from medcord.ledger.models import FactRow
from medcord.parties.models import Member
from tests.cases.road import joined, product_of
from tests.cast import Cast, browser_of
from tests.clocks.test_clocks_of_a_case import NO_WORDS, leave, proof, row_of, seen_by

pytestmark = pytest.mark.django_db
WHOLE = dict.fromkeys(FACTORS, "unknown")


def answer(
    who: Member,
    reference: str,
    question: Question,
    said: ScopeSaid,
    why: str = "Our registry says so.",
    product: UUID | None = None,
) -> None:
    actions.answer_scope(reference, question, said, why, product=product, actor=who.viewer)


def attacked(cast: Cast) -> str:
    reference = joined(cast)
    leave(CaseMarked(row_of(reference).pk, Code("A"), None, NO_WORDS), actor=cast.coordinator.viewer)
    return reference


def with_eve(cast: Cast, reference: str) -> None:
    case_actions.invite(reference, cast.eve.organisation_id, actor=cast.coordinator.viewer)
    case_actions.answer_terms(reference, TermsAnswer.ACCEPT, actor=cast.eve.viewer)


def page(who: Member, reference: str) -> str:
    return browser_of(who).get(f"/cases/{reference}/clocks").content.decode()


def test_answers_of_two_sides_make_a_clock_count_and_the_projection_agrees(cast: Cast) -> None:
    reference = attacked(cast)
    answer(cast.coordinator, reference, Question.EU_MARKET, ScopeSaid.YES)
    assert seen_by(cast.regulator, reference)["CRA-24H"].standing is Standing.MAY_APPLY
    answer(cast.manufacturer, reference, Question.DEVICE_UNDER_MDR, ScopeSaid.NO, "A gateway, not a device.")
    worker.drain()
    assert seen_by(cast.regulator, reference)["CRA-24H"].standing is Standing.COUNTS
    case = row_of(reference).pk
    pure = clocks.of_facts_in(cases.for_reaction(case), clocks.facts_of(case))
    assert {proof(one) for one in clocks.projected(case)} == {proof(one) for one in pure}
    assert {proof(one) for one in clocks.every_open()[case]} == {proof(one) for one in pure}
    board = clocks.counting_in(cast.manufacturer.viewer, cases.visible(cast.manufacturer.viewer))
    assert "CRA-24H" in {one.rule for found in board.values() for one in found}


def test_a_device_under_mdr_is_out_of_the_act_and_the_page_the_api_and_the_record_say_why(cast: Cast) -> None:
    reference = attacked(cast)
    answer(cast.manufacturer, reference, Question.DEVICE_UNDER_MDR, ScopeSaid.YES, "CE marked under MDR, class IIb.")
    assert "CRA-24H" not in seen_by(cast.coordinator, reference)
    shown = page(cast.coordinator, reference)
    assert "Does not apply: it is a device under MDR or IVDR" in shown
    assert "CE marked under MDR, class IIb." in shown
    api = browser_of(cast.regulator).get(f"/api/v1/cases/{reference}/clocks").json()
    assert [one["rule"] for one in api["does_not_apply"]] == ["CRA-24H", "CRA-72H"]


def test_a_correction_stands_beside_the_first_answer_and_two_sides_stay_side_by_side(cast: Cast) -> None:
    reference = attacked(cast)
    answer(cast.manufacturer, reference, Question.DEVICE_UNDER_MDR, ScopeSaid.YES, "It is a ventilator.")
    answer(cast.manufacturer, reference, Question.DEVICE_UNDER_MDR, ScopeSaid.NO, "Only its gateway is meant here.")
    answer(cast.coordinator, reference, Question.DEVICE_UNDER_MDR, ScopeSaid.YES, "The ventilator has it too.")
    note = seen_by(cast.regulator, reference)["CRA-24H"].note
    assert "(the coordinator says yes and a manufacturer says no)" in note
    shown = page(cast.manufacturer, reference)
    for words in (
        "Open: the answers differ",
        "It is a ventilator.",
        "Earlier answers, 1",
        "The ventilator has it too.",
    ):
        assert words in shown
    assert len(queries.scope_answers(cast.coordinator.viewer, row_of(reference))) == 3
    with pytest.raises(RuleRefusal, match="stands already"):
        answer(cast.coordinator, reference, Question.DEVICE_UNDER_MDR, ScopeSaid.YES, "The ventilator has it too.")


def test_a_maker_answers_for_one_product_and_the_page_the_api_and_the_projection_name_it(cast: Cast) -> None:
    reference = attacked(cast)
    with_eve(cast, reference)
    gateway, vent = (product_of(cast, name) for name in ("Breva Gateway", "Breva V2"))
    for question in (Question.EU_MARKET, Question.DEVICE_UNDER_MDR):
        answer(cast.coordinator, reference, question, ScopeSaid.YES, "So says the CE mark.")
    given = {"act": "scope", "question": "device_under_mdr", "said": "no", "reason": "A plain computer."}
    browser = browser_of(cast.manufacturer)
    assert browser.post(f"/cases/{reference}/clocks", {**given, "product": str(vent.pk)[:-1]}).status_code == 422
    assert browser.post(f"/cases/{reference}/clocks", {**given, "product": str(gateway.pk)}).status_code == 302
    with pytest.raises(NotFound):  # another maker's product is none for Eve
        answer(cast.eve, reference, Question.EU_MARKET, ScopeSaid.NO, product=gateway.pk)
    assert seen_by(cast.coordinator, reference)["CRA-24H"].standing is Standing.MAY_APPLY  # they differ about it
    do = {**given, "product": str(gateway.pk)}
    api = browser_of(cast.coordinator)
    url = f"/api/v1/cases/{reference}/clocks"
    found = api.post(url, {"do": do}, content_type="application/json").json()
    assert [one["only_for"] for one in found["clocks"] if one["rule"] == "CRA-24H"] == [[str(gateway.pk)]]
    asked = next(one for one in found["questions"] if one["question"] == "device_under_mdr")
    assert next((one["product"], one["counts"]) for one in asked["answers"]) == (None, True)
    worker.drain()
    case = row_of(reference).pk
    pure = clocks.of_facts_in(cases.for_reaction(case), clocks.facts_of(case))
    assert {proof(one) for one in clocks.projected(case)} == {proof(one) for one in pure}
    shown = page(cast.regulator, reference)
    for words in ("For Breva Gateway alone.", "Every other product:", "A plain computer."):
        assert words in shown
    assert "Breva Gateway" not in page(cast.eve, reference)  # nothing of it is stated in the case
    assert "For a product of another manufacturer alone." in page(cast.eve, reference)


def test_what_a_decision_keeps_is_taken_over_in_one_press_and_not_before(cast: Cast) -> None:
    reference = joined(cast)
    leave(CaseMarked(row_of(reference).pk, Code("P"), None, NO_WORDS), actor=cast.coordinator.viewer)
    answer(cast.coordinator, reference, Question.FEDERAL_USERS, ScopeSaid.YES)
    answers = {"exploitation": "active", "automatable": "yes", "technical_impact": "partial"}
    judged = Judgement("coordinator", answers, "act", "Wards can be switched off by a script.")
    kept = decisions.take(reference, judged, actor=cast.coordinator.viewer)
    decisions.take(reference, Judgement("supplier", answers, "immediate", "Ours."), actor=cast.manufacturer.viewer)
    assert queries.scope_answers(cast.coordinator.viewer, row_of(reference))[1:] == []
    shown = page(cast.coordinator, reference)
    for words in ("Kept in the decision of M. Tarrow", "Automatable = yes", "Take it over: yes", "Take it over: no"):
        assert words in shown
    for other in (cast.regulator, cast.manufacturer):
        assert "Take it over" not in page(other, reference)
    press = {"act": "take_over", "question": "automatable", "decision": str(kept.pk)}
    browser, url = browser_of(cast.coordinator), f"/cases/{reference}/clocks"
    assert browser_of(cast.manufacturer).post(url, press).status_code == 422
    stale = browser.post(url, {**press, "decision": str(row_of(reference).pk)})
    assert (stale.status_code, "This is not what is kept now" in stale.content.decode()) == (422, True)
    assert browser.post(url, press).status_code == 302
    row = queries.scope_answers(cast.regulator.viewer, row_of(reference))[-1]
    assert (row.question, row.said, row.signed_name) == ("automatable", "yes", "M. Tarrow")
    assert row.reason.startswith("Kept in a decision of")
    assert "Take it over: yes" not in page(cast.coordinator, reference)
    do = {**press, "question": "total_impact"}
    found = browser.post(f"/api/v1{url}", {"do": do}, content_type="application/json").json()
    asked = {one["question"]: one for one in found["questions"]}
    assert ([one["said"] for one in asked["total_impact"]["answers"]], asked["total_impact"]["kept"]) == (["no"], None)
    assert browser.post(f"/api/v1{url}", {"do": do}, content_type="application/json").status_code == 409


def test_only_the_coordinator_says_who_uses_it_and_nobody_outside_says_anything(cast: Cast) -> None:
    reference = attacked(cast)
    with pytest.raises(NotAllowed, match="The coordinator answers this"):
        answer(cast.manufacturer, reference, Question.FEDERAL_USERS, ScopeSaid.NO)
    with pytest.raises(NotAllowed):
        answer(cast.regulator, reference, Question.EU_MARKET, ScopeSaid.NO)
    for stranger in (cast.eve, cast.hospital, cast.isao):
        with pytest.raises(NotFound):
            answer(stranger, reference, Question.EU_MARKET, ScopeSaid.NO)
    with pytest.raises(InputRefusal, match="Say on what"):
        answer(cast.coordinator, reference, Question.EU_MARKET, ScopeSaid.NO, " ")
    assert not FactRow.objects.filter(kind="ScopeAnswered").exists()


def test_a_form_keeps_what_was_typed_and_offers_a_maker_its_own_questions(cast: Cast) -> None:
    reference = attacked(cast)
    browser = browser_of(cast.manufacturer)
    given = {"act": "scope", "question": "eu_market", "said": "", "reason": "Sold in Ghent."}
    answered = browser.post(f"/cases/{reference}/clocks", given)
    assert answered.status_code == 422
    body = answered.content.decode()
    assert "Sold in Ghent." in body
    assert "Does a federal civilian agency use the product?</option>" not in body
    assert browser.post(f"/cases/{reference}/clocks", {**given, "said": "yes"}).status_code == 302
    (row,) = queries.scope_answers(cast.coordinator.viewer, row_of(reference))
    assert (row.signed_name, row.said) == (cast.manufacturer.name, "yes")


def decide(cast: Cast, reference: str, outcome: DisclosureOutcome, days: int | None = None, **more: Any) -> None:
    until = (clock.now() + timedelta(days=days)).date() if days else None
    decided = Disclosure(outcome, more.pop("reason", "Hospitals can act; the firm is silent."), WHOLE, until)
    actions.decide_disclosure(reference, decided, actor=more.pop("actor", cast.coordinator.viewer))


def test_on_day_45_the_board_and_the_case_ask_for_a_decision_and_it_publishes_nothing(cast: Cast) -> None:
    reference = joined(cast)
    with_eve(cast, reference)
    start = clock.now()
    with pytest.raises(RuleRefusal, match="from the 30th day"):
        decide(cast, reference, DisclosureOutcome.WAIT, 9)
    with clock.at(start + timedelta(days=45, minutes=1)):
        browser = browser_of(cast.coordinator)
        assert "Publish without the maker, or wait" in browser.get("/board").content.decode()
        assert "Publish without the maker, or wait" in browser.get(f"/cases/{reference}").content.decode()
        assert "Would publication now put patients at more risk" in page(cast.coordinator, reference)
        decide(cast, reference, DisclosureOutcome.WAIT, 14, reason="A fix is promised for the 20th.")
        assert "Publish without the maker, or wait" not in browser.get("/board").content.decode()
        assert seen_by(cast.coordinator, reference)["C4"].running
        for reads in (cast.coordinator, cast.regulator):
            assert "A fix is promised for the 20th." in page(reads, reference)
        for member in (cast.manufacturer, cast.eve):
            assert "A fix is promised" not in page(member, reference)
            assert "C4" not in seen_by(member, reference)
    with clock.at(start + timedelta(days=61)):
        assert "The day is over" in browser_of(cast.coordinator).get("/board").content.decode()
        decide(cast, reference, DisclosureOutcome.PUBLISH)
        case = row_of(reference)
        assert (case.public_at, case.closed_at) == (None, None)
        assert seen_by(cast.coordinator, reference)["CLK-10"].running
    rows = FactRow.objects.filter(kind="DisclosureDecided").order_by("seq")
    assert [row.data["outcome"] for row in rows] == ["wait", "publish"]


def test_only_the_owner_decides_by_page_or_by_program(cast: Cast) -> None:
    reference = joined(cast)
    with clock.at(clock.now() + timedelta(days=46)):
        for member, refusal in ((cast.regulator, NotAllowed), (cast.manufacturer, NotAllowed), (cast.eve, NotFound)):
            with pytest.raises(refusal):
                decide(cast, reference, DisclosureOutcome.PUBLISH, actor=member.viewer)
        do = {"act": "disclosure", "outcome": "publish", "factors": WHOLE, "reason": "No answer in 46 days."}
        browser = browser_of(cast.coordinator)
        short = {**do, "factors": {"answered": "no"}}
        url = f"/api/v1/cases/{reference}/clocks"
        assert browser.post(url, {"do": short}, content_type="application/json").status_code == 422
        answered = browser.post(url, {"do": do}, content_type="application/json")
        assert answered.status_code == 201
        assert [one["outcome"] for one in answered.json()["disclosure_decisions"]] == ["publish"]
        sent = {"act": "disclosure", "outcome": "wait", **WHOLE, "reason": "A word came in.", "until": "2000-01-01"}
        again = browser.post(f"/cases/{reference}/clocks", sent)
        assert again.status_code == 422
        assert "a coming one, within a year" in again.content.decode()


def listed(number: str, kind: Source = Source.ENFORCEMENT) -> Entry:
    return Entry(kind, number, number=number, title="Breva V2", text="An alarm can be silenced.", recall_class="II")


def classified(cast: Cast, reference: str, number: str, day: date, who: Member | None = None) -> None:
    said = Classified(number, "II", day, "Decision memo 114 of the centre.")
    actions.classify_recall(reference, said, actor=(who or cast.regulator).viewer)


def test_a_classified_recall_has_a_week_until_its_record_of_the_enforcement_report_is_read(cast: Cast) -> None:
    reference = joined(cast)
    today = clock.now().date() - timedelta(days=2)
    classified(cast, reference, "z-1234-2026", today)
    week = seen_by(cast.regulator, reference)["CLK-9"]
    assert week.due.astimezone(ZoneInfo("America/New_York")).date() == today + timedelta(days=7)
    emerging.attach_recalls(reference, [listed("Z-1234-2026", Source.RECALL)], actor=cast.regulator.viewer)
    emerging.attach_recalls(reference, [listed("Z-9999-2026")], actor=cast.regulator.viewer)
    worker.drain()
    assert seen_by(cast.regulator, reference)["CLK-9"].running  # the recall's own record, and another number
    emerging.attach_recalls(reference, [listed("Z-1234-2026")], actor=cast.regulator.viewer)
    worker.drain()
    assert seen_by(cast.regulator, reference)["CLK-9"].met is not None
    emerging.attach_recalls(reference, [listed("Z-5678-2026")], actor=cast.regulator.viewer)
    classified(cast, reference, "Z-5678-2026", today)  # recorded after its record was read
    worker.drain()
    assert FactRow.objects.filter(kind="RecallListed").count() == 2
    case = row_of(reference).pk
    pure = clocks.of_facts_in(cases.for_reaction(case), clocks.facts_of(case))
    assert {proof(one) for one in clocks.projected(case)} == {proof(one) for one in pure}


def test_that_a_recall_was_classified_is_the_regulators_word_once_for_each_number(cast: Cast) -> None:
    reference = joined(cast)
    today = clock.now().date() - timedelta(days=1)
    for member, refusal in ((cast.coordinator, NotAllowed), (cast.manufacturer, NotAllowed), (cast.eve, NotFound)):
        with pytest.raises(refusal):
            classified(cast, reference, "Z-1-2026", today, member)
    with pytest.raises(InputRefusal, match="lies in the past"):
        classified(cast, reference, "Z-1-2026", today + timedelta(days=9))
    browser = browser_of(cast.regulator)
    sent = {"act": "recall", "number": "Z-1-2026", "recall_class": "I", "day": str(today), "reason": "Memo 7."}
    assert browser.post(f"/cases/{reference}/clocks", {**sent, "number": "?"}).status_code == 422
    assert browser.post(f"/cases/{reference}/clocks", sent).status_code == 302
    with pytest.raises(RuleRefusal, match="recorded already"):
        classified(cast, reference, "Z-1-2026", today)
    assert "Memo 7." in page(cast.coordinator, reference)
    assert "Memo 7." not in page(cast.manufacturer, reference)
    do = {"act": "recall", "number": "Z-2-2026", "recall_class": "III", "classified": str(today), "reason": "Memo 8."}
    url = f"/api/v1/cases/{reference}/clocks"
    answered = browser.post(url, {"do": do}, content_type="application/json")
    assert [one["recall_class"] for one in answered.json()["classified_recalls"]] == ["I", "III"]


def test_when_a_recall_was_listed_is_stated_beside_what_was_read_and_neither_is_chosen_in_silence(cast: Cast) -> None:
    reference = joined(cast)
    today = clock.now().date()
    for number in ("Z-1-2026", "Z-2-2026"):
        classified(cast, reference, number, today - timedelta(days=9))
    one, two = queries.classifications(cast.regulator.viewer, row_of(reference))
    emerging.attach_recalls(reference, [listed("Z-1-2026")], actor=cast.regulator.viewer)
    worker.drain()
    address, day = "https://report.example/2026/12", today - timedelta(days=4)
    for member, refusal in ((cast.manufacturer, NotAllowed), (cast.eve, NotFound)):
        with pytest.raises(refusal):
            actions.state_listing(reference, one.pk, day, address, actor=member.viewer)
    for published, where in ((today + timedelta(days=1), address), (day, "report.example")):
        with pytest.raises(InputRefusal):
            actions.state_listing(reference, one.pk, published, where, actor=cast.coordinator.viewer)
    browser, url = browser_of(cast.coordinator), f"/cases/{reference}/clocks"
    sent = {"act": "listing", "recall": str(one.pk), "published": str(day), "address": address}
    assert browser.post(url, {**sent, "address": ""}).status_code == 422
    assert browser.post(url, sent).status_code == 302
    do = {**sent, "recall": str(two.pk)}
    found = browser.post(f"/api/v1{url}", {"do": do}, content_type="application/json").json()
    assert [one["read_at"] is None for one in found["classified_recalls"]] == [False, True]
    assert [one["listings"][0]["address"] for one in found["classified_recalls"]] == [address, address]
    by_key = {UUID(each.key): each for each in clocks.of_case(cast.regulator.viewer, row_of(reference))
              if each.rule == "CLK-9"}  # fmt: skip
    assert by_key[one.pk].met is not None
    assert by_key[two.pk].met is not None
    assert by_key[one.pk].met > by_key[one.pk].due >= by_key[two.pk].met  # read late here, and stated in time
    assert by_key[one.pk].note == f"Also recorded for its end: {day:%-d %B %Y}."
    assert by_key[two.pk].note == ""
    shown = page(cast.regulator, reference)
    assert shown.count(address) == 2
    assert "was read here" in shown
    assert address not in page(cast.manufacturer, reference)
    worker.drain()
    case = row_of(reference).pk
    pure = clocks.of_facts_in(cases.for_reaction(case), clocks.facts_of(case))
    assert {proof(each) for each in clocks.projected(case)} == {proof(each) for each in pure}
