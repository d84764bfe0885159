"""Who was asked, who has it, who answered, who is silent; every attempt to reach a party; and what is tried next."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from medcord.cases import actions, queries
from medcord.cases.actions import ContactWords
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.cvd.answers import Stand
from medcord.core.cvd.silence import Rung
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ProductStatus
from medcord.gateways import clock
from medcord.products import actions as products
from medcord.products.models import Product
from tests.cases.road import joined, opened
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db
MAIL = ContactWords(channel="mail")


def standing(cast: Cast, reference: str) -> queries.Standing:
    case = queries.case_for(cast.coordinator.viewer, reference)
    return queries.standing_of(cast.coordinator.viewer, case)[0]


def product_of(cast: Cast, name: str) -> Product:
    actor = cast.manufacturer.viewer
    return products.register(products.ProductWords(name=name), maker=actor.party_id, actor=actor)  # type: ignore[arg-type]


def state_it(cast: Cast, reference: str, product: Product, versions: str, status: ProductStatus) -> None:
    why = "component_not_present" if status is ProductStatus.NOT_AFFECTED else ""
    words = actions.StatementWords(product.pk, versions, status, why)
    actions.make_statement(reference, words, actor=cast.manufacturer.viewer)


def test_a_maker_that_says_nothing_is_asked_and_never_not_affected(cast: Cast) -> None:
    reference = opened(cast)
    actions.invite(reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    found = standing(cast, reference)
    assert [line.stand for line in found.lines] == [Stand.ASKED]
    assert found.silence is not None
    assert (found.silence.days, found.silence.unresponsive) == (0, False)


def test_the_invitation_is_the_first_attempt_in_the_list(cast: Cast) -> None:
    reference = opened(cast)
    actions.invite(reference, cast.manufacturer.organisation_id, channel="telephone", actor=cast.coordinator.viewer)
    actions.log_contact(reference, cast.manufacturer.organisation_id, MAIL, actor=cast.coordinator.viewer)
    assert sorted(one.channel for one in standing(cast, reference).contacts) == ["mail", "telephone"]


def test_each_product_and_version_that_was_asked_about_has_a_line_of_its_own(cast: Cast) -> None:
    reference = joined(cast)
    first, second = product_of(cast, "Breva V2"), product_of(cast, "Breva V3")
    owner, party = cast.coordinator.viewer, cast.manufacturer.organisation_id
    actions.ask(reference, party, product=first.pk, versions="< 4.2.1", actor=owner)
    actions.ask(reference, party, product=second.pk, actor=owner)
    state_it(cast, reference, first, "< 4.2.1", ProductStatus.AFFECTED)
    state_it(cast, reference, first, ">= 4.2.1", ProductStatus.FIXED)
    found = {
        (line.product.name if line.product else "", line.versions): line.stand
        for line in standing(cast, reference).lines
    }
    assert found == {
        ("Breva V2", "< 4.2.1"): Stand.AFFECTED,
        ("Breva V2", ">= 4.2.1"): Stand.FIXED,
        ("Breva V3", ""): Stand.OPENED,  # it signed, so it has seen the case; of this product it has said nothing
    }
    assert standing(cast, reference).silence is None  # the party spoke; what it has not said stands in its line


def test_nothing_new_is_asked_or_stated_of_a_retired_product_and_what_was_said_stays(cast: Cast) -> None:
    reference, maker = joined(cast), cast.manufacturer.viewer
    twice, other = product_of(cast, "Breva V2"), product_of(cast, "Breva V3")
    state_it(cast, reference, twice, "< 4.2.1", ProductStatus.AFFECTED)
    products.retire(twice.pk, reason="Entered twice", expected_version=twice.version, actor=maker)
    with pytest.raises(RuleRefusal, match=r"“Breva V2” was retired on .*“Entered twice”.* take this one back"):
        state_it(cast, reference, twice, "all", ProductStatus.FIXED)
    with pytest.raises(RuleRefusal, match="was retired"):
        actions.ask(reference, cast.manufacturer.organisation_id, product=twice.pk, actor=cast.coordinator.viewer)
    with pytest.raises(NotFound):  # Eve learns of it as little as before
        actions.make_statement(
            reference,
            actions.StatementWords(twice.pk, "all", ProductStatus.FIXED),
            actor=cast.eve.viewer,
        )
    maker_sees = browser_of(cast.manufacturer).get(f"/cases/{reference}/statements").content.decode()
    assert f'<option value="{other.pk}">' in maker_sees
    assert f'<option value="{twice.pk}">' not in maker_sees
    assert "&lt; 4.2.1" in maker_sees
    owner_sees = browser_of(cast.coordinator).get(f"/cases/{reference}/answers").content.decode()
    assert f":{other.pk}" in owner_sees
    assert f":{twice.pk}" not in owner_sees
    again = products.restore(twice.pk, actor=maker)
    state_it(cast, reference, again, "all", ProductStatus.FIXED)


def test_who_answered_about_everything_it_was_asked_owes_nothing(cast: Cast) -> None:
    reference = joined(cast)
    product = product_of(cast, "Breva V2")
    actions.ask(reference, cast.manufacturer.organisation_id, product=product.pk, actor=cast.coordinator.viewer)
    state_it(cast, reference, product, "vers:all/*", ProductStatus.NOT_AFFECTED)
    found = standing(cast, reference)
    assert (found.silence, found.offer) == (None, None)
    assert found.lines[0].statement is not None
    assert found.lines[0].statement.justification == "component_not_present"


def test_silent_for_17_days_is_counted_and_the_next_rung_is_offered(cast: Cast) -> None:
    reference = opened(cast)
    owner, party = cast.coordinator.viewer, cast.manufacturer.organisation_id
    actions.invite(reference, party, actor=owner)
    with time_machine.travel(clock.now() + timedelta(days=10), tick=False):
        actions.log_contact(reference, party, ContactWords("mail", rung=Rung.REMIND), actor=owner)
    with time_machine.travel(clock.now() + timedelta(days=17), tick=False):
        found = standing(cast, reference)
        assert found.silence is not None
        assert (found.silence.days, found.silence.unresponsive) == (17, False)
        assert found.offer is not None
        assert (found.offer.rung, found.offer.now) == (Rung.OTHER_CHANNEL, True)
        page = browser_of(cast.coordinator).get(f"/cases/{reference}/answers").content.decode()
        assert "Silent for 17 days" in page
        assert "rung=other-channel" in page
    with time_machine.travel(clock.now() + timedelta(days=46), tick=False):
        found = standing(cast, reference)
        assert found.silence is not None
        assert found.silence.unresponsive  # the agreed 45 days have passed


def test_an_answer_on_the_telephone_ends_the_silence(cast: Cast) -> None:
    reference = opened(cast)
    owner, party = cast.coordinator.viewer, cast.manufacturer.organisation_id
    actions.invite(reference, party, actor=owner)
    with time_machine.travel(clock.now() + timedelta(days=20), tick=False):
        actions.log_contact(reference, party, ContactWords("telephone", reached=True, note="zq-call"), actor=owner)
        assert standing(cast, reference).silence is None


def test_the_first_attempt_starts_the_45_days_whenever_it_is_noted(cast: Cast) -> None:
    reference = opened(cast)
    owner, party = cast.coordinator.viewer, cast.manufacturer.organisation_id
    actions.invite(reference, party, actor=owner)
    before = queries.case_for(owner, reference).first_contact_at
    assert before is not None
    earlier = before - timedelta(days=5)
    actions.log_contact(reference, party, ContactWords("telephone", at=earlier), actor=owner)
    assert queries.case_for(owner, reference).first_contact_at == earlier
    with pytest.raises(InputRefusal, match="after it was made"):
        actions.log_contact(reference, party, ContactWords("mail", at=clock.now() + timedelta(hours=1)), actor=owner)


def test_a_question_is_asked_once_and_about_its_own_maker_s_products(cast: Cast) -> None:
    reference = joined(cast)
    owner, party = cast.coordinator.viewer, cast.manufacturer.organisation_id
    actions.ask(reference, party, actor=owner)
    with pytest.raises(RuleRefusal, match="asked this already"):
        actions.ask(reference, party, actor=owner)
    eve = cast.eve.viewer
    theirs = products.register(products.ProductWords(name="Other"), maker=eve.party_id, actor=eve)  # type: ignore[arg-type]
    with pytest.raises(InputRefusal, match="another manufacturer's"):
        actions.ask(reference, party, product=theirs.pk, actor=owner)
    with pytest.raises(NotFound):
        actions.ask(reference, cast.eve.organisation_id, actor=owner)


def test_only_the_coordinator_of_the_case_sees_who_is_silent(cast: Cast) -> None:
    reference = joined(cast)
    for member, expected in ((cast.regulator, NotAllowed), (cast.manufacturer, NotAllowed), (cast.eve, NotFound)):
        with pytest.raises(expected):
            actions.log_contact(reference, cast.manufacturer.organisation_id, MAIL, actor=member.viewer)
        assert browser_of(member).get(f"/cases/{reference}/answers").status_code == 404


def test_notes_of_contacts_reach_nobody_else(cast: Cast) -> None:
    reference = joined(cast)
    words = ContactWords("telephone", note="zq-note of a call")
    actions.log_contact(reference, cast.manufacturer.organisation_id, words, actor=cast.coordinator.viewer)
    assert "zq-note" in browser_of(cast.coordinator).get(f"/cases/{reference}/answers").content.decode()
    for member in (cast.regulator, cast.manufacturer):
        for page in ("", "/facts", "/state", "/terms", "/statements"):
            assert "zq-note" not in browser_of(member).get(f"/cases/{reference}{page}").content.decode()


def test_the_forms_note_a_contact_and_ask_a_question(cast: Cast) -> None:
    reference = joined(cast)
    product = product_of(cast, "Breva V2")
    browser, party = browser_of(cast.coordinator), cast.manufacturer.organisation_id
    given = {"party": str(party), "channel": "telephone", "rung": "remind", "note": "line was busy"}
    assert browser.post(f"/cases/{reference}/answers/contact", given).status_code == 302
    asked = {"product": f"{party}:{product.pk}", "versions": "< 2"}
    assert browser.post(f"/cases/{reference}/answers/ask", asked).status_code == 302
    page = browser.get(f"/cases/{reference}/answers").content.decode()
    assert "line was busy" in page
    assert "&lt; 2" in page
    wrong = browser.post(f"/cases/{reference}/answers/contact", {"party": "", "note": "kept words"})
    assert wrong.status_code == 422
    assert "kept words" in wrong.content.decode()
    table = browser.get(f"/cases/{reference}/answers.csv").content.decode()
    assert "Breva V2" in table


def test_a_party_that_declined_is_not_called_silent(cast: Cast) -> None:
    reference = opened(cast)
    actions.invite(reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    actions.answer_terms(reference, TermsAnswer.DECLINE, actor=cast.manufacturer.viewer)
    with time_machine.travel(clock.now() + timedelta(days=60), tick=False):
        assert standing(cast, reference).silence is None
