"""The regulator's opinions: numbered, signed, deliberative, and one sentence that may leave."""

from __future__ import annotations

import pytest

from medcord.cases import actions as case_actions
from medcord.cases import queries as cases
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.core.vocabulary import ConfidentialityClass, Role, Severity, Tlp
from medcord.opinions import actions, queries
from medcord.parties import actions as parties
from medcord.parties.models import Member
from tests.cases.road import joined, opened
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of

pytestmark = pytest.mark.django_db


def words(severity: Severity = Severity.CRITICAL, scenario: str = "Pressure falls within minutes.") -> object:
    return actions.OpinionWords(severity, scenario, actions.Certainty.HIGH, would_change="Proof of a hard limit.")


def test_a_second_opinion_leaves_the_first_readable(cast: Cast) -> None:
    case = joined(cast)
    actions.sign(case, words(Severity.SERIOUS), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    actions.sign(case, words(Severity.CATASTROPHIC), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    row = cases.case_for(cast.coordinator.viewer, case)
    found = queries.of_case(cast.coordinator.viewer, row)
    assert [(one.number, one.severity) for one in found] == [(1, "serious"), (2, "catastrophic")]
    assert {one.signed_name for one in found} == {"Dr. A. Sennick"}
    assert {one.scale_version for one in found} == {"1.0.0"}


def test_an_opinion_needs_what_would_happen(cast: Cast) -> None:
    case = joined(cast)
    with pytest.raises(InputRefusal, match="step by step"):
        actions.sign(case, words(scenario="  "), actor=cast.regulator.viewer)  # type: ignore[arg-type]


def test_a_sentence_is_short_and_of_an_opinion_that_exists(cast: Cast) -> None:
    case = joined(cast)
    actions.sign(case, words(), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    with pytest.raises(InputRefusal, match="600"):
        actions.release_sentence(case, 1, "x" * 601, actor=cast.regulator.viewer)
    with pytest.raises(NotFound):
        actions.release_sentence(case, 9, "It could be dangerous.", actor=cast.regulator.viewer)
    with pytest.raises((NotAllowed, NotFound)):
        actions.release_sentence(case, 1, "It is harmless.", actor=cast.coordinator.viewer)


def test_the_form_has_five_levels_and_keeps_what_was_typed(cast: Cast) -> None:
    case = opened(cast)
    regulator = browser_of(cast.regulator)
    page = regulator.get(f"/cases/{case}/opinion").content.decode()
    assert [word for word in ("Negligible", "Minor", "Serious", "Critical", "Catastrophic") if word not in page] == []
    late = regulator.post(f"/cases/{case}/opinion", {"scenario": "A long story.", "certainty": "low"})
    assert late.status_code == 422
    assert "Choose one of the five levels." in late.content.decode()
    assert "A long story." in late.content.decode()


def test_eve_and_the_maker_see_no_opinion(cast: Cast) -> None:
    case = joined(cast)
    actions.sign(case, words(), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    for member in (cast.eve, cast.manufacturer, cast.hospital):
        assert browser_of(member).get(f"/cases/{case}/opinion").status_code == 404


ALL = {
    "severity": "catastrophic",
    "kind": "many_unavailable",
    "scenario": "Every pump of the site is off; infusions stop.",
    "hazard": "No pump can be started.",
    "populations": "Intensive care.",
    "exposure": "All pumps of a site at once.",
    "controls": "Gravity lines; spare pumps of another make.",
    "certainty": "medium",
    "evidence": "Outages of whole sites are documented.",
    "would_change": "Proof that pumps run on without the server.",
}


def test_an_opinion_says_each_part_and_that_many_devices_of_a_site_are_lost_is_a_harm_of_its_own(cast: Cast) -> None:
    case = joined(cast)
    regulator = browser_of(cast.regulator)
    assert regulator.post(f"/cases/{case}/opinion", ALL).status_code == 302
    page = browser_of(cast.coordinator).get(f"/cases/{case}/opinion").content.decode()
    assert [
        text for key, text in ALL.items() if key not in ("severity", "kind", "certainty") and text not in page
    ] == []
    assert "Many devices of a site cannot be used at the same time" in page
    assert "CVSS" not in page
    [told] = regulator.get(f"/api/v1/cases/{case}/opinions").json()["opinions"]
    assert {key: told[key] for key in ALL} == ALL


def test_a_new_version_begins_as_the_one_before_and_shows_what_it_changed(cast: Cast) -> None:
    case = joined(cast)
    regulator = browser_of(cast.regulator)
    regulator.post(f"/cases/{case}/opinion", ALL)
    page = regulator.get(f"/cases/{case}/opinion").content.decode()
    assert "checked" in page.split('id="id_severity_4"')[1].split(">")[0]
    for after in (1, 2):
        half = {"severity": "serious", "exposure": "Half of the pumps.", "version": after}
        assert regulator.post(f"/cases/{case}/opinion", ALL | half).status_code == 302
    shown = browser_of(cast.coordinator).get(f"/api/v1/cases/{case}/opinions").json()["opinions"]
    assert [one["changed"] for one in shown] == [
        [],
        [
            {"field": "severity", "before": "catastrophic", "after": "serious"},
            {"field": "exposure", "before": "All pumps of a site at once.", "after": "Half of the pumps."},
        ],
        [],
    ]
    page = browser_of(cast.coordinator).get(f"/cases/{case}/opinion").content.decode()
    assert "What this version changed (2)" in page
    assert "It says what the one before it says." in page
    assert page.count("The draft says “assessment pending”.") == 3
    actions.release_sentence(case, 2, "Infusions may stop.", actor=cast.regulator.viewer)
    page = browser_of(cast.coordinator).get(f"/cases/{case}/opinion").content.decode()
    assert page.count("The draft quotes the sentence of opinion 2.") == 2
    assert "assessment pending" not in page.split("Opinion 3")[1]


def test_of_two_who_sign_at_once_the_second_reads_the_first_and_may_then_sign_knowingly(cast: Cast) -> None:
    case = joined(cast)
    regulator, page = browser_of(cast.regulator), f"/cases/{case}/opinion"
    assert 'name="version" value="0"' in regulator.get(page).content.decode()
    actions.sign(case, words(), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    late = regulator.post(page, ALL | {"version": "0"})
    said = late.content.decode()
    assert late.status_code == 422
    assert "Dr. A. Sennick signed opinion 1 while you were writing." in said
    assert [text for text in ("Pressure falls within minutes.", ALL["scenario"]) if text not in said] == []
    by_program = regulator.post(f"/api/v1{page}s", {**ALL, "after": 0}, content_type="application/json")
    assert (by_program.status_code, by_program.json()["code"]) == (409, "edited-meanwhile")
    row = cases.case_for(cast.regulator.viewer, case)
    assert [one.number for one in queries.of_case(cast.regulator.viewer, row)] == [1]
    assert 'name="version" value="1"' in said
    assert regulator.post(page, ALL | {"version": "1"}).status_code == 302
    assert [one.number for one in queries.of_case(cast.regulator.viewer, row)] == [1, 2]


def test_an_opinion_stands_on_things_that_its_regulator_reads_and_shows_them_to_who_reads_them(cast: Cast) -> None:
    case = joined(cast)
    row = cases.case_for(cast.regulator.viewer, case)
    report = next(one for one in queries.citable(cast.regulator.viewer, row) if one.source.kind == "report")
    red = {"tlp": Tlp.RED, "confidentiality": ConfidentialityClass.NONE}
    own = case_actions.send_message(case, "Our own bench test.", actor=cast.regulator.viewer, **red)
    secret = case_actions.send_message(case, "Between us.", actor=cast.coordinator.viewer, **red)
    regulator = browser_of(cast.regulator)
    hidden = {"sources": [f"message:{secret.pk}"], **ALL}
    refused = regulator.post(f"/api/v1/cases/{case}/opinions", hidden, content_type="application/json")
    assert (refused.status_code, "not open to your party" in refused.json()["sentence"]) == (422, True)
    odd = regulator.post(
        f"/api/v1/cases/{case}/opinions", {**ALL, "sources": ["letter:1"]}, content_type="application/json"
    )
    assert odd.status_code == 422
    sources = [str(report.source), f"message:{own.pk}"]
    assert regulator.post(f"/cases/{case}/opinion", {**ALL, "sources": sources}).status_code == 302
    page = regulator.get(f"/cases/{case}/opinion").content.decode()
    assert f'<a href="/cases/{case}/messages/{own.pk}">' in page
    guest = coordinator_in(cast, case)
    actions.sign(case, words(), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    first, second = browser_of(guest).get(f"/api/v1/cases/{case}/opinions").json()["opinions"]
    # for a reader of the opinion who does not read that message it is not there, in what changed neither
    assert first["sources"] == [str(report.source)]
    assert [one["before"] for one in second["changed"] if one["field"] == "sources"] == [str(report.source)]


def coordinator_in(cast: Cast, case: str) -> Member:
    """Another coordinator that has signed the terms of the case."""
    party = parties.register_organisation(
        name="Quarrel Centre", short_name="Quarrel", role=Role.COORDINATOR, actor=SYSTEM
    )
    member = parties.add_member(party, email="q@quarrel.example", name="Q. Arrel", password=PASSWORD, actor=SYSTEM)
    case_actions.invite(case, party.pk, actor=cast.coordinator.viewer)
    case_actions.answer_terms(case, TermsAnswer.ACCEPT, actor=member.viewer)
    return member
