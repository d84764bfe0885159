"""When there is no time: a short form, seen in advance, goes out by two persons or by one with a review (88)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from medcord.advisories import queries as advisories
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.advisory.emergency import Lack, ReviewOutcome, lack
from medcord.core.advisory.remedies import Remedy
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Tlp
from medcord.drafting import actions, queries
from medcord.drafting.models import Draft, ShortForm
from medcord.drafting.reactions import reviews_overdue
from medcord.formats.csaf import validate
from medcord.gateways import clock
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.parties.models import Member
from medcord.products import actions as products
from tests.api.programs import program_of
from tests.cases.road import joined, products_of, second_reader, stated
from tests.cast import Cast, browser_of, make_cast

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "Karst Breva V2: alarms may stay silent now",
    "device": "Breva V2, a ventilator.",
    "what_could_happen": "An alarm may stay silent.",
    "what_to_do": "Stay with the patient, and install 4.2.1.",
    "cve": "CVE-2026-90533",
}
WHY = "Attacks are seen in three hospitals tonight."


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def chosen(cast: Cast) -> list[UUID]:
    return [UUID(str(row.pk)) for row in products_of(cast)]


def prepared(cast: Cast) -> str:
    """A case with a short form that nobody has seen."""
    case = joined(cast)
    stated(cast, case)
    actions.prepare_emergency(case, WORDS, chosen(cast), actor=cast.coordinator.viewer)
    return case


def seen(cast: Cast) -> str:
    """A case with a short form that the regulator has read."""
    case = prepared(cast)
    actions.see_emergency(case, number=1, actor=cast.regulator.viewer)
    return case


def form_of(member: Member, case: str) -> queries.Prepared:
    found = queries.short_form_for(member.viewer, case_queries.case_for(member.viewer, case))
    assert found is not None
    return found


def nothing_is_out(cast: Cast) -> bool:
    return advisories.published(cast.coordinator.viewer).count == 0


def test_two_persons_release_what_the_regulator_saw_and_all_are_told(cast: Cast) -> None:
    case, second = seen(cast), second_reader(cast.coordinator)
    actions.ask_emergency(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    assert nothing_is_out(cast)
    with pytest.raises(RuleRefusal, match="You asked for it yourself") as refused:
        actions.second_emergency(case, confirmed=case, actor=cast.coordinator.viewer)
    assert refused.value.code == "own-asking"
    form = actions.second_emergency(case, confirmed=case, actor=second.viewer)
    worker.drain()
    assert (form.review_due, form.released_name, form.first_name) == (None, "N. Quist", "M. Tarrow")
    shown = browser_of(None).get(f"/advisories/{form.tracking_id}").content.decode()
    for words in (WORDS["title"], WORDS["what_to_do"], "Initial publication"):
        assert words in shown
    assert WHY not in shown
    for path in ("csaf.json", "files/csaf-2.1.json"):
        document = browser_of(None).get(f"/advisories/{form.tracking_id}/{path}").content
        assert [one for one in validate(document) if one.level == "error"] == []
    for member in (cast.manufacturer, cast.regulator):
        told = browser_of(member).get(f"/cases/{case}").content.decode()
        assert "published the short form in an emergency" in told
    assert WHY not in browser_of(cast.manufacturer).get(f"/cases/{case}").content.decode()
    kinds = [one.kind for one in ledger.facts_of_kinds(["EmergencyReleased", "DraftReleased"])]
    assert sorted(kinds) == ["DraftReleased", "EmergencyReleased"]


def test_one_person_releases_it_and_another_one_reviews_within_a_day(cast: Cast) -> None:
    case, second = seen(cast), second_reader(cast.coordinator)
    form = actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    assert form.review_due is not None
    assert form.released_at is not None
    assert form.review_due - form.released_at == timedelta(hours=24)
    with pytest.raises(RuleRefusal, match="You released it yourself") as refused:
        actions.review_emergency(case, ReviewOutcome.STANDS, "Right.", actor=cast.coordinator.viewer)
    assert refused.value.code == "own-release"
    with pytest.raises(InputRefusal, match="Say what the review found"):
        actions.review_emergency(case, ReviewOutcome.STANDS, " ", actor=second.viewer)
    done = actions.review_emergency(case, ReviewOutcome.REVISE, "The range is too wide.", actor=second.viewer)
    assert (done.outcome, done.reviewed_name) == ("revise", "N. Quist")
    with pytest.raises(RuleRefusal, match="No review is due"):
        actions.review_emergency(case, ReviewOutcome.STANDS, "Again.", actor=second.viewer)


def test_a_review_that_does_not_come_is_told_to_both_agencies_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = seen(cast)
    actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    reviews_overdue()
    assert ShortForm.objects.get().overdue_at is None
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    reviews_overdue()
    reviews_overdue()
    assert len(ledger.facts_of_kinds(["EmergencyReviewOverdue"])) == 1
    assert ShortForm.objects.get().overdue_at is not None
    assert "overdue" in browser_of(cast.regulator).get(f"/cases/{case}/emergency").content.decode()


def test_what_the_regulator_has_not_seen_does_not_go_out(cast: Cast) -> None:
    case = prepared(cast)
    with pytest.raises(RuleRefusal, match="No member of the regulator has seen this text") as refused:
        actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    assert refused.value.code == "not-seen"
    actions.see_emergency(case, number=1, actor=cast.regulator.viewer)
    changed = WORDS | {"what_to_do": "Install 4.2.2."}
    actions.prepare_emergency(case, changed, chosen(cast), actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal, match="has changed since the regulator saw it") as again:
        actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    assert again.value.code == "changed-since-seen"
    with pytest.raises(RuleRefusal, match="at version 2 now"):
        actions.see_emergency(case, number=1, actor=cast.regulator.viewer)
    assert nothing_is_out(cast)


def test_a_new_statement_of_the_maker_asks_the_regulator_again(cast: Cast) -> None:
    case = seen(cast)
    actions.ask_emergency(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    stated(cast, case, versions=">= 5.0 | < 5.2")
    with pytest.raises(RuleRefusal, match="has changed since the regulator saw it"):
        actions.second_emergency(case, confirmed=case, actor=second_reader(cast.coordinator).viewer)
    assert nothing_is_out(cast)


def test_a_second_remedy_of_the_maker_is_seen_by_the_regulator_first_and_held_to_the_rules(cast: Cast) -> None:
    """Only the first remedy of a statement was compared: the others went out unread."""
    case = seen(cast)
    held = "Our supplier of the pump board stops making it in May and we have no second source."
    secret = ConfidentialityClass.TRADE_SECRET
    row = case_queries.statements(cast.manufacturer.viewer, case_queries.case_for(cast.manufacturer.viewer, case))[0]
    one = Remedy("vendor_fix", "Install 4.2.1.")
    again = cases.StatementWords(
        row.product_id, row.versions, ProductStatus.AFFECTED, remedies=(one, Remedy("mitigation", held))
    )
    cases.make_statement(case, again, actor=cast.manufacturer.viewer)
    with pytest.raises(RuleRefusal, match="has changed since the regulator saw it"):
        actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    assert held in browser_of(cast.regulator).get(f"/cases/{case}/emergency").content.decode()
    cases.send_message(case, held, tlp=Tlp.AMBER, confidentiality=secret, actor=cast.manufacturer.viewer)
    with pytest.raises(RuleRefusal, match="words in a row"):
        actions.prepare_emergency(case, WORDS, chosen(cast), actor=cast.coordinator.viewer)
    assert nothing_is_out(cast)


def test_what_a_maker_states_of_another_vulnerability_alone_does_not_go_out(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case)
    row = case_queries.statements(cast.manufacturer.viewer, case_queries.case_for(cast.manufacturer.viewer, case))[0]
    other = cases.StatementWords(row.product_id, ">= 9", ProductStatus.AFFECTED, cve="CVE-2026-11111")
    cases.make_statement(case, other, actor=cast.manufacturer.viewer)
    actions.prepare_emergency(case, WORDS, chosen(cast), actor=cast.coordinator.viewer)
    assert [one.versions for one in form_of(cast.regulator, case).statements] == ["< 4.2.1"]


def test_words_that_must_not_go_out_are_refused_when_it_is_prepared_and_again_at_the_moment(cast: Cast) -> None:
    case = seen(cast)
    held = "Our supplier of the pump board stops making it in May and we have no second source."
    secret = ConfidentialityClass.TRADE_SECRET
    with pytest.raises(InputRefusal, match="Still missing: What device"):
        actions.prepare_emergency(case, WORDS | {"device": " "}, chosen(cast), actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal, match="Choose at least one product"):
        actions.prepare_emergency(case, WORDS, [], actor=cast.coordinator.viewer)
    actions.prepare_emergency(case, WORDS | {"what_to_do": held}, chosen(cast), actor=cast.coordinator.viewer)
    actions.see_emergency(case, number=2, actor=cast.regulator.viewer)
    cases.send_message(case, held, tlp=Tlp.AMBER, confidentiality=secret, actor=cast.manufacturer.viewer)
    with pytest.raises(RuleRefusal, match="words in a row") as refused:
        actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    assert refused.value.code == "not-to-be-published"
    with pytest.raises(RuleRefusal, match="words in a row"):
        actions.prepare_emergency(case, WORDS | {"device": held}, chosen(cast), actor=cast.coordinator.viewer)
    assert nothing_is_out(cast)


def test_what_could_not_be_published_is_refused_while_there_is_time(cast: Cast) -> None:
    """It was refused by the door first, in the middle of the emergency."""
    case = joined(cast)
    stated(cast, case)
    with pytest.raises(RuleRefusal, match="not valid CSAF"):
        actions.prepare_emergency(case, WORDS | {"cve": "soon"}, chosen(cast), actor=cast.coordinator.viewer)
    assert ShortForm.objects.count() == 0


def test_a_fixed_version_and_the_affected_one_go_out_together_whatever_was_said_between(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case)
    own = cast.manufacturer
    words = products.ProductWords(name="Aval", model_number="KR-A", versions=["1"])
    other = products.register(words, maker=own.organisation_id, actor=own.viewer)
    for product, versions, status in (
        (other.pk, "1", ProductStatus.AFFECTED),
        (chosen(cast)[-1], "4.2.1", ProductStatus.FIXED),
    ):
        cases.make_statement(case, cases.StatementWords(product, versions, status), actor=own.viewer)
    actions.prepare_emergency(case, WORDS, chosen(cast), actor=cast.coordinator.viewer)
    actions.see_emergency(case, number=1, actor=cast.regulator.viewer)
    assert actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer).tracking_id


def test_it_is_hard_to_press_by_accident(cast: Cast) -> None:
    case = seen(cast)
    for reason, confirmed in (("", case), (WHY, ""), (WHY, "yes")):
        with pytest.raises(InputRefusal):
            actions.release_alone(case, reason=reason, confirmed=confirmed, actor=cast.coordinator.viewer)
    page = browser_of(cast.coordinator)
    given = {"act": "break", "way": "alone", "reason": WHY, "confirmed": "sure"}
    refused = page.post(f"/cases/{case}/emergency", given)
    assert (refused.status_code, f"Type the reference of the case, {case}" in refused.content.decode()) == (422, True)
    assert nothing_is_out(cast)


def test_after_it_is_out_a_further_word_is_a_revision_that_begins_from_it(cast: Cast) -> None:
    case = seen(cast)
    actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    worker.drain()
    lead = cast.coordinator.viewer
    with pytest.raises(RuleRefusal, match="open the draft again") as refused:
        actions.release_alone(case, reason=WHY, confirmed=case, actor=lead)
    assert refused.value.code == "published"
    draft = Draft.objects.get()
    assert (draft.title, draft.summary, draft.tracking_id != "") == (WORDS["title"], WORDS["what_could_happen"], True)
    assert (
        "Write a revision or a correction" in browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode()
    )


def test_makers_hospitals_and_eve_learn_nothing_of_it_before_it_is_out(cast: Cast) -> None:
    case = seen(cast)
    worker.drain()
    for member in (cast.eve, cast.manufacturer, cast.hospital, cast.isao):
        assert browser_of(member).get(f"/cases/{case}/emergency").status_code == 404
        for act in (
            lambda one: actions.prepare_emergency(case, WORDS, [], actor=one),
            lambda one: actions.see_emergency(case, number=1, actor=one),
            lambda one: actions.release_alone(case, reason=WHY, confirmed=case, actor=one),
            lambda one: actions.review_emergency(case, ReviewOutcome.STANDS, "x", actor=one),
        ):
            with pytest.raises((NotFound, NotAllowed)):
                act(member.viewer)
    assert "short form" not in browser_of(cast.manufacturer).get(f"/cases/{case}").content.decode()
    with pytest.raises((NotFound, NotAllowed)):
        actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.regulator.viewer)
    with pytest.raises((NotFound, NotAllowed)):
        actions.see_emergency(case, number=1, actor=cast.coordinator.viewer)


def test_the_page_leads_all_of_them_through_it(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case)
    path = f"/cases/{case}/emergency"
    lead, second, regulator = (
        browser_of(one) for one in (cast.coordinator, second_reader(cast.coordinator), cast.regulator)
    )
    assert "Prepare the short form" in lead.get(path).content.decode()
    row = case_queries.case_for(cast.regulator.viewer, case)
    assert not queries.is_prepared_for(cast.regulator.viewer, row)
    words = WORDS | {"act": "save", "version": 0, "products": [str(one) for one in chosen(cast)]}
    assert lead.post(path, words | {"device": ""}).status_code == 422
    assert lead.post(path, words).status_code == 302
    assert "Release it now" not in lead.get(path).content.decode()
    assert queries.is_prepared_for(cast.regulator.viewer, row)
    assert not queries.is_prepared_for(cast.manufacturer.viewer, row)
    assert "I have read exactly this" in regulator.get(path).content.decode()
    assert regulator.post(path, {"act": "see", "number": 1}).status_code == 302
    assert "read exactly this" in lead.get(path).content.decode()
    given = {"act": "break", "way": "two", "reason": WHY, "confirmed": case}
    assert lead.post(path, given).status_code == 302
    assert "asks to release this now" in second.get(path).content.decode()
    assert second.post(path, {"act": "second", "confirmed": case}).status_code == 302
    assert "It went out as" in lead.get(path).content.decode()


def test_programs_do_the_same(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case)
    path, lead = f"/cases/{case}/emergency", program_of(cast.coordinator)
    shown = lead.put(path, WORDS | {"products": [str(one) for one in chosen(cast)], "expected_version": 0})
    assert (shown["seen"], shown["held_back"], shown["number"]) == (False, [], 1)
    assert program_of(cast.regulator).post(f"{path}/seen", {"number": 1})["seen"] is True
    out = lead.post(f"{path}/release", {"way": "alone", "reason": WHY, "confirmed": case})
    assert out["tracking_id"].startswith("MCA-")
    given = {"outcome": "stands", "words": "It was right."}
    lead.post(f"{path}/review", given, status=409)
    assert program_of(second_reader(cast.coordinator)).post(f"{path}/review", given)["outcome"] == "stands"


@pytest.mark.parametrize(
    ("now", "seen_as", "found"), [("a", "", Lack.NOT_SEEN), ("a", "b", Lack.CHANGED), ("a", "a", None)]
)
def test_only_exactly_what_was_seen_goes_out(now: str, seen_as: str, found: Lack | None) -> None:
    assert lack(now, seen_as) is found
