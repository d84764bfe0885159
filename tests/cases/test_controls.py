"""Several remedies in one statement, and what hospitals can do until the fix, from the maker to page and worklist."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from medcord.cases import actions, queries
from medcord.cases.models import Statement
from medcord.core.advisory.remedies import MOST, Remedy, checked
from medcord.core.device.priority import Action
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Tlp
from medcord.drafting import actions as drafting
from medcord.formats.csaf import validate
from medcord.web.pages.hospital import quotes
from tests.api.programs import program_of
from tests.cases.road import DRAFT, joined, product_of, products_of, released
from tests.cast import Cast, browser_of, make_cast

pytestmark = pytest.mark.django_db

FIX = Remedy("vendor_fix", "Install 4.2.1.", "https://karst.example/psirt/7", date(2026, 12, 1))
APART = Remedy("mitigation", "Keep the ventilator on a network of its own.", control=True)
WATCH = Remedy("workaround", "Stay in sight of the screen.", control=True)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def shown(text: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", text).split()))


def words_of(cast: Cast, *remedies: Remedy) -> actions.StatementWords:
    product = next(iter(products_of(cast)), None) or product_of(cast)
    return actions.StatementWords(product.pk, "< 4.2.1", ProductStatus.AFFECTED, remedies=remedies)


def stated(cast: Cast, case: str, *remedies: Remedy) -> Statement:
    return actions.make_statement(case, words_of(cast, *remedies), actor=cast.manufacturer.viewer)


def test_a_statement_holds_fix_and_controls_and_the_advisory_says_them(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case, FIX, APART, WATCH)
    drafting.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    draft = released(cast, case)
    stranger = browser_of(None)
    for path in ("csaf.json", "files/csaf-2.1.json"):
        data = stranger.get(f"/advisories/{draft.tracking_id}/{path}").content
        said = json.loads(data)["vulnerabilities"][0]["remediations"]
        assert [(one["category"], one["details"]) for one in said] == [
            ("vendor_fix", "Install 4.2.1."),
            ("mitigation", "Keep the ventilator on a network of its own."),
            ("workaround", "Stay in sight of the screen."),
        ]
        assert (said[0]["url"], said[0]["date"]) == ("https://karst.example/psirt/7", "2026-12-01T00:00:00Z")
        assert all(one["product_ids"] for one in said)
        assert [one for one in validate(data) if one.level == "error"] == []
    page = shown(stranger.get(f"/advisories/{draft.tracking_id}").content.decode())
    assert page.index("Install 4.2.1.") < page.index("Until the fix") < page.index("Keep the ventilator on a network")


def test_the_parties_read_all_of_them_and_a_stranger_to_the_case_none(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case, FIX, APART)
    for reader in (cast.coordinator, cast.regulator, cast.manufacturer):
        page = shown(browser_of(reader).get(f"/cases/{case}/statements").content.decode())
        assert "“Keep the ventilator on a network of its own.” Compensating control, until the fix" in page
        assert "Vendor fix, from 1 Dec 2026" in page
    for other in (cast.eve, cast.hospital, cast.isao):
        assert browser_of(other).get(f"/cases/{case}/statements").status_code == 404


def test_the_maker_states_them_in_the_form_a_control_a_line(cast: Cast) -> None:
    case = joined(cast)
    product = product_of(cast)
    form = {
        "product": str(product.pk),
        "versions": "< 4.2.1",
        "status": "affected",
        "remediation_category": "vendor_fix",
        "remediation": "Install 4.2.1.",
        "remediation_url": "https://karst.example/psirt/7",
        "remediation_day": "2026-12-01",
        "further_1_category": "workaround",
        "further_1": "Restart it each morning.",
        "controls": "- Keep the ventilator on a network of its own.\n\n- Stay in sight of the screen.",
        "controls_as": "mitigation",
    }
    maker = browser_of(cast.manufacturer)
    refused = maker.post(f"/cases/{case}/statements", form | {"remediation_url": "javascript:alert(1)"})
    assert refused.status_code == 422
    assert "must begin with https://" in shown(refused.content.decode())
    assert "Restart it each morning." in refused.content.decode()  # what was typed stays
    assert maker.post(f"/cases/{case}/statements", form).status_code == 302
    assert Statement.objects.get().offered == [
        FIX,
        Remedy("workaround", "Restart it each morning."),
        APART,
        replace(WATCH, category="mitigation"),
    ]


def test_the_same_by_api(cast: Cast) -> None:
    case = joined(cast)
    body = {
        "product": str(product_of(cast).pk),
        "versions": "< 4.2.1",
        "status": "affected",
        "remedies": [
            {"category": "vendor_fix", "details": "Install 4.2.1.", "url": FIX.url, "day": "2026-12-01"},
            {"category": "mitigation", "details": APART.details, "control": True},
        ],
    }
    program_of(cast.manufacturer).post(f"/cases/{case}/statements", body, status=201)
    (read,) = program_of(cast.coordinator).get(f"/cases/{case}/statements")["items"]
    assert [one["details"] for one in read["remedies"]] == ["Install 4.2.1.", APART.details]
    assert (read["remedies"][0]["day"], read["remedies"][1]["control"]) == ("2026-12-01", True)
    assert (read["remediation_category"], read["remediation"]) == ("vendor_fix", "Install 4.2.1.")
    assert Statement.objects.get().offered == [FIX, APART]


def test_one_remediation_in_words_stays_what_it_was(cast: Cast) -> None:
    case = joined(cast)
    words = actions.StatementWords(
        product_of(cast).pk, "< 4.2.1", ProductStatus.AFFECTED, "", "vendor_fix", "Install 4.2.1."
    )
    row = actions.make_statement(case, words, actor=cast.manufacturer.viewer)
    assert row.remedies == []
    assert row.offered == [Remedy("vendor_fix", "Install 4.2.1.")]


def test_remedies_that_contradict_each_other_are_refused_and_nothing_is_stated(cast: Cast) -> None:
    case = joined(cast)
    for wrong, sentence in (
        ((FIX, Remedy("no_fix_planned", "It is old.")), "contradict each other"),
        ((Remedy("none_available", "Nothing yet."), APART), "contradict each other"),
        ((replace(FIX, control=True),), "A compensating control is a mitigation or a workaround"),
        ((replace(FIX, url="ftp://karst.example/"),), "must begin with https://"),
        ((replace(APART, details=" "),), "has no words"),
        ((replace(APART, category="prayer"),), "is no kind of remedy"),
    ):
        with pytest.raises(InputRefusal, match=sentence):
            checked(wrong)
    with pytest.raises(InputRefusal, match=f"at most {MOST} remedies"):
        checked(replace(APART, details=f"Measure {number}.") for number in range(MOST + 1))
    with pytest.raises(InputRefusal):
        stated(cast, case, FIX, Remedy("no_fix_planned", "It is old."))
    assert not Statement.objects.exists()
    assert checked((APART, APART, FIX)) == (APART, FIX)


def test_protected_words_do_not_get_out_by_way_of_a_control(cast: Cast) -> None:
    case = joined(cast)
    protected = "the mute command is the four letters HUSH sent to port 4711 of the alarm service"
    klass = ConfidentialityClass.TRADE_SECRET
    stated(cast, case, FIX, replace(APART, details=f"Block what we know: {protected}."))
    actions.send_message(case, protected, tlp=Tlp.AMBER, confidentiality=klass, actor=cast.manufacturer.viewer)
    drafting.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal, match="words in a row are those of message") as refused:
        released(cast, case)
    assert refused.value.code == "not-to-be-published"


def test_only_the_maker_states_and_who_is_not_in_the_case_finds_none(cast: Cast) -> None:
    case = joined(cast)
    with pytest.raises(NotFound):
        actions.make_statement(case, words_of(cast, FIX, APART), actor=cast.eve.viewer)
    stated(cast, case, FIX, APART)
    found = queries.case_for(cast.coordinator.viewer, case)
    assert [row.offered for row in queries.statements(cast.coordinator.viewer, found)] == [[FIX, APART]]
    assert queries.statements(cast.eve.viewer, found) == []


def test_the_worklist_says_what_is_until_the_fix_where_there_is_one() -> None:
    fix, apart = Action("vendor_fix", "Install 4.2.1.", "A"), Action("mitigation", "Keep it apart.", "A")
    assert [one.word for one in quotes([fix, apart])] == ["Vendor fix", "Mitigation, until the fix"]
    assert [one.word for one in quotes([apart])] == ["Mitigation"]  # nobody promised a fix
