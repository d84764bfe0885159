"""Publishing is whole or not at all: a number, a date, a valid file, a fact."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection

from medcord.advisories import actions, queries
from medcord.advisories.actions import publishing
from medcord.advisories.models import AdvisoryRevision
from medcord.core.access import Viewer
from medcord.core.advisory import Publisher, Statement
from medcord.core.advisory.standing import with_standing
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ProductStatus, Tlp
from medcord.formats.csaf import validate
from medcord.ledger import queries as ledger_queries
from tests.advisories.stories import (
    COORDINATOR,
    FIXED_PUMP,
    FLAW,
    HOSPITAL,
    MAKER,
    NODE,
    PUMP,
    PUMP_ADVISORY,
    STRANGER,
)

pytestmark = pytest.mark.django_db

AUTUMN = datetime(2026, 9, 21, 14, 0, tzinfo=UTC)
WINTER = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)


def published_facts() -> list[dict[str, Any]]:
    return [fact.data for fact in ledger_queries.facts_of_kinds(["AdvisoryPublished"])]


def document(revision: AdvisoryRevision) -> dict[str, Any]:
    return dict(json.loads(queries.document_of(revision)))


def test_a_published_advisory_is_numbered_dated_and_valid() -> None:
    with time_machine.travel(AUTUMN, tick=False):
        revision = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    tracking = document(revision)["document"]["tracking"]
    assert (revision.advisory.tracking_id, revision.number, revision.advisory.own) == ("MCA-2026-0001", 1, True)
    assert tracking["id"] == "MCA-2026-0001"
    assert (tracking["status"], tracking["version"]) == ("final", "1")
    assert tracking["initial_release_date"] == tracking["current_release_date"] == "2026-09-21T14:00:00Z"
    assert tracking["revision_history"] == [
        {"date": "2026-09-21T14:00:00Z", "number": "1", "summary": "Initial publication"}
    ]
    assert [one for one in validate(queries.document_of(revision)) if one.level == "error"] == []


def test_the_file_names_the_address_where_it_will_be_found() -> None:
    with time_machine.travel(AUTUMN, tick=False):
        revision = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    [address] = [each["url"] for each in document(revision)["document"]["references"] if each["category"] == "self"]
    assert address == "http://127.0.0.1:8000/.well-known/csaf/white/2026/mca-2026-0001.json"


def test_publishing_leaves_one_fact_with_the_digest_of_the_file() -> None:
    revision = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    assert published_facts() == [{"advisory": str(revision.advisory_id), "revision": 1, "digest": revision.sha256}]
    assert ledger_queries.breaks() == []


def test_what_was_published_reads_back_as_it_was_said() -> None:
    revision = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    value = queries.value_of(revision)
    assert value.plain == with_standing(PUMP_ADVISORY).plain  # and what is said of therapy, whoever published it
    assert value.vulnerabilities[0].remediations == FLAW.remediations
    assert [product.identifiers.udi_dis for product in value.products] == [("00000000031007",), ()]


def test_numbers_run_on_in_a_year_and_begin_again_in_the_next() -> None:
    ids = []
    for moment in (AUTUMN, AUTUMN, WINTER, datetime(2027, 1, 4, tzinfo=UTC)):
        with time_machine.travel(moment, tick=False):
            ids.append(actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id)
    assert ids == ["MCA-2026-0001", "MCA-2026-0002", "MCA-2026-0003", "MCA-2027-0001"]


def test_a_revision_keeps_number_and_first_date_and_says_what_is_new() -> None:
    with time_machine.travel(AUTUMN, tick=False):
        first = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    with time_machine.travel(WINTER, tick=False):
        second = actions.publish(
            replace(PUMP_ADVISORY, title="Pump: attacks seen"),
            revises=first.advisory_id,
            summary="Attacks seen",
            actor=COORDINATOR,
        )
    value = queries.value_of(second)
    assert (value.id, value.version, value.initial_release, value.current_release) == (
        "MCA-2026-0001",
        "2",
        AUTUMN,
        WINTER,
    )
    assert [(each.number, each.summary) for each in value.revisions] == [
        ("1", "Initial publication"),
        ("2", "Attacks seen"),
    ]
    shown = queries.advisory_for(STRANGER, "MCA-2026-0001")
    assert shown.current.title == "Pump: attacks seen"
    assert [each.number for each in queries.history(STRANGER, shown)] == [2, 1]
    assert queries.value_of(queries.revision_for(STRANGER, "MCA-2026-0001", 1)).title == PUMP_ADVISORY.title


def test_a_clock_that_was_set_back_does_not_turn_the_history_around() -> None:
    with time_machine.travel(WINTER, tick=False):
        first = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    with time_machine.travel(AUTUMN, tick=False):
        second = actions.publish(PUMP_ADVISORY, revises=first.advisory_id, summary="Again", actor=COORDINATOR)
    assert queries.value_of(second).current_release == WINTER
    assert queries.advisory_for(STRANGER, first.advisory.tracking_id).current.number == 2


@pytest.mark.parametrize("viewer", [HOSPITAL, MAKER, STRANGER], ids=["hospital", "maker", "stranger"])
def test_only_the_coordinator_publishes(viewer: Viewer) -> None:
    with pytest.raises(NotAllowed):
        actions.publish(PUMP_ADVISORY, actor=viewer)
    assert published_facts() == []


def test_the_node_may_publish_when_it_is_seeded() -> None:
    assert actions.publish(PUMP_ADVISORY, actor=NODE).number == 1


@pytest.mark.parametrize("tlp", [Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED])
def test_what_is_not_for_everybody_is_not_published(tlp: Tlp) -> None:
    with pytest.raises(RuleRefusal) as refusal:
        actions.publish(replace(PUMP_ADVISORY, tlp=tlp), actor=COORDINATOR)
    assert refusal.value.code == "not-public"
    assert queries.published(NODE).count == 0


def test_an_invalid_document_is_refused_with_the_rules_it_breaks_and_nothing_is_out() -> None:
    unknown = replace(FLAW, statements=(Statement("MCPID-9999", ProductStatus.AFFECTED),), scores=(), remediations=())
    with pytest.raises(RuleRefusal) as refusal:
        actions.publish(replace(PUMP_ADVISORY, vulnerabilities=(unknown,)), actor=COORDINATOR)
    assert refusal.value.code == "not-valid-csaf"
    assert "6.1.1" in refusal.value.fields["rules"].split()
    assert "MCPID-9999" in refusal.value.sentence
    assert (queries.published(NODE).count, published_facts()) == (0, [])


def test_what_is_valid_in_2_0_alone_is_refused_too_since_both_editions_go_out() -> None:
    """CSAF 2.1 allows one star in a model number, 2.0 any number of them."""
    pump = replace(PUMP, identifiers=replace(PUMP.identifiers, model_numbers=("QI-*-*",)))
    with pytest.raises(RuleRefusal) as refusal:
        actions.publish(replace(PUMP_ADVISORY, products=(pump, FIXED_PUMP)), actor=COORDINATOR)
    assert (refusal.value.code, refusal.value.fields["rules"]) == ("not-valid-csaf", "6.1.43")
    assert "not valid CSAF 2.1" in refusal.value.sentence
    assert (queries.published(NODE).count, published_facts()) == (0, [])


def test_a_refused_publication_uses_up_no_number() -> None:
    twice = replace(PUMP_ADVISORY, vulnerabilities=(FLAW, FLAW))
    with pytest.raises(RuleRefusal):
        actions.publish(twice, actor=COORDINATOR)
    assert actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.serial == 1


def test_two_publishers_at_once_get_different_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other publisher gets through between our look for a free number and our write."""
    look: Callable[[int], int] = publishing._next_serial
    others: list[AdvisoryRevision] = []

    def look_and_be_overtaken(year: int) -> int:
        serial = look(year)
        if not others:
            monkeypatch.setattr(publishing, "_next_serial", look)
            others.append(actions.publish(replace(PUMP_ADVISORY, title="The other"), actor=COORDINATOR))
        return serial

    monkeypatch.setattr(publishing, "_next_serial", look_and_be_overtaken)
    ours = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    assert [others[0].advisory.serial, ours.advisory.serial] == [1, 2]
    assert queries.value_of(ours).id == ours.advisory.tracking_id
    assert queries.published(STRANGER).count == 2


def test_a_revision_of_what_is_not_ours_does_not_exist() -> None:
    with pytest.raises(NotFound):
        actions.publish(PUMP_ADVISORY, revises=uuid4(), summary="x", actor=COORDINATOR)


def test_a_revision_under_another_publishers_name_is_refused() -> None:
    first = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    other = replace(PUMP_ADVISORY, publisher=Publisher("Other", "https://other.example"))
    with pytest.raises(RuleRefusal, match="names another publisher"):
        actions.publish(other, revises=first.advisory_id, summary="x", actor=COORDINATOR)


def test_a_revision_must_say_what_is_new() -> None:
    with pytest.raises(InputRefusal, match="what is new"):
        actions.publish(PUMP_ADVISORY, summary="  ", actor=COORDINATOR)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time; see the test above")
def test_many_publishers_in_one_instant_get_numbers_without_a_gap() -> None:
    together = Barrier(6)

    def one_of_many(_: int) -> int:
        together.wait()
        try:
            return int(actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.serial or 0)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        numbers = sorted(pool.map(one_of_many, range(6)))
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert ledger_queries.breaks() == []
