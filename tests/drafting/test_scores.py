"""CVSS 3.1 and 4.0 in a draft: the calculator in words, both vectors published, and refusals in sentences."""

from __future__ import annotations

import orjson
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcord.advisories import queries as advisories
from medcord.cases import queries as case_queries
from medcord.core.advisory.metrics import CVSS_3_1, CVSS_4_0, Edition, answers_in, open_questions, vector_of
from medcord.core.refusals import InputRefusal
from medcord.drafting import actions, queries
from medcord.drafting.models import Draft
from medcord.drafting.scores import reckon, score_of
from medcord.drafting.texts import CONTENT, PARTS, What, content_of, put_back
from medcord.formats.csaf import read_advisory, validate, write_csaf
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1
from medcord.formats.cve import write_cve_records
from tests.cases.road import DRAFT, drafted, released
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

V31 = "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H"
V40 = "CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N/S:P"
URL = "https://advisories.example/mca.json"


def _draft(cast: Cast, case: str) -> Draft:
    viewer = cast.coordinator.viewer
    draft = queries.draft_for(viewer, case_queries.case_for(viewer, case))
    assert draft is not None
    return draft


def test_both_vectors_go_out_in_every_form(cast: Cast) -> None:
    case = drafted(cast)
    actions.save_draft(case, {"vector": V31, "vector_4": V40}, actor=cast.coordinator.viewer)
    tracking = released(cast, case).tracking_id
    value = next(one.value for one in advisories.current_values() if one.value.id == tracking)
    scores = value.vulnerabilities[0].scores
    assert [(one.version, one.base, one.severity) for one in scores] == [("3.1", 8.1, "HIGH"), ("4.0", 7.2, "HIGH")]
    old = write_csaf(value, canonical_url=URL, engine_version="1")
    later = write_csaf_2_1(value, canonical_url=URL, engine_version="1")
    assert [one for document in (old, later) for one in validate(document) if one.level == "error"] == []
    new = orjson.loads(later)
    assert [note["title"] for note in orjson.loads(old)["vulnerabilities"][0]["notes"]][-1] == "CVSS 4.0 score"
    assert read_advisory(old).advisory.vulnerabilities[0].scores == scores
    contents = [set(one["content"]) for one in new["vulnerabilities"][0]["metrics"]]
    assert contents == [{"cvss_v3"}, {"cvss_v4"}]
    record = orjson.loads(write_cve_records(value, cve=DRAFT["cve"], url=URL, engine_version="1"))
    metrics = record["containers"]["cna"]["metrics"]
    assert [set(one) - {"format"} for one in metrics] == [{"cvssV3_1"}, {"cvssV4_0"}]
    page = Client().get(f"/advisories/{tracking}").content.decode()
    assert "CVSS 3.1" in page
    assert "CVSS 4.0" in page


@pytest.mark.parametrize(
    ("field", "vector", "says"),
    [
        ("vector", "9.8", "must start with “CVSS:3.1/”"),
        ("vector", "CVSS:3.1/AV:N", "a metric is missing"),
        ("vector", V40, "This is a CVSS 4.0 vector. It belongs into “CVSS 4.0 vector”"),
        ("vector_4", V31, "This is a CVSS 3.1 vector. It belongs into “CVSS 3.1 vector”"),
        ("vector_4", "high", "must start with “CVSS:4.0/”"),
        ("vector_4", V40.replace("/AT:N", ""), "a metric is missing"),
        ("vector_4", f"{V40}/AV:N", "said twice"),
    ],
)
def test_a_vector_that_does_not_read_is_refused_in_a_sentence_and_nothing_is_saved(
    cast: Cast, field: str, vector: str, says: str
) -> None:
    case = drafted(cast)
    before = _draft(cast, case).number
    with pytest.raises(InputRefusal, match=says) as refused:
        actions.save_draft(case, {field: vector}, actor=cast.coordinator.viewer)
    assert refused.value.fields == {"field": field}
    assert _draft(cast, case).number == before


def test_the_calculator_asks_in_words_and_works_without_scripts(cast: Cast) -> None:
    case = drafted(cast)
    browser, path = browser_of(cast.coordinator), f"/cases/{case}/draft/score"
    opened = browser.get(path, {"edition": "3.1"}).content.decode()
    assert "From where does the attack work?" in opened
    assert "<b>8.1</b> High" in opened
    part = {"asked": "1", "edition": "4.0", "AV": "A", "act": "look"}
    looked = browser.post(path, part).content.decode()
    assert "Nothing is assumed" in looked
    assert "attack complexity" in looked
    refused = browser.post(path, part | {"act": "take", "version": _draft(cast, case).version})
    assert refused.status_code == 422
    assert "There is no score yet. Answer these too: Attack complexity" in refused.content.decode()
    whole = part | answers_in(CVSS_4_0, V40) | {"act": "take", "version": _draft(cast, case).version}
    assert browser.post(path, whole).status_code == 302
    assert _draft(cast, case).vector_4 == V40
    assert _draft(cast, case).vector == V31


