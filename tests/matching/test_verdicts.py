"""Advisories meet devices: what stands on the worklist, when, and what stays as it was."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from medcord.core.refusals import NotFound
from medcord.inventory import queries as inventory
from medcord.ledger import queries as facts
from medcord.ledger import worker
from medcord.matching import actions, queries
from medcord.matching.models import AdvisoryHead, MatchRun, Verdict
from medcord.matching.queries import Cut
from medcord.parties.models import Member
from tests.cast import Cast
from tests.inventory.ward import ROWS, advisory_id, bulletin, device_of, imported, many, table, taken_in

pytestmark = pytest.mark.django_db

OUTSIDE = "outside the stated range; the manufacturer has not said this version is safe"


def said(member: Member) -> dict[str, tuple[str, str]]:
    """Asset tag to (kind, basis)."""
    found: dict[str, tuple[str, str]] = {}
    for entry in inventory.devices(member.viewer, inventory.DeviceFilter()).rows:
        for verdict in queries.verdicts_of_identity(member.viewer, entry.identity_id):
            found[entry.asset_tag] = (verdict.kind, verdict.basis)
    return found


def runs(member: Member) -> list[tuple[int, int, int, int]]:
    """(identities, affected, possible, not affected) of each completed run, from the facts."""
    told = facts.facts_of([f"organisation:{member.organisation_id}"], kinds=["MatchRunCompleted"])
    return [tuple(row.data[name] for name in ("identities", "affected", "possible", "not_affected")) for row in told]


EXPECTED = {
    "SE-001": ("affected", "in_range"),
    "SE-002": ("affected", "in_range"),
    "SE-003": ("possible", "needs_review"),
    "SE-004": ("outside_range", "outside_range"),
}


def test_an_advisory_that_comes_in_meets_every_device(cast: Cast) -> None:
    imported(cast.hospital)
    assert said(cast.hospital) == {}
    taken_in(bulletin())
    assert said(cast.hospital) == EXPECTED
    assert runs(cast.hospital)[-1] == (4, 1, 1, 1)


def test_an_inventory_that_comes_in_meets_every_advisory(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    assert said(cast.hospital) == EXPECTED


def test_a_version_above_the_range_is_never_called_safe(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    identity = inventory.unit_for(cast.hospital.viewer, device_of(cast.hospital, "SE-004")).entry.identity_id
    verdict = queries.verdicts_of_identity(cast.hospital.viewer, identity)[0]
    assert any(OUTSIDE in line for line in verdict.because)
    assert "not affected" not in verdict.reasons
    assert "outside the stated range" in verdict.reasons


def test_only_identities_that_are_new_are_matched_again(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    imported(cast.hospital, table(*ROWS, ("SE-006", "BD", "Alaris 8015 PCU", "infusion pump", "9.1", "ED", "Main", "")))
    assert [row[0] for row in runs(cast.hospital)] == [4, 1]
    assert said(cast.hospital)["SE-006"] == ("affected", "in_range")


def test_a_revision_replaces_what_its_advisory_said_and_leaves_the_rest(cast: Cast) -> None:
    taken_in(bulletin(), bulletin("ICSMA-18-001-01", maker="Stryker", product="EPIC II", versions="vers:all/*"))
    imported(cast.hospital)
    before = set(Verdict.objects.values_list("pk", flat=True))
    taken_in(bulletin(revision=2, versions="<= 12.5"))
    assert said(cast.hospital)["SE-004"] == ("affected", "in_range")
    other = Verdict.objects.get(advisory__tracking_id="ICSMA-18-001-01")
    assert other.pk in before


def test_a_revision_that_says_the_same_touches_no_verdict(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    before = set(Verdict.objects.values_list("pk", "revision"))
    taken_in(bulletin(revision=2))
    assert set(Verdict.objects.values_list("pk", "revision")) == before
    assert AdvisoryHead.objects.get().revision == 2


def test_rebuilding_gives_the_same_verdicts_and_the_same_digest(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    before = set(Verdict.objects.values_list("pk", flat=True))
    actions.rebuild(actor=cast.hospital.viewer)
    worker.drain()
    assert set(Verdict.objects.values_list("pk", flat=True)) == before
    first, second = MatchRun.objects.order_by("started_at")
    assert (first.result, first.identities) == (second.result, second.identities)


def test_every_hospital_of_the_node_is_matched(cast: Cast) -> None:
    imported(cast.hospital)
    imported(cast.other_hospital, table(ROWS[0]))
    taken_in(bulletin())
    assert said(cast.hospital) == EXPECTED
    assert said(cast.other_hospital) == {"SE-001": ("affected", "in_range")}


def test_an_import_does_not_swallow_what_another_hospital_has_not_met_yet(cast: Cast) -> None:
    """The heading is known from the first hospital's run; the second one must be matched all the same."""
    imported(cast.other_hospital, table(ROWS[0]))
    imported(cast.hospital)
    actions.start_run(cast.hospital.organisation_id, everything=True, actor=cast.hospital.viewer)
    taken_in(bulletin())
    assert said(cast.other_hospital) == {"SE-001": ("affected", "in_range")}


