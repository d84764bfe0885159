"""Several vulnerabilities in one advisory: each with its own numbers, words and statements, all under one approval."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
import pytest
from django.test import Client

from medcord.advisories import queries as advisories
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.advisory import Advisory
from medcord.core.advisory.revising import RevisionKind
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Tlp
from medcord.drafting import actions, queries
from medcord.drafting.flaws import FIRST, Flaw, flaws_of
from medcord.drafting.models import Draft
from medcord.drafting.texts import What, content_of, put_back, words_of
from medcord.formats.csaf import read_advisory, validate, write_csaf
from medcord.formats.csaf.vex import write_vex
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1
from medcord.formats.cve import write_cve_records
from tests.api.programs import program_of
from tests.cases.road import DRAFT, approved, drafted, joined, product_of, products_of, released, stated
from tests.cast import Cast, browser_of
from tests.consulting.test_asking_a_supplier import PLAN, supplied
from tests.formats.csaf.test_second_validator import LIBRARY, NODE, PROGRAM

pytestmark = pytest.mark.django_db

URL = "https://advisories.example/mca.json"
ONE, TWO, THREE = "CVE-2026-90533", "CVE-2026-90534", "CVE-2026-90535"
V31, V40 = DRAFT["vector"], "CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N"
AFFECTED, FIXED, NOT_AFFECTED = ProductStatus.AFFECTED, ProductStatus.FIXED, ProductStatus.NOT_AFFECTED


def draft_of(cast: Cast, case: str) -> Draft:
    viewer = cast.coordinator.viewer
    draft = queries.draft_for(viewer, case_queries.case_for(viewer, case))
    assert draft is not None
    return draft


def said(cast: Cast, case: str, status: ProductStatus, cve: str = "", versions: str = "< 4.2.1", why: str = "") -> None:
    product = next(iter(products_of(cast)), None) or product_of(cast)
    words = cases.StatementWords(product.pk, versions, status, why, "vendor_fix", "Install 4.2.1.", cve)
    cases.make_statement(case, words, actor=cast.manufacturer.viewer)


def three(cast: Cast) -> str:
    """A case whose draft has three vulnerabilities; its maker is affected by one, has fixed one, and not the third."""
    case = joined(cast)
    stated(cast, case)
    said(cast, case, FIXED, TWO)
    said(cast, case, NOT_AFFECTED, THREE, why="vulnerable_code_not_present")
    actions.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    first = flaws_of(draft_of(cast, case))[0]
    more = [
        Flaw("", "Settings are kept in the clear", TWO, "312", "", V31, V40, "Settings can be read from the card."),
        Flaw("", "The web page runs scripts of others", THREE, "CWE-79", "", "", "", "A name is shown as it came."),
    ]
    actions.save_draft(case, {}, flaws=[first, *more], actor=cast.coordinator.viewer)
    return case


def value_of(cast: Cast, case: str) -> Advisory:
    tracking = released(cast, case).tracking_id
    return next(one.value for one in advisories.current_values() if one.value.id == tracking)


def statuses(value: Advisory) -> list[tuple[str, list[ProductStatus]]]:
    return [(one.cve, [each.status for each in one.statements]) for one in value.vulnerabilities]


def test_three_vulnerabilities_with_three_statuses_are_valid_in_every_form(cast: Cast) -> None:
    value = value_of(cast, three(cast))
    assert statuses(value) == [(ONE, [AFFECTED]), (TWO, [FIXED]), (THREE, [NOT_AFFECTED])]
    assert [one.version for one in value.products] == ["< 4.2.1"]
    assert [one.title for one in value.vulnerabilities][1:] == [
        "Settings are kept in the clear",
        "The web page runs scripts of others",
    ]
    old = write_csaf(value, canonical_url=URL, engine_version="1")
    new = write_csaf_2_1(value, canonical_url=URL, engine_version="1")
    vex = write_vex(value, canonical_url=URL, engine_version="1")
    for document in (old, new, vex):
        assert [one for one in validate(document) if one.level == "error"] == []
    assert {one.rule for one in validate(old, recommended=True)} <= {"6.2.11", "6.2.18"}
    assert read_advisory(old).advisory.vulnerabilities == value.vulnerabilities
    assert orjson.loads(new)["document"]["category"] == "csaf_base"
    records = orjson.loads(write_cve_records(value, url=URL, engine_version="1"))
    assert [one["cveMetadata"]["cveId"] for one in records] == [ONE, TWO, THREE]
    told = [one["containers"]["cna"]["affected"][0]["versions"][0]["status"] for one in records]
    assert told == ["affected", "unaffected", "unaffected"]
    assert [len(one["containers"]["cna"].get("metrics", ())) for one in records] == [1, 2, 0]
    page = Client().get(f"/advisories/{value.id}").content.decode()
    for words in (ONE, TWO, THREE, "Settings are kept in the clear", "A name is shown as it came."):
        assert words in page


@pytest.mark.skipif(not (NODE and (LIBRARY / "basic.js").is_file()), reason="node or csaf-validator-lib is missing")
def test_the_second_validator_accepts_three_vulnerabilities_too(cast: Cast) -> None:
    document = write_csaf(value_of(cast, three(cast)), canonical_url=URL, engine_version="1")
    run = subprocess.run(
        [str(NODE), "--max-old-space-size=512", "--input-type=module", "-e", PROGRAM, str(LIBRARY)],
        input=json.dumps({"three": orjson.loads(document)}),
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    failed = [one for one in json.loads(run.stdout)["three"] if one.startswith(("mandatory", "csaf_2_0"))]
    assert failed == []


def test_a_newer_word_on_all_covers_an_older_one_on_one_vulnerability(cast: Cast) -> None:
    case = three(cast)
    said(cast, case, AFFECTED)
    assert statuses(value_of(cast, case)) == [(ONE, [AFFECTED]), (TWO, [AFFECTED]), (THREE, [AFFECTED])]


def test_a_statement_on_a_vulnerability_that_is_not_in_the_draft_keeps_it_in(cast: Cast) -> None:
    case = three(cast)
    said(cast, case, AFFECTED, "cve-2026-99999")
    with pytest.raises(InputRefusal, match="of CVE-2026-99999, which is no vulnerability of the draft"):
        released(cast, case)


def test_a_vulnerability_that_nobody_spoke_of_keeps_the_draft_in(cast: Cast) -> None:
    case = joined(cast)
    said(cast, case, AFFECTED, ONE)
    actions.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    flaws = [*flaws_of(draft_of(cast, case)), Flaw(cve=TWO)]
    actions.save_draft(case, {}, flaws=flaws, actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal, match=f"statement on {TWO}: nobody said which products"):
        released(cast, case)


@pytest.mark.parametrize(
    ("flaw", "field", "says"),
    [
        (Flaw(cve="2026-1"), "cve", "“2026-1” is no CVE number"),
        (Flaw(cve=ONE), "cve", f"{ONE} stands at two vulnerabilities"),
        (Flaw(cwe="CWE-99999"), "cwe", "“CWE-99999” is not in the list of weaknesses"),
        (Flaw(cwe="wires"), "cwe", "not in the list of weaknesses"),
        (Flaw(vector="9.8"), "vector", "must start with “CVSS:3.1/”"),
        (Flaw(vector_4=V31), "vector_4", "belongs into “CVSS 3.1 vector”"),
        (Flaw(title="t" * 201), "title", "holds 201 characters; 200 fit"),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_is_saved(cast: Cast, flaw: Flaw, field: str, says: str) -> None:
    case = drafted(cast)
    before = content_of(draft_of(cast, case))
    first = flaws_of(draft_of(cast, case))[0]
    with pytest.raises(InputRefusal, match=says) as refused:
        actions.save_draft(case, {}, flaws=[first, flaw], actor=cast.coordinator.viewer)
    assert str(refused.value.fields["field"]).endswith(f"-{field}")
    assert content_of(draft_of(cast, case)) == before


def test_a_weakness_has_its_number_checked_and_its_name_filled_in(cast: Cast) -> None:
    case = drafted(cast)
    actions.save_draft(case, {"cwe": "cwe-306", "cwe_name": "No lock"}, actor=cast.coordinator.viewer)
    draft = draft_of(cast, case)
    assert (draft.cwe, draft.cwe_name) == ("CWE-306", "Missing Authentication for Critical Function")


def test_a_change_in_a_further_one_asks_for_a_new_approval(cast: Cast) -> None:
    case = approved(cast, three(cast))
    key = flaws_of(draft_of(cast, case))[1].key
    sealed = draft_of(cast, case).versions.order_by("number").last()
    assert sealed is not None
    assert sealed.words[f"{key}-flaw"] == "Settings can be read from the card."
    actions.save_draft(case, {f"{key}-flaw": "The card can be read."}, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal, match="approve"):
        actions.publish(case, early_reason="The fix is out.", actor=cast.coordinator.viewer)


def test_only_moving_one_is_a_change_too(cast: Cast) -> None:
    case = three(cast)
    before = draft_of(cast, case)
    a, b, c = flaws_of(before)
    actions.save_draft(case, {}, flaws=[c, a, b], actor=cast.coordinator.viewer)
    after = draft_of(cast, case)
    assert [one.cve for one in flaws_of(after)] == [THREE, ONE, TWO]
    assert flaws_of(after)[1] == replace(a, key=FIRST)
    assert words_of(before)["order"] != words_of(after)["order"]
    assert [one.cve for one in value_of(cast, case).vulnerabilities] == [THREE, ONE, TWO]


def test_taking_out_the_first_leaves_the_others_whole(cast: Cast) -> None:
    case = three(cast)
    _a, b, c = flaws_of(draft_of(cast, case))
    actions.save_draft(case, {}, flaws=[b, c], actor=cast.coordinator.viewer)
    draft = draft_of(cast, case)
    assert [replace(one, key="") for one in flaws_of(draft)] == [replace(b, key=""), replace(c, key="")]
    assert (draft.cve, draft.flaw_title, draft.flaw) == (TWO, b.title, b.flaw)
    with pytest.raises(InputRefusal, match="1 to 50"):
        actions.save_draft(case, {}, flaws=[], actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal, match="not in the draft any more"):
        actions.save_draft(case, {}, flaws=[replace(c, key="0a0a0a")], actor=cast.coordinator.viewer)


def test_giving_up_changes_puts_every_vulnerability_back(cast: Cast) -> None:
    case = three(cast)
    draft = draft_of(cast, case)
    kept, flaws = orjson.loads(orjson.dumps(content_of(draft))), flaws_of(draft)
    actions.save_draft(case, {"cve": ""}, flaws=list(flaws[:2]), actor=cast.coordinator.viewer)
    again = draft_of(cast, case)
    put_back(again, kept)
    assert flaws_of(again) == flaws


def test_protected_words_do_not_get_out_through_a_further_vulnerability(cast: Cast) -> None:
    case, row = supplied(cast)
    stated(cast, case)
    owner = cast.coordinator.viewer
    actions.save_draft(case, DRAFT, actor=owner)
    first = flaws_of(draft_of(cast, case))[0]
    actions.save_draft(case, {}, flaws=[first, Flaw(cve=TWO, flaw=PLAN)], actor=owner)
    with pytest.raises(RuleRefusal, match=r"Technical description.*are those of message"):
        released(cast, case)
    key = flaws_of(draft_of(cast, case))[1].key
    with pytest.raises(RuleRefusal, match="DSA may not read it"):
        actions.circulate(case, cast.regulator.organisation_id, actor=owner)
    actions.save_draft(case, {f"{key}-flaw": "", f"{key}-title": f"It is so: {PLAN}"[:200]}, actor=owner)
    with pytest.raises(RuleRefusal, match="Title of the vulnerability"):
        released(cast, case)
    actions.save_draft(case, {f"{key}-title": ""}, actor=owner)
    actions.quote(case, f"{key}-flaw", row.pk, actor=owner)
    with pytest.raises(RuleRefusal, match=r"Technical description.*it quotes message"):
        released(cast, case)
    assert list(advisories.current_values()) == []


def test_a_comment_on_a_further_one_is_put_in_and_keeps_its_place(cast: Cast) -> None:
    case = three(cast)
    owner, regulator = cast.coordinator.viewer, cast.regulator.viewer
    actions.circulate(case, cast.regulator.organisation_id, actor=owner)
    draft = draft_of(cast, case)
    key = flaws_of(draft)[1].key
    words = actions.CommentWords(f"{key}-flaw", "read from the card", "Which?", draft.number, "read from the SD card")
    row = actions.comment(case, What.ADVISORY, words, actor=regulator)
    a, b, c = flaws_of(draft)
    actions.save_draft(case, {}, flaws=[b, c, a], actor=owner)
    decided = actions.Decided(True, "Right.", put_in=True, expected_version=draft_of(cast, case).version)
    actions.decide_comment(case, What.ADVISORY, row.pk, decided, actor=owner)
    assert flaws_of(draft_of(cast, case))[0].flaw == "Settings can be read from the SD card."
    page = browser_of(cast.regulator).get(f"/cases/{case}/draft").content.decode()
    assert "Vulnerability 1: Technical description" in page
    actions.save_draft(case, {}, flaws=[c, a], actor=owner)
    assert "Which?" in browser_of(cast.regulator).get(f"/cases/{case}/draft").content.decode()


def test_a_message_is_quoted_in_a_further_one_and_destroyed_with_the_draft(cast: Cast) -> None:
    case = three(cast)
    owner = cast.coordinator.viewer
    row = cases.send_message(
        case, "The card is not locked.", tlp=Tlp.GREEN, confidentiality=ConfidentialityClass.NONE, actor=owner
    )
    key = flaws_of(draft_of(cast, case))[2].key
    browser = browser_of(cast.coordinator)
    sent = {"act": "quote", "field": f"{key}-flaw", "message": str(row.pk)}
    assert browser.post(f"/cases/{case}/draft/quotations", sent).status_code == 302
    assert flaws_of(draft_of(cast, case))[2].flaw == "A name is shown as it came.\n\nThe card is not locked."
    assert "Technical description (further vulnerability)" in browser.get(f"/cases/{case}/draft").content.decode()
    with pytest.raises(NotFound):
        actions.quote(case, f"{key}-flaw", row.pk, actor=cast.eve.viewer)


def test_vulnerabilities_are_added_moved_and_taken_out_on_a_page_without_scripts(cast: Cast) -> None:
    case = drafted(cast)
    browser, path = browser_of(cast.coordinator), f"/cases/{case}/draft/flaws"

    def press(status: int = 302, **sent: Any) -> str:
        answer = browser.post(path, {"version": draft_of(cast, case).version, **sent})
        assert answer.status_code == status
        return answer.content.decode()

    press(act="add", cve=TWO, cwe="79", flaw="Second.")
    second = flaws_of(draft_of(cast, case))[1]
    assert (second.cve, second.cwe_name, second.flaw) == (
        TWO,
        "Improper Neutralization of Input During Web Page Generation ('Cross-site Scripting')",
        "Second.",
    )
    refused = press(422, act="save", key=second.key, cve="none", flaw="Typed for an hour.")
    assert "“none” is no CVE number" in refused
    assert "Typed for an hour." in refused
    press(act="up", key=second.key)
    assert [one.cve for one in flaws_of(draft_of(cast, case))] == [TWO, ONE]
    press(act="down", key=second.key)
    score = browser.get(f"/cases/{case}/draft/score", {"edition": "3.1", "flaw": second.key}).content.decode()
    assert f'<p class="muted">{TWO}</p>' in score
    press(act="remove", key=second.key)
    assert [one.cve for one in flaws_of(draft_of(cast, case))] == [ONE]
    assert "at least one vulnerability" in press(422, act="remove", key=FIRST)
    assert "Say which vulnerability it is" in press(422, act="add", title=" ")
    assert len(flaws_of(draft_of(cast, case))) == 1
    assert browser.get(f"/cases/{case}/draft/score", {"flaw": second.key}).status_code == 404


def test_two_people_change_vulnerabilities_and_the_second_keeps_what_was_typed(cast: Cast) -> None:
    case = three(cast)
    draft = draft_of(cast, case)
    actions.save_draft(case, {"summary": "Somebody was first."}, actor=cast.coordinator.viewer)
    sent = {"act": "save", "key": flaws_of(draft)[1].key, "version": draft.version, "cve": TWO, "flaw": "Long words."}
    late = browser_of(cast.coordinator).post(f"/cases/{case}/draft/flaws", sent)
    assert late.status_code == 422
    assert "Somebody else" in late.content.decode()
    assert "Long words." in late.content.decode()
    assert flaws_of(draft_of(cast, case)) == flaws_of(draft)


def test_a_program_gives_all_vulnerabilities_and_sees_their_keys(cast: Cast) -> None:
    case = three(cast)
    program = program_of(cast.coordinator)
    shown = program.get(f"/cases/{case}/draft")
    assert [one["cve"] for one in shown["flaws"]] == [ONE, TWO, THREE]
    given = [shown["flaws"][2], shown["flaws"][0] | {"vector_4": V40}, {"cve": "CVE-2026-90536"}]
    saved = program.put(f"/cases/{case}/draft", {"expected_version": shown["version"], "flaws": given})
    assert [one["cve"] for one in saved["flaws"]] == [THREE, ONE, "CVE-2026-90536"]
    assert saved["vector_4"] == V40
    wrong = {"expected_version": saved["version"], "flaws": [{"cve": "none"}]}
    assert "is no CVE number" in program.send("PUT", f"/cases/{case}/draft", wrong).content.decode()


def test_a_maker_says_on_its_page_which_vulnerability_it_speaks_of(cast: Cast) -> None:
    case = joined(cast)
    product = product_of(cast)
    sent = {"product": str(product.pk), "versions": "< 4.2.1", "status": "affected", "cve": TWO, "version": "0"}
    maker = browser_of(cast.manufacturer)
    assert maker.post(f"/cases/{case}/statements", sent).status_code == 302
    assert f"only of {TWO}" in maker.get(f"/cases/{case}/statements").content.decode()
    wrong = maker.post(f"/cases/{case}/statements", sent | {"cve": "the second", "version": "1"})
    assert "“the second” is no CVE number" in wrong.content.decode()


def test_nobody_else_finds_or_changes_the_vulnerabilities(cast: Cast) -> None:
    case = three(cast)
    flaws: Sequence[Flaw] = flaws_of(draft_of(cast, case))[:1]
    for member in (cast.eve, cast.manufacturer, cast.regulator):
        assert browser_of(member).get(f"/cases/{case}/draft/flaws").status_code == 404
        with pytest.raises((NotFound, NotAllowed)):
            actions.save_draft(case, {}, flaws=flaws, actor=member.viewer)
    assert TWO not in Client().get("/advisories").content.decode()


def test_a_revision_that_is_given_up_gives_every_vulnerability_back(cast: Cast) -> None:
    case = three(cast)
    released(cast, case)
    flaws = flaws_of(draft_of(cast, case))
    owner = cast.coordinator.viewer
    actions.open_for_revision(case, RevisionKind.UPDATE, news="One is taken out.", actor=owner)
    _a, b, c = flaws
    actions.save_draft(case, {}, flaws=[c, replace(b, flaw="Other words.")], actor=owner)
    assert [one.cve for one in flaws_of(draft_of(cast, case))] == [THREE, TWO]
    actions.give_up_revision(case, actor=owner)
    assert flaws_of(draft_of(cast, case)) == flaws
