"""A reader changes nothing of its party, a limited member meets no other case, a late joiner meets nothing older."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.refusals import NotAllowed, NotFound
from medcord.core.vocabulary import MemberRole
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.intake import queries as reports
from medcord.parties import actions as parties
from medcord.products import actions as products
from medcord.products import queries as registry
from tests.cases.road import opened, product_of, reported
from tests.cast import Cast
from tests.parties.people import again, browser, colleague

pytestmark = pytest.mark.django_db

WORDS = intake.RequestWords(device_model="Breva", description="our own find")


def test_a_reader_files_no_request_and_takes_no_sibling_back_and_reads_what_its_party_gave(cast: Cast) -> None:
    maker = cast.manufacturer.viewer
    sibling = products.state_sibling(
        product_of(cast).pk, products.SiblingWords("same", cast.eve.organisation_id, "Air"), actor=maker
    )
    file = products.receive_file(b"name,description\r\nBreva V9,new\r\n", name="f.csv", actor=maker)
    row = colleague(cast.manufacturer, "R. Eader")
    parties.change_role(row.pk, MemberRole.READER, actor=maker)
    reader = again(row).viewer
    for act in (
        lambda: intake.request(WORDS, actor=reader),
        lambda: products.withdraw_sibling(sibling.pk, actor=reader),
        lambda: products.drop_file(file.pk, actor=reader),
    ):
        with pytest.raises(NotAllowed, match="You may read for your party"):
            act()
    assert registry.file_for(reader, file.pk).pk == file.pk
    assert [one.pk for one in registry.files(reader)] == [file.pk]
    for outside in (cast.eve.viewer, cast.coordinator.viewer):
        with pytest.raises(NotFound):
            registry.file_for(outside, file.pk)


def test_a_limited_member_neither_meets_nor_files_a_request_that_none_of_its_cases_holds(cast: Cast) -> None:
    request = intake.request(WORDS, actor=cast.manufacturer.viewer)
    limited = colleague(cast.manufacturer, "L. Imited", sees="none").viewer
    assert reports.requests(limited) == []
    assert request.reference in [one.reference for one in reports.requests(cast.manufacturer.viewer)]
    with pytest.raises(NotFound):
        reports.request_for(limited, request.reference)
    with pytest.raises(NotAllowed, match="would not see this request"):
        intake.request(WORDS, actor=limited)
    assert reports.requests(cast.eve.viewer) == []


def test_a_case_hidden_from_a_limited_member_takes_the_queries_of_an_absent_one(cast: Cast) -> None:
    reference = opened(cast)
    client = browser(colleague(cast.coordinator, "L. Imited", sees="none"))
    taken = []
    for path in (f"/cases/{reference}", "/cases/MC-2222-2222"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 404
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_a_late_joiner_neither_reads_nor_finds_the_summary_written_before_its_point(cast: Cast) -> None:
    owner, maker = cast.coordinator.viewer, cast.manufacturer.viewer
    report = reported()
    intake.triage(report, medical_device=intake.MedicalDevice.YES, outcome=intake.Outcome.ACCEPT, actor=owner)
    case = cases.open_case(report, title="Alarms", summary="zqsummary of the first day", actor=owner)
    cases.invite(case.reference, maker.party_id, sees_from=clock.now(), actor=owner)  # type: ignore[arg-type]
    cases.answer_terms(case.reference, TermsAnswer.ACCEPT, actor=maker)
    assert case_queries.case_for(maker, case.reference).summary == ""
    assert [(one.title, one.summary) for one in case_queries.visible(maker)] == [("Alarms", "")]
    assert case_queries.case_for(owner, case.reference).summary == "zqsummary of the first day"
    with pytest.raises(NotFound):
        case_queries.case_for(cast.eve.viewer, case.reference)