def test_two_publishers_may_use_one_tracking_id(cast: Cast) -> None:
    other = bulletin(maker="Stryker", product="EPIC II", versions="vers:all/*")
    taken_in(bulletin(), other.replace(b"https://www.cisa.gov/", b"https://psirt.example/"))
    imported(cast.hospital)
    assert said(cast.hospital) == EXPECTED | {"SE-005": ("affected", "in_range")}


def test_a_run_killed_between_parts_goes_on_where_it_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PART_ALL", 2)
    taken_in(bulletin())
    imported(cast.hospital)
    Verdict.objects.all()  # matched; now again, part by part
    actions.rebuild(actor=cast.hospital.viewer)
    assert worker.run_once()
    run = queries.running(cast.hospital.viewer)
    assert run is not None
    assert (run.identities, run.percent) == (2, 50)
    worker.drain()
    assert queries.running(cast.hospital.viewer) is None
    assert said(cast.hospital) == EXPECTED


def test_known_attacks_move_an_advisory_to_the_top(cast: Cast) -> None:
    from medcord.advisories import actions as advisories
    from tests.cast import SYSTEM

    taken_in(
        bulletin(),
        bulletin("ICSMA-18-001-01", maker="Stryker", product="EPIC II", versions="vers:all/*", cve="CVE-2018-0001"),
    )
    imported(cast.hospital)
    batch = inventory.current_batch(cast.hospital.viewer)
    assert batch is not None
    order = sorted(queries.counts(cast.hospital.viewer, Cut(), batch.id), key=lambda tally: tally.first)
    assert order[0].advisory == advisory_id(cast.hospital)
    listed = [{"cveID": "CVE-2018-0001", "dateAdded": "2026-01-01"}]
    known = json.dumps({"catalogVersion": "2026.01.01", "count": 1, "vulnerabilities": listed}).encode()
    advisories.take_in_kev(known, actor=SYSTEM)
    worker.drain()
    order = sorted(queries.counts(cast.hospital.viewer, Cut(), batch.id), key=lambda tally: tally.first)
    assert order[0].advisory == advisory_id(cast.hospital, "ICSMA-18-001-01")


def test_actions_are_quoted_or_said_to_be_missing(cast: Cast) -> None:
    taken_in(bulletin(), bulletin("ICSMA-18-001-01", maker="Stryker", product="EPIC II", versions="vers:all/*", fix=""))
    imported(cast.hospital)
    quoted = queries.quoted(Verdict.objects.select_related("advisory"))
    texts = {(action.category, action.details) for some in quoted.values() for action in some}
    assert texts == {
        ("vendor_fix", "Update to version 12.1.2."),
        ("none_stated", "no action stated; ask the manufacturer"),
    }


def test_nobody_sees_the_verdicts_of_another_hospital(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    head = advisory_id(cast.hospital)
    for member in (cast.other_hospital, cast.eve, cast.coordinator, cast.regulator):
        with pytest.raises(NotFound):
            queries.head_for(member.viewer, str(head))
    with pytest.raises(NotFound):
        queries.head_for(cast.hospital.viewer, str(UUID(int=1)))


def test_a_large_inventory_is_counted_in_few_queries(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    taken_in(bulletin())
    imported(cast.hospital, many(1500))
    batch = inventory.current_batch(cast.hospital.viewer)
    assert batch is not None
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        tallies = queries.counts(cast.hospital.viewer, Cut(), batch.id)
    assert [(tally.kind, tally.devices) for tally in tallies] == [("affected", 1500)]
