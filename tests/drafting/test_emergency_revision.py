"""What is out is revised in an emergency: by the same rules, with what is out kept, beside an ordinary revision."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medcord.advisories import queries as advisories
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.advisory import Advisory
from medcord.core.advisory.emergency import REVISION, TITLE, ReviewOutcome
from medcord.core.advisory.revising import RevisionKind
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Tlp
from medcord.drafting import actions, queries
from medcord.drafting.models import Draft, DraftRevision, ShortForm
from medcord.formats.csaf import validate
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.products import actions as products
from tests.cases.road import DRAFT, drafted, products_of, released, second_reader
from tests.cast import Cast, browser_of
from tests.drafting.test_break_glass import WHY, chosen

pytestmark = pytest.mark.django_db
MOST_QUERIES = 30
NEWS = "Attacks are seen in hospitals."
WORDS = {
    "title": "Karst Breva V2: alarms are being silenced now",
    "device": "Breva V2, a ventilator.",
    "what_could_happen": "An alarm may stay silent. It has happened.",
    "what_to_do": "Take it off the network, and stay with the patient.",
    "news": NEWS,
}


def out(cast: Cast) -> str:
    """A case whose advisory is out, in the ordinary way."""
    case = drafted(cast)
    released(cast, case)
    worker.drain()
    return case


def seen(cast: Cast, case: str, **changes: str) -> None:
    """An emergency revision of it that the regulator has read."""
    form = actions.prepare_emergency(case, WORDS | changes, chosen(cast), actor=cast.coordinator.viewer)
    actions.see_emergency(case, number=form.number, actor=cast.regulator.viewer)


def broken(cast: Cast, case: str) -> ShortForm:
    form = actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    worker.drain()
    return form


def value_out(cast: Cast) -> Advisory:
    """What everybody reads of it now."""
    row = advisories.advisory_for(cast.eve.viewer, Draft.objects.get().tracking_id).current
    assert row is not None
    return advisories.value_of(row)


def shown(cast: Cast) -> str:
    return browser_of(None).get(f"/advisories/{Draft.objects.get().tracking_id}").content.decode()


def test_two_persons_revise_what_is_out_and_the_rest_of_it_stays(cast: Cast) -> None:
    case, second = out(cast), second_reader(cast.coordinator)
    before = value_out(cast)
    seen(cast, case)
    actions.ask_emergency(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    assert WORDS["title"] not in shown(cast)
    form = actions.second_emergency(case, confirmed=case, actor=second.viewer)
    worker.drain()
    assert (form.revision, form.tracking_id) == (2, Draft.objects.get().tracking_id)
    page = shown(cast)
    for words in (WORDS["title"], WORDS["what_to_do"], f"Update: {NEWS}", REVISION):
        assert words in page
    assert WHY not in page
    after = value_out(cast)
    assert [one.cve for one in after.vulnerabilities] == [DRAFT["cve"]]
    assert after.vulnerabilities[0].scores == before.vulnerabilities[0].scores
    assert (after.acknowledgments, after.summary) == (before.acknowledgments, before.summary)
    assert [one.summary for one in after.revisions] == ["Initial publication", f"Update: {NEWS}"]
    for path in ("csaf.json", "files/csaf-2.1.json"):
        document = browser_of(None).get(f"/advisories/{form.tracking_id}/{path}").content
        assert [one for one in validate(document) if one.level == "error"] == []
    draft = Draft.objects.get()
    assert (draft.title, draft.cve, draft.revising) == (WORDS["title"], DRAFT["cve"], "")
    row = DraftRevision.objects.get()
    assert (row.kind, row.news, row.number, row.base) == ("update", NEWS, 2, 1)
    kinds = [one.data["revision"] for one in ledger.facts_of_kinds(["FinderTold"])]
    assert kinds == [2]


def test_the_next_ordinary_revision_is_without_the_banner(cast: Cast) -> None:
    case = out(cast)
    seen(cast, case)
    broken(cast, case)
    assert TITLE in shown(cast)
    actions.open_for_revision(case, RevisionKind.UPDATE, "All of it.", actor=cast.coordinator.viewer)
    released(cast, case, early_reason="")
    assert TITLE not in shown(cast)
    page = browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode()
    assert "From revision 1 to 2" in page
    assert "From revision 2 to 3" in page


def test_a_review_is_owed_for_each_and_a_second_emergency_may_follow(cast: Cast) -> None:
    case, second = out(cast), second_reader(cast.coordinator)
    seen(cast, case)
    first = broken(cast, case)
    with pytest.raises(RuleRefusal, match="prepare a new short form, of a revision") as refused:
        actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    assert refused.value.code == "published"
    seen(cast, case, news="It spreads.", what_to_do="Use another ventilator.")
    form = broken(cast, case)
    assert (form.pk != first.pk, form.revision) == (True, 3)
    verb = actions.review_emergency
    assert verb(case, ReviewOutcome.STANDS, "Right.", actor=second.viewer).pk == first.pk
    assert verb(case, ReviewOutcome.REVISE, "Shorten it.", actor=second.viewer).pk == form.pk
    with pytest.raises(RuleRefusal, match="No review is due"):
        verb(case, ReviewOutcome.STANDS, "Again.", actor=second.viewer)
    assert len(ledger.facts_of_kinds(["EmergencyReviewDue"])) == 2
    page = browser_of(cast.regulator).get(f"/cases/{case}/emergency").content.decode()
    assert "revision 2" in page
    assert "revision 3" in page


def test_what_the_regulator_did_not_see_or_what_came_out_meanwhile_keeps_it_in(cast: Cast) -> None:
    case, lead = out(cast), cast.coordinator.viewer
    with pytest.raises(InputRefusal, match="Still missing: What is new"):
        actions.prepare_emergency(case, WORDS | {"news": ""}, chosen(cast), actor=lead)
    actions.prepare_emergency(case, WORDS, chosen(cast), actor=lead)
    with pytest.raises(RuleRefusal, match="No member of the regulator has seen this text"):
        actions.release_alone(case, reason=WHY, confirmed=case, actor=lead)
    actions.see_emergency(case, number=1, actor=cast.regulator.viewer)
    actions.open_for_revision(case, RevisionKind.UPDATE, "A fix.", actor=lead)
    released(cast, case, early_reason="")
    with pytest.raises(RuleRefusal, match="has changed since the regulator saw it"):
        actions.release_alone(case, reason=WHY, confirmed=case, actor=lead)


def test_no_product_is_left_out_of_what_is_out(cast: Cast) -> None:
    """A short form of one product would take the other off every hospital's worklist."""
    case = drafted(cast)
    words = products.ProductWords(name="Breva V3", model_number="KR-BV3", versions=["5.0"])
    other = products.register(words, maker=cast.manufacturer.organisation_id, actor=cast.manufacturer.viewer)
    said = cases.StatementWords(other.pk, "< 5.1", ProductStatus.AFFECTED)
    cases.make_statement(case, said, actor=cast.manufacturer.viewer)
    released(cast, case)
    only = [row.pk for row in products_of(cast) if row.name == "Breva V2"]
    with pytest.raises(RuleRefusal, match="speaks of Breva V3 too") as refused:
        actions.prepare_emergency(case, WORDS, only, actor=cast.coordinator.viewer)
    assert refused.value.code == "product-left-out"
    seen(cast, case)
    broken(cast, case)
    value = value_out(cast)
    assert sorted(one.name for one in value.products) == ["Breva V2", "Breva V3"]