def test_with_scripts_only_the_score_is_sent_again_and_nothing_is_kept(cast: Cast) -> None:
    case = drafted(cast)
    asked = {"asked": "1", "edition": "4.0", **answers_in(CVSS_4_0, V40)}
    before = _draft(cast, case).number
    part = browser_of(cast.coordinator).get(f"/cases/{case}/draft/score", asked, headers={"HX-Request": "true"})
    assert part.content.decode().startswith('<section class="says" id="score"')
    assert "<b>7.2</b> High" in part.content.decode()
    assert _draft(cast, case).number == before


def test_a_vector_that_came_from_elsewhere_keeps_what_the_calculator_does_not_ask(cast: Cast) -> None:
    case = drafted(cast)
    actions.save_draft(case, {"vector": f"{V31}/E:P"}, actor=cast.coordinator.viewer)
    browser, path = browser_of(cast.coordinator), f"/cases/{case}/draft/score"
    answers = answers_in(CVSS_3_1, V31) | {"A": "L"}
    taken = {"asked": "1", "edition": "3.1", "act": "take", "version": _draft(cast, case).version, **answers}
    assert browser.post(path, taken).status_code == 302
    assert _draft(cast, case).vector == V31.replace("A:H", "A:L").replace("AV:L", "AV:A") + "/E:P"


def test_two_people_at_the_calculator_and_the_second_is_told(cast: Cast) -> None:
    case = drafted(cast)
    version = _draft(cast, case).version
    actions.save_draft(case, {"summary": "Somebody was first."}, actor=cast.coordinator.viewer)
    asked = {"asked": "1", "edition": "3.1", "act": "take", "version": version, **answers_in(CVSS_3_1, V31)}
    late = browser_of(cast.coordinator).post(f"/cases/{case}/draft/score", asked)
    assert late.status_code == 422
    assert "Somebody else" in late.content.decode()
    assert _draft(cast, case).summary == "Somebody was first."


def test_eve_and_the_maker_find_no_calculator(cast: Cast) -> None:
    case = drafted(cast)
    for member in (cast.eve, cast.manufacturer, cast.regulator):
        assert browser_of(member).get(f"/cases/{case}/draft/score").status_code == 404
    assert Client().get(f"/cases/{case}/draft/score").status_code == 302


def test_a_new_vector_after_an_approval_needs_a_new_approval(cast: Cast) -> None:
    case = drafted(cast)
    actions.save_draft(case, {"vector_4": V40}, actor=cast.coordinator.viewer)
    said = _draft(cast, case).versions.order_by("number").last()
    assert said is not None
    assert said.words["vector_4"] == V40
    assert queries.standing(_draft(cast, case)) == []


def test_the_content_of_a_draft_is_put_back_whole(cast: Cast) -> None:
    case = drafted(cast)
    draft = _draft(cast, case)
    before = content_of(draft)
    assert set(PARTS[What.ADVISORY]) < set(CONTENT) == set(before)
    for name in PARTS[What.ADVISORY]:
        setattr(draft, name, "other")
    put_back(draft, orjson.loads(orjson.dumps(before)))
    assert content_of(draft) == before


def _editions() -> st.SearchStrategy[tuple[Edition, dict[str, str]]]:
    def answers(edition: Edition) -> st.SearchStrategy[tuple[Edition, dict[str, str]]]:
        asked = {one.key: st.sampled_from([choice.letter for choice in one.choices]) for one in edition.metrics}
        return st.tuples(st.just(edition), st.fixed_dictionaries(asked))

    return st.sampled_from([CVSS_3_1, CVSS_4_0]).flatmap(answers)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the calculator
@given(_editions())
def test_every_set_of_answers_has_a_score_and_reads_back(given_: tuple[Edition, dict[str, str]]) -> None:
    edition, answers = given_
    says = reckon(edition, answers)
    assert says.score is not None
    assert says.open == ()
    assert 0 <= says.score.base <= 10
    assert {key: letter for key, letter in answers.items() if letter != "X"} == answers_in(edition, says.score.vector)
    assert score_of(says.score.vector, field=edition.field) == says.score


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(_editions(), st.data())
def test_a_question_that_is_left_open_leaves_the_score_open(
    given_: tuple[Edition, dict[str, str]], data: st.DataObject
) -> None:
    edition, answers = given_
    left = data.draw(st.sampled_from([one for one in edition.metrics if one.needed]))
    rest = {key: letter for key, letter in answers.items() if key != left.key}
    assert reckon(edition, rest).score is None
    assert open_questions(edition, rest) == [left]
    assert left.key not in answers_in(edition, vector_of(edition, rest))
