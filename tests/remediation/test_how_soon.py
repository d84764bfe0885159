"""How soon a hospital acts on an advisory: decided by a named member, kept with its reason, read by nobody else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema_rs
import pytest

from medcord.advisories import actions as advisories
from medcord.core.refusals import InputRefusal, NotFound
from medcord.core.safety.ssvc.judging import Judgement
from medcord.core.vocabulary import MemberRole
from medcord.ledger import queries as facts
from medcord.ledger import worker
from medcord.matching.queries import head_for
from medcord.parties import actions as parties
from medcord.parties.models import Member
from medcord.remediation import actions, queries
from tests.advisories.test_take_in import kev
from tests.api.programs import program_of
from tests.cast import SYSTEM, Cast, browser_of
from tests.inventory.ward import advisory_id, bulletin, imported, taken_in
from tests.ledger.test_purge import tables_holding

pytestmark = pytest.mark.django_db

NUMBER = "ICSMA-17-017-02"
SOON = Judgement(
    "deployer",
    {"exploitation": "active", "system_exposure": "controlled", "downtime_hazard": "yes"},
    "out-of-cycle",
    "The spare pumps come on Monday.",
)


@pytest.fixture
def ward(cast: Cast) -> Cast:
    taken_in(bulletin())
    imported(cast.hospital)
    return cast


def decided(member: Member) -> list[tuple[str, str]]:
    rows = queries.decisions_under(member.viewer, advisory_id(member))
    return [(row.decided, row.taken_name) for row in rows]


def test_a_hospital_keeps_what_it_decided_with_name_reason_and_the_tables_of_the_day(ward: Cast) -> None:
    row = actions.decide(NUMBER, SOON, actor=ward.hospital.viewer)
    later = actions.decide(NUMBER, replace(SOON, decided="immediate"), actor=ward.hospital.viewer)
    assert decided(ward.hospital) == [("immediate", "T. Brindle"), ("out-of-cycle", "T. Brindle")]
    assert (row.original, row.extended) == ("deployer:1.0.0", "safety-deployer:1.0.0")
    assert (row.revision, row.taken_by, row.answers) == (1, ward.hospital.id, SOON.answers)
    assert set(row.sources.values()) == {"person"}
    fact = facts.facts_of([f"organisation:{ward.hospital.organisation_id}"], kinds=["DeploymentDecided"])[0]
    assert (fact.data["decision"], fact.data["decided"]) == (str(row.pk), "out-of-cycle")
    assert "Monday" not in json.dumps(fact.data)
    page = browser_of(ward.hospital).get(f"/worklist/{NUMBER}/decisions").content.decode()
    assert page.count("The spare pumps come on Monday.") == 2
    assert 'name="exploitation" value="active" checked' in page
    group = browser_of(ward.hospital).get(f"/worklist/{NUMBER}").content.decode()
    assert f"/worklist/{later.advisory_id}/decisions" in group
    assert "decided by T. Brindle" in group


def test_nobody_outside_the_hospital_learns_that_anything_was_decided(ward: Cast) -> None:
    imported(ward.other_hospital)
    row = actions.decide(NUMBER, SOON, actor=ward.hospital.viewer)
    assert decided(ward.other_hospital) == []
    for stranger in (ward.eve, ward.coordinator, ward.regulator, ward.manufacturer, ward.other_hospital):
        with pytest.raises(NotFound):
            queries.decision_for(stranger.viewer, row.pk)
        browser = browser_of(stranger)
        assert browser.get(f"/worklist/{row.advisory_id}/decisions/{row.pk}/selection-list.json").status_code == 404
        with pytest.raises(NotFound):
            actions.destroy_reason(row.pk, reason="Mine.", typed=NUMBER, actor=stranger.viewer)
    assert "spare pumps" not in browser_of(ward.other_hospital).get(f"/worklist/{NUMBER}/decisions").content.decode()


def test_a_reader_of_the_hospital_reads_and_does_not_decide(ward: Cast) -> None:
    actions.decide(NUMBER, SOON, actor=ward.hospital.viewer)
    reader = parties.add_member(
        ward.hospital.organisation, email="m@elowen.example", name="M. Reyes", password=None, actor=SYSTEM
    )
    parties.change_role(reader.pk, MemberRole.READER, actor=SYSTEM)
    reader.refresh_from_db()
    assert decided(reader) == [("out-of-cycle", "T. Brindle")]
    page = browser_of(reader).get(f"/worklist/{NUMBER}/decisions").content.decode()
    assert ("The spare pumps" in page, "Decide as" in page) == (True, False)
    with pytest.raises(NotFound):
        actions.decide(NUMBER, SOON, actor=reader.viewer)


def test_what_the_worklist_knows_is_filled_in_and_kept_as_its_source(ward: Cast) -> None:
    def suggested() -> dict[str, tuple[str, str]]:
        known = queries.suggestions(ward.hospital.viewer, head_for(ward.hospital.viewer, NUMBER))
        return {key: (one.value, one.source) for key, one in known.items()}

    assert suggested() == {"life_supporting": ("yes", "clinical-role")}
    advisories.take_in_kev(kev("2026.01.01", "CVE-2016-9355"), actor=SYSTEM)
    worker.drain()
    both = {"life_supporting": ("yes", "clinical-role"), "exploitation": ("active", "known-exploited")}
    assert suggested() == both
    row = actions.decide(NUMBER, SOON, actor=ward.hospital.viewer)
    assert row.sources["exploitation"] == "known-exploited"
    page = browser_of(ward.hospital).get(f"/worklist/{NUMBER}/decisions").content.decode()
    assert "Look again" in page  # what our devices do for patients was not weighed
    assert 'name="life_supporting" value="yes" checked' in page


def test_a_decision_outlives_a_revision_that_names_another_product_and_asks_to_look_again(ward: Cast) -> None:
    row = actions.decide(NUMBER, SOON, actor=ward.hospital.viewer)
    taken_in(bulletin(revision=2))
    worker.drain()
    page = browser_of(ward.hospital).get(f"/worklist/{NUMBER}/decisions").content.decode()
    assert ("the advisory was revised since" in page, "The spare pumps" in page) == (True, True)
    taken_in(bulletin(product="Another pump", revision=3))
    worker.drain()
    assert "no longer names this product" in browser_of(ward.hospital).get(f"/worklist/{NUMBER}").content.decode()
    for key in (NUMBER, str(row.advisory_id)):
        assert "The spare pumps" in browser_of(ward.hospital).get(f"/worklist/{key}/decisions").content.decode()


def test_what_is_missing_is_told_and_what_was_typed_is_kept(ward: Cast) -> None:
    browser, address = browser_of(ward.hospital), f"/worklist/{NUMBER}/decisions"
    answer = browser.post(address, {"decided": "deferred", "because": " ", "exploitation": "none"})
    assert answer.status_code == 422
    assert 'name="exploitation" value="none" checked' in answer.content.decode()
    with pytest.raises(InputRefusal, match="Here is decided: deployer"):
        actions.decide(NUMBER, replace(SOON, sheet="supplier"), actor=ward.hospital.viewer)
    assert decided(ward.hospital) == []
    looked = browser.get(address, {"exploitation": "active"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in looked


def test_a_program_of_the_hospital_decides_reads_and_takes_the_list_along(ward: Cast, shared: Path) -> None:
    program = program_of(ward.hospital)
    given = {"table": "deployer", "answers": dict(SOON.answers), "decided": SOON.decided, "because": SOON.because}
    taken = program.post(f"/worklist/{NUMBER}/decisions", given, status=201)
    found = program.get(f"/worklist/{NUMBER}/decisions")
    assert found["decisions"] == [taken]
    assert found["says"]["table"] == "deployer"
    made = program.get(f"/worklist/{NUMBER}/decisions/{taken['id']}/selection-list")
    schema = json.loads((shared / "oracles" / "ssvc" / "SelectionList_2_0_0.schema.json").read_text())
    assert list(jsonschema_rs.validator_for(schema, validate_formats=True).iter_errors(made)) == []
    assert made["target_ids"] == ["CVE-2016-9355", NUMBER]
    assert made["selections"][-1]["key"] == "DSOI"
    assert "Monday" not in json.dumps(made)
    refused = program.post(f"/worklist/{NUMBER}/decisions", {**given, "table": "magic"}, status=422)
    assert (refused["code"], "deployer" in refused["sentence"]) == ("unknown-table", True)
    assert program_of(ward.eve).send("GET", f"/worklist/{NUMBER}/decisions").status_code == 404


def test_the_reason_is_destroyed_after_a_spill_and_the_decision_stays(ward: Cast) -> None:
    row = actions.decide(NUMBER, replace(SOON, because="Mrs Quillfeather lies there."), actor=ward.hospital.viewer)
    other = actions.decide(NUMBER, replace(SOON, because="Beside Quillfeather."), actor=ward.hospital.viewer)
    browser, address = browser_of(ward.hospital), f"/worklist/acts/{row.pk}/destroy"
    assert address in browser.get(f"/worklist/{NUMBER}/decisions").content.decode()
    done = browser.post(address, {"typed": NUMBER, "reason": "A patient is named."}, follow=True).content.decode()
    assert "The reason of a decision how soon to act" in done
    sent = {"typed": NUMBER, "reason": "A patient is named."}
    program_of(ward.hospital).post(f"/worklist/records/{other.pk}/purge", sent, status=200)
    row.refresh_from_db()
    assert (row.because, row.salt, row.decided) == ("", "", "out-of-cycle")
    worker.drain()
    assert tables_holding("Quillfeather") is False
    assert facts.breaks() == []
