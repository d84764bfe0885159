"""The questions of a case that were put into SQL once find what the query sets of today's rows would find."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medcord.cases import queries
from medcord.cases.models import Case
from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import NotFound
from tests.cases.road import joined, opened
from tests.cast import STRANGER, SYSTEM, Cast

pytestmark = pytest.mark.django_db


def found(viewer: Viewer, reference: str) -> Case | None:
    try:
        return queries.case_for(viewer, reference)
    except NotFound:
        return None


def test_each_reads_the_cases_of_its_own_party_and_eve_reads_none(cast: Cast) -> None:
    mine, other = joined(cast), opened(cast, device_model="Quill 3")
    for who, sees in {
        "coordinator": [mine, other],
        "regulator": [mine, other],
        "manufacturer": [mine],
        "eve": [],
        "hospital": [],
        "isao": [],
    }.items():
        viewer = getattr(cast, who).viewer
        assert (who, [one for one in (mine, other) if found(viewer, one)]) == (who, sees)
        assert {row.reference for row in queries.of_party(viewer)} >= set(sees)
    assert (found(STRANGER, mine), found(replace(STRANGER, kind=ViewerKind.FINDER), mine)) == (None, None)
    assert found(cast.coordinator.viewer, "MC-NONE-NONE") is None


def test_a_member_that_is_kept_from_a_case_does_not_find_it(cast: Cast) -> None:
    reference = joined(cast)
    case = Case.objects.get(reference=reference)
    viewer = cast.manufacturer.viewer
    assert found(replace(viewer, cases=frozenset({case.pk})), reference) == case
    assert found(replace(viewer, cases=frozenset({uuid4()})), reference) is None
    assert found(replace(viewer, cases=frozenset()), reference) is None


def test_its_parties_and_reports_come_along_and_know_their_case(cast: Cast) -> None:
    reference = joined(cast)
    case, of_node = found(cast.manufacturer.viewer, reference), queries.case_for(SYSTEM, reference)
    assert case is not None
    with CaptureQueriesContext(connection) as asked:
        parts = [(one.pk, one.party.short_name, one.case.reference) for one in case.participants.all()]
        assert parts == [(one.pk, one.party.short_name, one.case.reference) for one in of_node.participants.all()]
        assert {short for _, short, _ in parts} == {"NCC", "DSA", "Karst"}
        assert [one.case for one in case.participants.all()] == [case] * 3
        assert (list(case.more_reports.all()), case.owner, case.report) == ([], of_node.owner, of_node.report)
    assert len(asked) == 0
    # Who asks further is answered by the database, and by this case's rows alone.
    assert case.participants.filter(party=cast.manufacturer.organisation).count() == 1
    assert case.participants.filter(party=cast.eve.organisation).count() == 0


def test_a_hidden_case_takes_as_many_questions_as_an_absent_one(cast: Cast) -> None:
    reference, counts = joined(cast), []
    for named in (reference, "MC-NONE-NONE"):
        with CaptureQueriesContext(connection) as asked:
            assert found(cast.eve.viewer, named) is None
        counts.append(len(asked))
    assert counts == [1, 1]
