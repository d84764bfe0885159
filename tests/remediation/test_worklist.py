"""What is done about it: recorded by a person, told to the second one, taken back, reopened by a revision."""

from __future__ import annotations

from uuid import UUID

import pytest

from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotFound, RuleRefusal
from medcord.ledger import queries as facts
from medcord.ledger import worker
from medcord.matching.queries import Cut
from medcord.parties import actions as parties
from medcord.parties.models import Member
from medcord.remediation import actions, policy, queries
from medcord.remediation.models import RemediationAct
from tests.cast import SYSTEM, Cast
from tests.inventory.ward import ROWS, advisory_id, bulletin, device_of, imported, many, table, taken_in

pytestmark = pytest.mark.django_db

DONE = {"outcome": "patched", "note": "Software 12.1.2 installed, work order 4711"}


@pytest.fixture
def ward(cast: Cast) -> Cast:
    taken_in(bulletin())
    imported(cast.hospital)
    return cast


def counted(member: Member, cut: Cut | None = None) -> tuple[int, int, int, int]:
    """(affected, possible, outside, closed) over the worklist."""
    found = queries.worklist(member.viewer, cut or Cut(), state="all")
    return tuple(found.total(kind) for kind in ("affected", "possible", "outside_range", "closed"))  # type: ignore[return-value]


def close(member: Member, *tags: str, **other: object) -> RemediationAct:
    devices = [device_of(member, tag) for tag in tags]
    return actions.close(advisory_id(member), devices, **{**DONE, **other}, actor=member.viewer)  # type: ignore[arg-type]


def colleague(cast: Cast) -> Member:
    return parties.add_member(
        cast.hospital.organisation, email="m@elowen.example", name="M. Reyes", password=None, actor=SYSTEM
    )


def test_the_worklist_counts_what_nobody_has_closed(ward: Cast) -> None:
    assert counted(ward.hospital) == (2, 1, 1, 0)
    found = queries.worklist(ward.hospital.viewer, Cut())
    assert (found.touched, found.devices, len(found.groups)) == (4, 5, 1)
    assert (found.groups[0].rank, found.groups[0].still_open) == (1, 4)


def test_closing_says_what_was_done_and_leaves_a_fact(ward: Cast) -> None:
    act = close(ward.hospital, "SE-001", proof="WO 4711")
    assert counted(ward.hospital) == (1, 1, 1, 1)
    fact = facts.facts_of([f"organisation:{ward.hospital.organisation_id}"], kinds=["RemediationRecorded"])[0]
    assert (fact.data["outcome"], fact.data["devices"], fact.data["act"]) == ("patched", 1, str(act.id))
    assert "work order" not in str(fact.data).lower()
    line = queries.history_of(ward.hospital.viewer, device_of(ward.hospital, "SE-001"))[0]
    assert (line.act.note, line.act.by) == (DONE["note"], ward.hospital.id)


@pytest.mark.parametrize(("outcome", "note"), [("patched", "  "), ("", "done"), ("unplugged", "done")])
def test_closing_without_an_outcome_or_words_is_refused(ward: Cast, outcome: str, note: str) -> None:
    with pytest.raises(InputRefusal):
        close(ward.hospital, "SE-001", outcome=outcome, note=note)
    assert counted(ward.hospital) == (2, 1, 1, 0)


def test_nothing_but_a_person_closes_what_is_possible_or_outside_the_range(ward: Cast) -> None:
    imported(ward.hospital)
    taken_in(bulletin(revision=2))
    assert counted(ward.hospital) == (2, 1, 1, 0)
    close(ward.hospital, "SE-003", "SE-004", outcome="checked_not_affected", note="Read the version on the device")
    assert counted(ward.hospital) == (2, 0, 0, 2)


def test_the_second_of_two_engineers_is_told_who_was_first(ward: Cast) -> None:
    seen = queries.last_number(ward.hospital.viewer, advisory_id(ward.hospital))
    other = colleague(ward)
    actions.close(
        advisory_id(other),
        [device_of(other, "SE-001")],
        outcome="replaced",
        note="Swapped",
        seen=seen,
        actor=other.viewer,
    )
    with pytest.raises(EditedMeanwhile, match="Reyes recorded “Replaced” for this device after you opened"):
        close(ward.hospital, "SE-001", "SE-002", seen=seen)
    assert counted(ward.hospital) == (1, 1, 1, 1)
    close(ward.hospital, "SE-002", seen=seen)  # nobody touched this one
    assert counted(ward.hospital) == (0, 1, 1, 2)


def test_closing_what_is_closed_already_is_refused(ward: Cast) -> None:
    close(ward.hospital, "SE-001")
    with pytest.raises(InputRefusal, match="still open"):
        close(ward.hospital, "SE-001")


