"""Decisions in a case: named people decide beside the tables, with the facts in sight, and say why."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema_rs
import pytest
from django.test import Client

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Case
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.core.safety.ssvc import SHEETS
from medcord.core.safety.ssvc.judging import Judgement
from medcord.core.vocabulary import Severity
from medcord.decisions import actions, queries
from medcord.drafting import actions as drafting
from medcord.opinions import actions as opinions
from medcord.parties.models import Member
from tests.api.programs import program_of, programs_of
from tests.cases.road import approved, drafted, joined, opened
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

PUBLISH = Judgement(
    "publish",
    {"supplier_involvement": "cooperative", "exploitation": "public poc", "public_value_added": "ampliative"},
    "publish",
    "Hospitals can put the pumps behind a gate today.",
)
SUPPLIER = Judgement("supplier", {"exploitation": "active"}, "immediate", "Our own assessment of the bench test.")


def seen(member: Member, case: str) -> list[tuple[str, str]]:
    """What this member reads of the decisions of a case."""
    row = case_queries.case_for(member.viewer, case)
    return [(one.sheet, one.decided) for one in queries.of_case(member.viewer, row)]


def timeline(member: Member, case: str) -> list[str]:
    row = case_queries.case_for(member.viewer, case)
    return [fact.kind for fact in case_queries.timeline(member.viewer, row)]


def test_the_owner_decides_otherwise_than_the_table_and_all_of_it_is_kept(cast: Cast) -> None:
    case = joined(cast)
    words = replace(PUBLISH, answers={**PUBLISH.answers, "patient_harm": "minor"})
    row = actions.take(case, words, actor=cast.coordinator.viewer)
    assert (row.original, row.outcome) == ("coordinator-publish:1.0.0", "do not publish")
    assert (row.extended, row.extended_outcome) == ("safety-publish:1.0.0", "do not publish")
    assert (row.decided, row.taken_name) == ("publish", "M. Tarrow")
    (fact,) = [
        one
        for one in case_queries.timeline(cast.coordinator.viewer, case_queries.case_for(cast.coordinator.viewer, case))
        if one.kind == "DecisionTaken"
    ]
    assert fact.data["table"] == "coordinator-publish:1.0.0+safety-publish:1.0.0"
    assert (fact.data["outcome"], fact.data["decided"]) == ("do-not-publish", "publish")
    assert "gate" not in json.dumps(fact.data)
    page = browser_of(cast.coordinator).get(f"/cases/{case}/decisions").content.decode()
    assert "Otherwise than both tables." in page
    assert "CERT/CC Coordinator Publish 1.0.0 said do not publish" in page
    assert "coordinator-publish:1.0.0" not in page
    assert "Hospitals can put the pumps behind a gate today." in page


def test_a_later_decision_leaves_the_earlier_one_readable_with_its_tables(cast: Cast) -> None:
    case = joined(cast)
    actions.take(case, replace(PUBLISH, decided="do not publish"), actor=cast.coordinator.viewer)
    actions.take(case, PUBLISH, actor=cast.coordinator.viewer)
    assert seen(cast.coordinator, case) == [("publish", "publish"), ("publish", "do not publish")]
    page = browser_of(cast.regulator).get(f"/cases/{case}/decisions").content.decode()
    assert page.count("medcord for devices 1.0.0 said") == 2


def test_facts_of_the_case_suggest_answers_and_the_absence_of_a_fact_suggests_none(cast: Cast) -> None:
    case = joined(cast)
    owner = cast.coordinator.viewer

    def suggested() -> dict[str, tuple[str, str]]:
        found = queries.suggestions(owner, case_queries.case_for(owner, case))
        return {key: (one.value, one.source) for key, one in found.items()}

    assert suggested() == {"supplier_contacted": ("yes", "contact")}
    words = opinions.OpinionWords(Severity.CATASTROPHIC, "Breathing stops.", opinions.Certainty.HIGH)
    opinions.sign(case, words, actor=cast.regulator.viewer)
    cases.mark(case, CaseEvent.ATTACKS_OBSERVED, evidence="a sighting", actor=owner)
    assert suggested() == {
        "supplier_contacted": ("yes", "contact"),
        "exploitation": ("active", "attacks"),
        "patient_harm": ("life-threatening", "opinion"),
        "public_safety_impact": ("significant", "opinion"),
    }
    page = browser_of(cast.coordinator).get(f"/cases/{case}/decisions?table=publish").content.decode()
    assert "From a fact: attacks are marked as seen" in page
    assert 'name="exploitation" value="active" checked' in page
    assert 'name="supplier_involvement" value="" checked' in page


def test_where_an_answer_came_from_is_kept_with_it(cast: Cast) -> None:
    case = joined(cast)
    cases.mark(case, CaseEvent.ATTACKS_OBSERVED, evidence="a sighting", actor=cast.coordinator.viewer)
    known = {"exploitation": "active", "safety_impact": "critical", "technical_impact": "total"}
    row = actions.take(case, replace(SUPPLIER, answers=known), actor=cast.manufacturer.viewer)
    assert row.sources == {
        "exploitation": "attacks",
        "safety_impact": "person",
        "technical_impact": "person",
        "public_safety_impact": "derived",
    }
    other = actions.take(case, replace(SUPPLIER, answers={"exploitation": "none"}), actor=cast.manufacturer.viewer)
    assert other.sources == {"exploitation": "person"}


def test_a_makers_decision_is_its_own_and_the_agencies_to_read(cast: Cast) -> None:
    case = joined(cast)
    cases.invite(case, cast.eve.organisation_id, actor=cast.coordinator.viewer)
    cases.answer_terms(case, TermsAnswer.ACCEPT, actor=cast.eve.viewer)
    row = actions.take(case, SUPPLIER, actor=cast.manufacturer.viewer)
    actions.take(case, PUBLISH, actor=cast.coordinator.viewer)
    both = [("publish", "publish"), ("supplier", "immediate")]
    assert seen(cast.coordinator, case) == seen(cast.regulator, case) == both
    assert seen(cast.manufacturer, case) == [("supplier", "immediate")]
    # Eve works for another manufacturer in the same case: for her there is no decision, no fact, no file.
    assert seen(cast.eve, case) == []
    assert (
        timeline(cast.manufacturer, case).count("DecisionTaken"),
        timeline(cast.eve, case).count("DecisionTaken"),
    ) == (
        1,
        0,
    )
    page = browser_of(cast.eve).get(f"/cases/{case}/decisions").content.decode()
    assert "bench test" not in page
    assert browser_of(cast.eve).get(f"/cases/{case}/decisions/{row.pk}/selection-list.json").status_code == 404
    with pytest.raises(NotFound):
        queries.decision_for(cast.eve.viewer, case_queries.case_for(cast.eve.viewer, case), row.pk)


def test_nobody_outside_the_case_learns_that_anything_was_decided(cast: Cast) -> None:
    case = joined(cast)
    row = actions.take(case, PUBLISH, actor=cast.coordinator.viewer)
    for member in (cast.eve, cast.hospital, cast.isao):
        browser = browser_of(member)
        for path in ("decisions", f"decisions/{row.pk}/selection-list.json"):
            assert browser.get(f"/cases/{case}/{path}").status_code == 404
        assert browser.post(f"/cases/{case}/decisions", {"table": "publish", "decided": "publish"}).status_code == 404


def test_each_decides_only_what_is_its_own(cast: Cast) -> None:
    case = joined(cast)
    for member, judgement in (
        (cast.regulator, PUBLISH),
        (cast.manufacturer, PUBLISH),
        (cast.coordinator, SUPPLIER),
        (cast.regulator, SUPPLIER),
    ):
        with pytest.raises(NotAllowed):
            actions.take(case, judgement, actor=member.viewer)
    assert [sheet.key for sheet in queries.may_take(cast.coordinator.viewer, _row(cast.coordinator, case))] == [
        "triage",
        "coordinator",
        "publish",
    ]
    assert queries.may_take(cast.regulator.viewer, _row(cast.regulator, case)) == []
    assert queries.suggestions(cast.regulator.viewer, _row(cast.regulator, case)) == {}


def _row(member: Member, case: str) -> Case:
    return case_queries.case_for(member.viewer, case)


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"because": "  "}, "reason-needed", "Say why"),
        ({"because": "x" * 2001}, "reason-needed", "2,000"),
        ({"decided": "perhaps"}, "unknown-answer", "“do not publish”"),
        ({"sheet": "deployer"}, "unknown-table", "triage, coordinator, publish, supplier"),
        ({"answers": {"weather": "fine"}}, "unknown-question", "public_value_added"),
        ({"answers": {"exploitation": "perhaps"}}, "unknown-answer", "“public poc”"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_a_sentence(
    cast: Cast, change: dict[str, object], code: str, said: str
) -> None:
    case = opened(cast)
    with pytest.raises(InputRefusal, match=said) as refused:
        actions.take(case, replace(PUBLISH, **change), actor=cast.coordinator.viewer)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_the_form_keeps_what_was_answered_and_typed_until_it_is_whole(cast: Cast) -> None:
    case = opened(cast)
    browser = browser_of(cast.coordinator)
    sent = {"table": "publish", "exploitation": "public poc", "patient_harm": "serious", "because": "A gate helps."}
    late = browser.post(f"/cases/{case}/decisions", sent)
    text = late.content.decode()
    assert late.status_code == 422
    assert "Choose what you decide." in text
    assert "A gate helps." in text
    assert 'name="exploitation" value="public poc" checked' in text
    look = browser.post(f"/cases/{case}/decisions", {**sent, "look": "1"})
    assert (look.status_code, seen(cast.coordinator, case)) == (200, [])
    done = browser.post(f"/cases/{case}/decisions", {**sent, "decided": "publish"})
    assert done.status_code == 302
    assert seen(cast.coordinator, case) == [("publish", "publish")]


def test_the_tables_answer_at_each_answer_without_the_rest_of_the_page(cast: Cast) -> None:
    case = opened(cast)
    asked = {"table": "publish", **PUBLISH.answers, "patient_harm": "serious"}
    part = browser_of(cast.coordinator).get(f"/cases/{case}/decisions", asked, headers={"HX-Request": "true"})
    text = part.content.decode()
    assert "<html" not in text
    assert "hospitals are told" in text
    assert "cannot change the outcome: compensating control" in text
    wrong = browser_of(cast.coordinator).get(
        f"/cases/{case}/decisions", {"table": "none"}, headers={"HX-Request": "true"}
    )
    assert (wrong.status_code, "There are: triage, coordinator" in wrong.content.decode()) == (422, True)


def test_a_hospital_asks_the_deployers_table_by_itself_and_nothing_is_kept(cast: Cast) -> None:
    asked = {"exploitation": "active", "system_exposure": "open", "automatable": "yes", "human_impact": "very high",
             "downtime_hazard": "yes"}  # fmt: skip
    text = browser_of(cast.hospital).get("/ssvc/deployer", asked).content.decode()
    assert "Immediate" in text
    assert "mending them all at once can itself hurt somebody" in text
    contradiction = {"safety_impact": "catastrophic", "mission_impact": "degraded", "human_impact": "low"}
    assert "Leave one of them out" in browser_of(None).get("/ssvc/deployer", contradiction).content.decode()
    listed = browser_of(None).get("/ssvc").content.decode()
    assert [key for key in SHEETS if f'href="/ssvc/{key}"' not in listed] == []
    assert browser_of(None).get("/ssvc/none").status_code == 404


def test_a_decision_leaves_as_a_selection_list_that_holds_to_its_schema(cast: Cast, shared: Path) -> None:
    case = joined(cast)
    row = actions.take(case, PUBLISH, actor=cast.coordinator.viewer)
    answer = browser_of(cast.regulator).get(f"/cases/{case}/decisions/{row.pk}/selection-list.json")
    made = json.loads(answer.content)
    schema = json.loads((shared / "oracles" / "ssvc" / "SelectionList_2_0_0.schema.json").read_text())
    assert list(jsonschema_rs.validator_for(schema, validate_formats=True).iter_errors(made)) == []
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert made["target_ids"] == [case]
    assert {one["key"]: [v["key"] for v in one["values"]] for one in made["selections"]} == {
        "SINV": ["C"],
        "E": ["P"],
        "PVA": ["A"],
        "PH": ["M", "S", "L"],
        "CC": ["N", "A"],
        "PUBLISH": ["P"],
    }
    assert "Tarrow" not in answer.content.decode()


def test_the_reason_is_destroyed_after_a_spill_and_the_decision_stays(cast: Cast) -> None:
    case = joined(cast)
    row = actions.take(case, PUBLISH, actor=cast.coordinator.viewer)
    chosen = [cases.Chosen("decision", row.pk)]
    cases.purge(case, chosen, reason="a patient was named", typed=case, actor=cast.coordinator.viewer)
    page = browser_of(cast.coordinator).get(f"/cases/{case}/decisions").content.decode()
    assert "pumps behind a gate" not in page
    assert "The reason was destroyed." in page
    assert seen(cast.coordinator, case) == [("publish", "publish")]


def test_nothing_is_decided_in_a_closed_case_and_what_was_stays_readable(cast: Cast) -> None:
    case = opened(cast)
    actions.take(case, PUBLISH, actor=cast.coordinator.viewer)
    cases.mark(case, CaseEvent.PUBLIC_AWARE, evidence="a talk", actor=cast.coordinator.viewer)  # ends the embargo
    cases.close(case, reason="not a flaw", actor=cast.coordinator.viewer)
    with pytest.raises(NotAllowed):
        actions.take(case, PUBLISH, actor=cast.coordinator.viewer)
    page = browser_of(cast.coordinator).get(f"/cases/{case}/decisions").content.decode()
    assert "nothing is decided in it any more" in page
    assert "Hospitals can put the pumps behind a gate today." in page


def test_a_program_reads_what_may_be_decided_and_decides(cast: Cast) -> None:
    case = joined(cast)
    cases.mark(case, CaseEvent.ATTACKS_OBSERVED, evidence="a sighting", actor=cast.coordinator.viewer)
    maker, eve = programs_of(cast).manufacturer, programs_of(cast).eve
    found = maker.get(f"/cases/{case}/decisions")
    assert (found["may_take"], found["decisions"]) == (["supplier"], [])
    # How far other parties are, and that one was contacted, is not asked here, so it is not told either.
    assert [(one["point"], one["value"], one["source"]) for one in found["suggestions"]] == [
        ("exploitation", "active", "attacks")
    ]
    (table,) = found["tables"]
    assert [fact["point"] for fact in table["missing"] if fact["changes"]][:1] == ["utility"]
    given = {"table": "supplier", "answers": {"exploitation": "active"}, "decided": "immediate", "because": "Now."}
    taken = maker.post(f"/cases/{case}/decisions", given, status=201)
    assert (taken["outcome"], taken["decided"], taken["taken_name"]) == ("open", "immediate", "L. Ostrava")
    made = maker.get(f"/cases/{case}/decisions/{taken['id']}/selection-list")
    assert made["selections"][-1] == {
        "namespace": "ssvc",
        "key": "DSOI",
        "version": "1.0.0",
        "values": [{"key": "I"}],
    }
    assert maker.post(f"/cases/{case}/decisions", {**given, "because": ""}, status=422)["code"] == "reason-needed"
    assert eve.send("GET", f"/cases/{case}/decisions/{taken['id']}/selection-list").status_code == 404


def test_what_a_decision_is_about_is_named_by_numbers_that_others_know(cast: Cast) -> None:
    row = _row(cast.coordinator, joined(cast))
    assert queries.targets(cast.coordinator.viewer, row) == [row.reference]
    row.cves, row.numbers = ["CVE-2026-90533"], ["VU#417"]
    assert queries.targets(cast.coordinator.viewer, row) == ["CVE-2026-90533", "VU#417"]


def test_after_publication_the_numbers_of_the_advisory_name_it(cast: Cast) -> None:
    case = drafted(cast)
    done = drafting.publish(approved(cast, case), early_reason="The fix is out.", actor=cast.coordinator.viewer)
    assert queries.targets(cast.coordinator.viewer, _row(cast.coordinator, case)) == [
        "CVE-2026-90533",
        done.tracking_id,
    ]


def test_a_table_that_is_not_decided_here_is_told_with_those_that_are(cast: Cast) -> None:
    case = joined(cast)
    named = "Here is decided: triage, coordinator, publish, supplier."
    program = program_of(cast.coordinator)
    words = {"decided": "immediate", "because": "soon"}
    for browser in (browser_of(cast.coordinator), browser_of(cast.regulator)):
        for sent, said in (("deployer", "“deployer” is not decided here."), ("magic", "no decision table “magic”.")):
            answer = browser.post(f"/cases/{case}/decisions", {**words, "table": sent})
            assert (answer.status_code, named in answer.content.decode()) == (422, True)
            assert said in answer.content.decode()
    assert browser_of(cast.coordinator).get(f"/cases/{case}/decisions?table=magic").status_code == 422
    told = program.post(f"/cases/{case}/decisions", {**words, "table": "magic"}, status=422)
    assert (told["code"], named in told["sentence"]) == ("unknown-table", True)
    # Eve, who reads nothing of the case, is told of no table.
    assert browser_of(cast.eve).post(f"/cases/{case}/decisions", {**words, "table": "magic"}).status_code == 404


def test_whoever_asks_a_table_that_does_not_exist_reads_which_do() -> None:
    browser = Client()
    absent = browser.get("/ssvc/magic")
    assert absent.status_code == 404
    assert "There is no decision table “magic”. There are: triage, coordinator," in absent.content.decode()
    assert 'href="/ssvc/deployer"' in absent.content.decode()
    assert browser.get("/ssvc/hospital").status_code == 200  # by the names people type, as at the command line