def test_an_ordinary_revision_stays_as_it_is_written_and_needs_its_approval_anew(cast: Cast) -> None:
    case, lead, second = out(cast), cast.coordinator.viewer, second_reader(cast.coordinator)
    actions.open_for_revision(case, RevisionKind.UPDATE, "A fix is out.", actor=lead)
    written = actions.save_draft(case, {"what_to_do": "Install 4.2.2.", "cve": "CVE-2026-90534"}, actor=lead)
    actions.approve(case, number=written.number, actor=second.viewer)
    seen(cast, case)
    now = queries.short_form_for(lead, case_queries.case_for(lead, case))
    assert "4.2.2" not in repr(now.value if now else None)
    broken(cast, case)
    value = value_out(cast)
    assert ([one.cve for one in value.vulnerabilities], value.plain.what_to_do.startswith("Take it off")) == (
        [DRAFT["cve"]],
        True,
    )
    draft = Draft.objects.get()
    assert (draft.what_to_do, draft.cve, draft.revising) == ("Install 4.2.2.", "CVE-2026-90534", "update")
    with pytest.raises(RuleRefusal, match="approve"):
        actions.publish(case, actor=lead)
    page = browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode()
    assert "What changed since what is out" in page
    back = actions.give_up_revision(case, actor=lead)
    assert (back.what_to_do, back.title, back.cve) == (WORDS["what_to_do"], WORDS["title"], DRAFT["cve"])


