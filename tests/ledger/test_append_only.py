"""Facts are only ever added, and rows are written by actions or not at all."""

from __future__ import annotations

import uuid

import pytest

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import Code, OrganisationRegistered
from medcord.core.refusals import EditedMeanwhile
from medcord.ledger.models import Delivery, FactRow
from medcord.ledger.rows import DirectWrite, UnscopedQuery
from medcord.ledger.writing import NoFactLeft
from medcord.parties.models import Organisation, Token
from tests.cast import SYSTEM, Cast
from tests.ledger.stories import two_chains, where_it_breaks

pytestmark = pytest.mark.django_db


@ledger.action
def rename(row: Organisation, *, expected_version: int | None = None, actor: Viewer = SYSTEM) -> None:
    fact = OrganisationRegistered(row.id, Code(row.role))
    ledger.commit(rows=[row], facts=[fact], actor=actor, expected_version=expected_version)


def test_a_stored_fact_cannot_be_saved_again_or_deleted() -> None:
    row = two_chains()[0]
    row.kind = "CaseClosed"
    with pytest.raises(DirectWrite):
        row.save()
    with pytest.raises(DirectWrite):
        row.delete()
    assert FactRow.objects.get(pk=row.pk).kind == "CaseMarked"


def test_facts_cannot_be_changed_or_deleted_by_the_set_either() -> None:
    two_chains()
    with pytest.raises(DirectWrite):
        FactRow.objects.filter(kind="CaseMarked").update(kind="CaseClosed")
    with pytest.raises(DirectWrite):
        FactRow.objects.filter(kind="CaseMarked").delete()
    with pytest.raises(DirectWrite):
        FactRow.objects.bulk_update(FactRow.objects.all(), ["kind"])
    assert where_it_breaks() == []


@pytest.mark.parametrize(
    "room", ["medcord.web.board", "medcord.cases.policy", "medcord.api.routes", "medcord.project.x"]
)
def test_rows_are_handed_out_to_queries_and_actions_only(room: str) -> None:
    asked: dict[str, object] = {"__name__": room, "Organisation": Organisation}
    with pytest.raises(UnscopedQuery, match=f"{room} may not name Organisation.objects"):
        exec("Organisation.objects.all()", asked)
    with pytest.raises(UnscopedQuery):
        exec("Organisation.objects.filter(name='x').first()", asked)


@pytest.mark.parametrize("room", ["medcord.parties.queries", "medcord.parties.actions", "medcord.matching.reactions"])
def test_queries_actions_and_reactions_get_the_rows(cast: Cast, room: str) -> None:
    asked: dict[str, object] = {"__name__": room, "Organisation": Organisation}
    exec("found = Organisation.objects.count()", asked)
    assert asked["found"] == 7


def test_a_row_is_not_written_outside_an_action(cast: Cast) -> None:
    row = Organisation.objects.get(short_name="NCC")
    row.name = "Another"
    writes = [
        row.save,
        row.delete,
        lambda: Organisation.objects.create(name="X", short_name="X", role="hospital"),
        lambda: Organisation.objects.filter(pk=row.pk).update(name="Another"),
        lambda: Organisation.objects.filter(pk=row.pk).delete(),
        lambda: Organisation.objects.bulk_create([Organisation(name="X", short_name="X", role="hospital")]),
        lambda: Organisation.objects.bulk_update([row], ["name"]),
    ]
    for write in writes:
        with pytest.raises(DirectWrite):
            write()
    assert Organisation.objects.get(pk=row.pk).name == "National Coordination Centre"


def test_rows_reached_over_a_relation_are_guarded_too(cast: Cast) -> None:
    with pytest.raises(DirectWrite):
        cast.hospital.tokens.update(label="mine")  # type: ignore[attr-defined]
    with pytest.raises(DirectWrite):
        cast.hospital.tokens.create(label="mine", digest="x", expires_at="2030-01-01T00:00:00Z")  # type: ignore[attr-defined]
    assert Token.objects.count() == 0


def test_an_action_without_a_fact_leaves_nothing() -> None:
    @ledger.action
    def silent() -> None:
        """Does nothing that anybody could read later."""

    with pytest.raises(NoFactLeft):
        silent()
    with pytest.raises(NoFactLeft):
        ledger.commit(facts=[], actor=SYSTEM)


def test_an_action_that_fails_after_its_commit_leaves_no_row_fact_or_delivery() -> None:
    @ledger.action
    def half(name: str) -> None:
        row = Organisation(name=name, short_name=name, role="hospital")
        ledger.commit(rows=[row], facts=[OrganisationRegistered(row.id, Code("hospital"))], actor=SYSTEM)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        half("Half")
    assert (Organisation.objects.count(), FactRow.objects.count(), Delivery.objects.count()) == (0, 0, 0)


def test_an_action_inside_an_action_counts_for_the_outer_one_and_shares_its_fate() -> None:
    @ledger.action
    def outer(fail: bool) -> None:
        two_chains()
        if fail:
            raise ConnectionError

    outer(False)
    assert FactRow.objects.count() == 6
    with pytest.raises(ConnectionError):
        outer(True)
    assert FactRow.objects.count() == 6
    assert where_it_breaks() == []


def test_the_second_of_two_editors_is_told_and_nothing_is_written(cast: Cast) -> None:
    mine = Organisation.objects.get(short_name="Elowen")
    hers = Organisation.objects.get(short_name="Elowen")
    seen = mine.version
    mine.name = "Saint Elowen Clinics"
    rename(mine, expected_version=seen)
    facts = FactRow.objects.count()
    hers.name = "Elowen & Sons"
    with pytest.raises(EditedMeanwhile, match="What you typed is kept below"):
        rename(hers, expected_version=seen)
    stored = Organisation.objects.get(short_name="Elowen")
    assert (stored.name, stored.version) == ("Saint Elowen Clinics", seen + 1)
    assert FactRow.objects.count() == facts


def test_a_row_read_long_ago_is_not_written_over_a_newer_one_even_without_a_form(cast: Cast) -> None:
    mine = Organisation.objects.get(short_name="Elowen")
    hers = Organisation.objects.get(short_name="Elowen")
    rename(mine)
    with pytest.raises(EditedMeanwhile):
        rename(hers)


def test_a_row_may_be_written_twice_by_whoever_holds_the_newest(cast: Cast) -> None:
    row = Organisation.objects.get(short_name="Elowen")
    before = row.version
    rename(row)
    rename(row)
    assert (row.version, Organisation.objects.get(pk=row.pk).version) == (before + 2, before + 2)


def test_a_row_that_is_gone_is_not_brought_back_by_a_late_save(cast: Cast) -> None:
    ghost = Organisation(id=uuid.uuid4(), name="Ghost", short_name="Ghost", role="hospital", version=1)
    ghost._state.adding = False
    with pytest.raises(EditedMeanwhile):
        rename(ghost)
    assert not Organisation.objects.filter(short_name="Ghost").exists()
