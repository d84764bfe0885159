"""Several weaknesses of one vulnerability: checked, named by the list, and published in every form."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from medcord.advisories import queries as advisories
from medcord.core.advisory.difference import differences
from medcord.core.advisory.value import Advisory, Weakness
from medcord.core.refusals import InputRefusal
from medcord.drafting import actions
from medcord.drafting.flaws import Flaw, flaws_of
from medcord.drafting.weaknesses import discouraged
from medcord.formats.csaf import read_advisory, validate, write_csaf
from medcord.formats.csaf.vex import write_vex
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1
from medcord.formats.cve import write_cve_records
from tests.api.programs import program_of
from tests.cases.road import drafted, released
from tests.cast import Cast, browser_of
from tests.drafting.test_flaws import TWO, draft_of

pytestmark = pytest.mark.django_db

URL = "https://advisories.example/mca.json"
LOGIN = Weakness("CWE-306", "Missing Authentication for Critical Function")
SCRIPTS = Weakness("CWE-79", "Improper Neutralization of Input During Web Page Generation ('Cross-site Scripting')")
PASSWORDS = Weakness("CWE-798", "Use of Hard-coded Credentials")


def written(cast: Cast, **words: str) -> str:
    case = drafted(cast)
    actions.save_draft(case, words, actor=cast.coordinator.viewer)
    return case


def out(cast: Cast, case: str) -> Advisory:
    tracking = released(cast, case).tracking_id
    return next(one.value for one in advisories.current_values() if one.value.id == tracking)


@pytest.mark.parametrize(
    "typed",
    [
        "79, 798",
        "cwe-79; CWE-798",
        "CWE-79\n798",
        f"{SCRIPTS.words}\n\n{PASSWORDS.words}\n",
        "79 A name of one's own\n798 Another\nCWE-306",
    ],
)
def test_further_weaknesses_are_numbers_and_the_list_names_them(cast: Cast, typed: str) -> None:
    draft = draft_of(cast, written(cast, cwe="306", more_cwes=typed))
    assert (draft.cwe, draft.cwe_name) == (LOGIN.id, LOGIN.name)
    assert draft.more_cwes == f"{SCRIPTS.words}\n{PASSWORDS.words}"


def test_the_first_of_the_further_ones_is_the_first_where_there_is_none(cast: Cast) -> None:
    draft = draft_of(cast, written(cast, more_cwes="798, 79"))
    assert (draft.cwe, draft.cwe_name, draft.more_cwes) == (PASSWORDS.id, PASSWORDS.name, SCRIPTS.words)


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("79, 99999", "input", "“99999” is not in the list of weaknesses"),
        ("wires", "input", "“wires” is not in the list of weaknesses"),
        ("79\n1041", "cwe-prohibited", "CWE-1041 .* is not for a single vulnerability"),
        (", ".join(str(one) for one in (*range(111, 128), 190, 191, 193, 306, 798)), "input", "at most 20 weaknesses"),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_is_saved(cast: Cast, typed: str, code: str, says: str) -> None:
    case = written(cast, cwe="306")
    with pytest.raises(InputRefusal, match=says) as refused:
        actions.save_draft(case, {"more_cwes": typed, "title": "Another"}, actor=cast.coordinator.viewer)
    assert (refused.value.code, refused.value.fields["field"]) == (code, "more_cwes")
    assert (draft_of(cast, case).more_cwes, draft_of(cast, case).title) == (
        "",
        "Karst Breva V2: alarms can be silenced",
    )


def test_one_that_the_list_would_rather_see_replaced_is_pointed_out(cast: Cast) -> None:
    case = written(cast, cwe="306", more_cwes="287")
    (said,) = discouraged(flaws_of(draft_of(cast, case))[0])
    assert said.startswith("CWE-287 (Improper Authentication): the list of weaknesses asks for")
    assert said in browser_of(cast.coordinator).get(f"/cases/{case}/draft/flaws").content.decode()


def test_every_form_names_all_of_them_and_2_0_is_read_back_whole(cast: Cast) -> None:
    case = written(cast, cwe="306", more_cwes="79, 798")
    first = flaws_of(draft_of(cast, case))[0]
    second = Flaw(cve=TWO, cwe="312", more_cwes="CWE-522", flaw="Settings can be read.")
    actions.save_draft(case, {}, flaws=[first, second], actor=cast.coordinator.viewer)
    value = out(cast, case)
    assert value.vulnerabilities[0].weaknesses == (LOGIN, SCRIPTS, PASSWORDS)
    assert [one.id for one in value.vulnerabilities[1].weaknesses] == ["CWE-312", "CWE-522"]
    old = write_csaf(value, canonical_url=URL, engine_version="1")
    new = write_csaf_2_1(value, canonical_url=URL, engine_version="1")
    for document in (old, new, write_vex(value, canonical_url=URL, engine_version="1")):
        assert [one for one in validate(document) if one.level == "error"] == []
    assert read_advisory(old).advisory.vulnerabilities == value.vulnerabilities
    assert orjson.loads(old)["vulnerabilities"][0]["cwe"] == {"id": LOGIN.id, "name": LOGIN.name}
    listed = orjson.loads(new)["vulnerabilities"][0]["cwes"]
    assert [(one["id"], one["name"]) for one in listed] == [(w.id, w.name) for w in (LOGIN, SCRIPTS, PASSWORDS)]
    assert "Further weaknesses" not in new.decode()
    assert read_advisory(new).advisory.vulnerabilities[0].weaknesses == (LOGIN, SCRIPTS, PASSWORDS)
    record = orjson.loads(write_cve_records(value, url=URL, engine_version="1"))[0]["containers"]["cna"]
    assert [one["descriptions"][0]["cweId"] for one in record["problemTypes"]] == [LOGIN.id, SCRIPTS.id, PASSWORDS.id]
    page = browser_of(None).get(f"/advisories/{value.id}").content.decode()
    assert "CWE-798" in page
    assert "Use of Hard-coded Credentials" in page


def test_a_weakness_more_is_a_change_that_readers_are_told_and_four_eyes_read(cast: Cast) -> None:
    case = written(cast, cwe="306")
    value = out(cast, case)
    flaw = value.vulnerabilities[0]
    more = replace(value, vulnerabilities=(replace(flaw, more_cwes=(SCRIPTS,)),))
    (change,) = differences(value, more)
    assert change.sentence == f"Vulnerability of CVE-2026-90533 (further weaknesses): none → {SCRIPTS.words}."


def test_the_page_and_the_program_take_several(cast: Cast) -> None:
    case = written(cast)
    browser = browser_of(cast.coordinator)
    version = draft_of(cast, case).version
    sent = {"act": "save", "key": "first", "version": version, "cve": "CVE-2026-90533", "cwe": "306", "more_cwes": "79"}
    assert browser.post(f"/cases/{case}/draft/flaws", sent).status_code == 302
    page = browser.get(f"/cases/{case}/draft/flaws").content.decode()
    assert "Cross-site Scripting" in page
    program = program_of(cast.coordinator)
    draft = program.get(f"/cases/{case}/draft")
    assert (draft["cwe"], draft["more_cwes"]) == ("CWE-306", SCRIPTS.words)
    body = {"expected_version": draft["version"], "more_cwes": "CWE-798"}
    assert program.put(f"/cases/{case}/draft", body)["flaws"][0]["more_cwes"] == PASSWORDS.words


def test_a_maker_and_a_hospital_cannot_change_them(cast: Cast) -> None:
    case = written(cast, cwe="306")
    for member in (cast.manufacturer, cast.hospital):
        answer = browser_of(member).post(f"/cases/{case}/draft/flaws", {"act": "save", "more_cwes": "79"})
        assert answer.status_code in (403, 404)
    assert draft_of(cast, case).more_cwes == ""