def test_a_withdrawal_that_is_written_stays_and_once_it_is_out_nothing_is_revised_in_an_emergency(cast: Cast) -> None:
    case, lead = out(cast), cast.coordinator.viewer
    actions.withdraw(case, "It was another device.", "Do nothing.", actor=lead)
    seen(cast, case)
    broken(cast, case)
    assert "another device" not in shown(cast)
    assert Draft.objects.get().revising == "withdrawal"
    released(cast, case, early_reason="")
    assert "another device" in shown(cast)
    for verb in (
        lambda: actions.prepare_emergency(case, WORDS, chosen(cast), actor=lead),
        lambda: actions.open_for_revision(case, RevisionKind.UPDATE, "More.", actor=lead),
    ):
        with pytest.raises(RuleRefusal, match="no longer stands") as refused:
            verb()
        assert refused.value.code == "no-longer-stands"
    assert "nothing to revise" in browser_of(cast.coordinator).get(f"/cases/{case}/emergency").content.decode()


def test_what_is_new_is_held_to_the_rules_of_what_is_published(cast: Cast) -> None:
    case = out(cast)
    held = "Our supplier of the pump board stops making it in May and we have no second source."
    secret = ConfidentialityClass.TRADE_SECRET
    seen(cast, case, news=held)
    cases.send_message(case, held, tlp=Tlp.AMBER, confidentiality=secret, actor=cast.manufacturer.viewer)
    with pytest.raises(RuleRefusal, match="words in a row") as refused:
        broken(cast, case)
    assert refused.value.code == "not-to-be-published"
    assert held not in shown(cast)


def test_the_page_begins_with_what_is_out_and_shows_the_regulator_what_changes(cast: Cast) -> None:
    case = out(cast)
    path, lead, regulator = f"/cases/{case}/emergency", browser_of(cast.coordinator), browser_of(cast.regulator)
    page = lead.get(path).content.decode()
    assert DRAFT["what_to_do"] in page
    assert 'name="news"' in page
    assert 'name="cve"' not in page
    given = WORDS | {"act": "save", "version": 0, "products": [str(one) for one in chosen(cast)]}
    assert lead.post(path, given).status_code == 302
    read = regulator.get(path).content.decode()
    assert "What changes against what is out" in read
    assert "Text changed: " in read
    assert regulator.post(path, {"act": "see", "number": 1}).status_code == 302
    done = {"act": "break", "way": "alone", "reason": WHY, "confirmed": case}
    assert lead.post(path, done).status_code == 302
    assert "revision 2" in lead.get(path).content.decode()
    review = {"act": "review", "outcome": "stands", "words": ""}
    second = browser_of(second_reader(cast.coordinator))
    assert second.post(path, review).status_code == 422
    assert second.post(path, review | {"words": "Right."}).status_code == 302


def test_its_page_takes_few_queries(cast: Cast) -> None:
    case = out(cast)
    seen(cast, case)
    for member in (cast.coordinator, cast.regulator):
        browser = browser_of(member)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/cases/{case}/emergency").status_code == 200
        assert (member.name, len(asked) <= MOST_QUERIES) == (member.name, True)


def test_makers_hospitals_and_eve_learn_nothing_of_it_before_it_is_out(cast: Cast) -> None:
    case = out(cast)
    seen(cast, case)
    worker.drain()
    for member in (cast.eve, cast.manufacturer, cast.hospital, cast.isao):
        assert browser_of(member).get(f"/cases/{case}/emergency").status_code == 404
        with pytest.raises((NotFound, NotAllowed)):
            actions.prepare_emergency(case, WORDS, chosen(cast), actor=member.viewer)
        with pytest.raises((NotFound, NotAllowed)):
            actions.release_alone(case, reason=WHY, confirmed=case, actor=member.viewer)
    assert NEWS not in browser_of(cast.manufacturer).get(f"/cases/{case}").content.decode()
    assert NEWS not in shown(cast)