def test_a_closure_is_taken_back_with_a_reason(ward: Cast) -> None:
    act = close(ward.hospital, "SE-001", "SE-002")
    with pytest.raises(InputRefusal):
        actions.undo(act.id, reason="", actor=ward.hospital.viewer)
    actions.undo(act.id, reason="Wrong advisory", actor=ward.hospital.viewer)
    assert counted(ward.hospital) == (2, 1, 1, 0)
    with pytest.raises(RuleRefusal):
        actions.undo(act.id, reason="Again", actor=ward.hospital.viewer)
    close(ward.hospital, "SE-001")
    kinds = [line.act.kind for line in queries.history_of(ward.hospital.viewer, device_of(ward.hospital, "SE-001"))]
    assert kinds == ["closed", "undone", "closed"]


def test_one_device_is_opened_again_and_the_rest_stays_closed(ward: Cast) -> None:
    close(ward.hospital, "SE-001", "SE-002")
    device = device_of(ward.hospital, "SE-001")
    actions.reopen(advisory_id(ward.hospital), [device], reason="The update failed", actor=ward.hospital.viewer)
    assert counted(ward.hospital) == (1, 1, 1, 1)
    fact = facts.facts_of([f"organisation:{ward.hospital.organisation_id}"], kinds=["RemediationReopened"])[0]
    assert fact.data["devices"] == 1


def test_a_revision_that_names_the_version_reopens_what_was_closed(ward: Cast) -> None:
    close(ward.hospital, "SE-001", "SE-004", outcome="checked_not_affected", note="Read it on the device")
    taken_in(bulletin(revision=2, versions="<= 12.5"))
    assert counted(ward.hospital) == (3, 1, 0, 0)
    line = queries.history_of(ward.hospital.viewer, device_of(ward.hospital, "SE-004"))[0]
    assert (line.closed, line.act.by) == (False, None)


def test_a_revision_that_says_the_same_reopens_nothing(ward: Cast) -> None:
    close(ward.hospital, "SE-001", "SE-004")
    taken_in(bulletin(revision=2))
    assert counted(ward.hospital) == (1, 1, 0, 2)


def test_a_patched_device_that_reports_its_new_version_stays_closed(ward: Cast) -> None:
    close(ward.hospital, "SE-001")
    patched = (*ROWS[0][:4], "12.1.2", *ROWS[0][5:])
    imported(ward.hospital, table(patched, *ROWS[1:]))
    assert counted(ward.hospital) == (1, 1, 1, 1)


def test_a_retired_device_leaves_the_worklist_and_its_history_stays(ward: Cast) -> None:
    device = device_of(ward.hospital, "SE-001")
    close(ward.hospital, "SE-001")
    imported(ward.hospital, table(*ROWS[1:]))
    assert counted(ward.hospital) == (1, 1, 1, 0)
    assert len(queries.history_of(ward.hospital.viewer, device)) == 1


def test_filters_cut_open_and_closed_alike(ward: Cast) -> None:
    close(ward.hospital, "SE-001")
    assert counted(ward.hospital, Cut(department="ICU")) == (0, 1, 0, 1)
    assert counted(ward.hospital, Cut(site="West")) == (0, 1, 1, 0)
    assert counted(ward.hospital, Cut(q="SE-002")) == (1, 0, 0, 0)
    assert counted(ward.hospital, Cut(q="nothing like it")) == (0, 0, 0, 0)


def test_many_devices_are_closed_in_one_act_and_too_many_are_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "MOST_AT_ONCE", 300)
    taken_in(bulletin())
    imported(cast.hospital, many(301))
    advisory = advisory_id(cast.hospital)
    found = queries.worklist(cast.hospital.viewer, Cut())
    assert found.total("affected") == 301
    from medcord.matching import queries as matching

    identities = [v.identity_id for v in matching.verdicts(cast.hospital.viewer, Cut(), _batch(cast)).values()]
    everything = queries.open_devices(cast.hospital.viewer, advisory, identities, Cut())
    with pytest.raises(RuleRefusal, match="301 devices are chosen"):
        actions.close(advisory, everything, **DONE, actor=cast.hospital.viewer)
    assert actions.close(advisory, everything[:300], **DONE, actor=cast.hospital.viewer).devices == 300
    assert counted(cast.hospital) == (1, 0, 0, 300)


def _batch(cast: Cast) -> UUID:
    from medcord.inventory import queries as inventory

    batch = inventory.current_batch(cast.hospital.viewer)
    assert batch is not None
    return batch.id


def test_nobody_closes_or_sees_the_work_of_another_hospital(ward: Cast) -> None:
    act = close(ward.hospital, "SE-001")
    device, advisory = device_of(ward.hospital, "SE-002"), advisory_id(ward.hospital)
    imported(ward.other_hospital)
    for member in (ward.other_hospital, ward.eve, ward.coordinator, ward.regulator, ward.isao):
        with pytest.raises(NotFound):
            actions.close(advisory, [device], **DONE, actor=member.viewer)
        with pytest.raises(NotFound):
            actions.reopen(advisory, [device], reason="Because", actor=member.viewer)
        with pytest.raises(NotFound):
            actions.undo(act.id, reason="Because", actor=member.viewer)
    assert queries.history_of(ward.other_hospital.viewer, device_of(ward.hospital, "SE-001")) == []
    assert counted(ward.other_hospital) == (2, 1, 1, 0)
    worker.drain()
    assert counted(ward.hospital) == (1, 1, 1, 1)
