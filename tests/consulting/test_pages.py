"""The pages of consultation in the hands of the owner, the supplier, the regulator, and Eve."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from medcord.cases import actions, queries
from medcord.cases.models import ItemBasis, Message, SupplierConsultation
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.drafting import actions as drafting
from tests.cases.road import DRAFT, stated
from tests.cast import browser_of, make_cast
from tests.consulting.test_asking_a_supplier import PLAN, answered, asked, supplied
from tests.consulting.test_protected_material import consented

pytestmark = pytest.mark.django_db


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def press(client: Client, path: str, status: int = 302, **data: object) -> str:
    answer = client.post(path, data)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def test_a_consultation_from_the_question_to_the_regulators_page() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    owner, maker, regulator, eve = (
        browser_of(one) for one in (cast.coordinator, cast.manufacturer, cast.regulator, cast.eve)
    )
    one, every = f"/cases/{case}/supplied/{row.pk}", f"/cases/{case}/supplied"
    assert "Ask the supplier" in page(owner, every)
    for path in (one, every):
        assert page(eve, path, 404) == page(eve, "/cases/C-0000-0000/supplied", 404)
    assert "Nothing here is under a rule for you" in page(regulator, every)
    assert page(regulator, one, 404) == page(regulator, f"/cases/{case}/supplied/{cast.eve.pk}", 404)
    press(owner, one, **{"act": "ask", "ask-purpose": "regulator"})
    assert "We want to pass this to the regulator" in page(maker, one)
    assert "Answer the coordinator" in page(maker, every)
    question = SupplierConsultation.objects.get()
    said = {"act": "answer", "answer-consultation": str(question.pk), "answer-agreed": "no"}
    kept = press(maker, one, 422, **{**said, "answer-words": ""})
    assert "Say why you object" in kept
    press(maker, one, **{**said, "answer-words": "Our customers do not know yet."})
    assert "Answer the objection" in page(owner, every)
    press(owner, one, **{"act": "confer", "confer-consultation": str(question.pk), "confer-words": "Patients first."})
    opened = page(regulator, one)
    assert "Open to the regulator" in opened
    # What was said about passing it on stays between the two.
    assert "Our customers do not know yet" not in opened
    assert "Patients first" not in opened
    assert PLAN in page(regulator, f"/cases/{case}")


def test_what_is_closed_is_nowhere_on_the_regulators_pages() -> None:
    cast = make_cast()
    case, row = supplied(cast, ConfidentialityClass.TRADE_SECRET, "The zqboard of the pump is sold out since May.")
    actions.send_message(
        case, "zqquoting this.", tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.NONE, quotes=[row.pk],
        actor=cast.coordinator.viewer,
    )  # fmt: skip
    asked(cast, case, row.pk)
    browser = browser_of(cast.regulator)
    for path in (
        f"/cases/{case}", f"/cases/{case}?only=messages", f"/cases/{case}?q=zqboard", f"/cases/{case}/news",
        f"/cases/{case}/supplied", f"/cases/{case}/state", "/board", "/board.csv", f"/cases/{case}/facts",
        "/search?q=zqboard",
    ):  # fmt: skip
        shown = page(browser, path)
        assert "zqquoting" not in shown
        assert str(row.pk) not in shown
        assert queries.code_of(row.pk) not in shown
        assert "asked" not in shown or "about passing on" not in shown
        assert "sold out" not in shown


def test_quoting_in_the_composer_says_what_it_inherits_and_sends_it() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    owner = browser_of(cast.coordinator)
    form = page(owner, f"/cases/{case}?quote={row.pk}")
    assert PLAN in form
    assert "class: CCI" in form
    shown = re.search(r'name="shown" value="(\w+)"', form)
    assert shown is not None
    sent = {"body": "What of this?", "tlp": "GREEN", "confidentiality": "none", "quote": str(row.pk)}
    press(owner, f"/cases/{case}/send", **sent, shown=shown[1])
    made = Message.objects.exclude(pk=row.pk).get(quotes=1)
    assert (made.tlp, made.confidentiality) == ("AMBER", "cci")
    line = page(owner, f"/cases/{case}")
    assert f"#{queries.code_of(row.pk)}" in line
    assert "What of this?" not in page(browser_of(cast.regulator), f"/cases/{case}")


def test_pcii_carries_its_limit_wherever_it_is_read() -> None:
    cast = make_cast()
    case, row = supplied(cast, ConfidentialityClass.PCII)
    consented(cast, case, row.pk)
    limit = "Critical-infrastructure protection only. Not for regulatory use."
    regulator = browser_of(cast.regulator)
    for path in (f"/cases/{case}", f"/cases/{case}/supplied", f"/cases/{case}/supplied/{row.pk}"):
        assert limit in page(regulator, path)
    assert "This case&#x27;s harm opinion." in page(regulator, f"/cases/{case}/supplied/{row.pk}")
    owner = browser_of(cast.coordinator)
    one = f"/cases/{case}/supplied/{row.pk}"
    programme = {"act": "programme", "programme-decision": "validate", "programme-document": "P-1"}
    press(owner, one, **programme, **{"programme-document_on": "2026-11-02"})
    assert "What the PCII programme wrote" in page(owner, one)
    maker = browser_of(cast.manufacturer)
    press(maker, one, **{"act": "withdraw", "withdraw-sure": "on"})
    assert page(regulator, one, 404)


def test_a_lapsed_basis_says_so_on_the_item() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    owner, one = browser_of(cast.coordinator), f"/cases/{case}/supplied/{row.pk}"
    assert '<option value="" selected>choose</option>' in page(owner, one).split('name="basis-basis"')[1]
    unsaid = owner.post(one, {"act": "basis", "basis-basis": ""})
    assert "Choose a legal basis from the list." in unsaid.content.decode()
    press(owner, one, **{"act": "basis", "basis-basis": "cisa-2015", "basis-valid_to": "2025-09-30"})
    assert "Cybersecurity Information Sharing Act of 2015: lapsed" in page(owner, one)
    press(owner, one, **{"act": "basis", "basis-basis": "cisa-2015"})  # without days: those of the list
    assert ItemBasis.objects.latest("at").valid_to == datetime(2026, 10, 1, tzinfo=UTC)
    press(owner, one, **{"act": "basis", "basis-basis": "cisa-2015", "basis-valid_to": "2199-01-01"})
    assert "Cybersecurity Information Sharing Act of 2015: holds" in page(owner, one)


def test_the_draft_names_what_must_not_go_out_before_anybody_presses_publish() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    stated(cast, case)
    drafting.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    owner, quotations = browser_of(cast.coordinator), f"/cases/{case}/draft/quotations"
    assert "Quote a message in the draft" in page(owner, f"/cases/{case}/draft?quote={row.pk}")
    press(owner, quotations, message=str(row.pk), field="flaw")
    assert "It cannot go out like this" in page(owner, f"/cases/{case}/draft")
    question = asked(cast, case, row.pk, purpose="publication")
    answered(cast, case, question, agreed=True)
    assert "It cannot go out like this" not in page(owner, f"/cases/{case}/draft")
