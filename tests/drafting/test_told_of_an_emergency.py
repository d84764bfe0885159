"""Who is told of a release in an emergency, in the same act: parties by their mailboxes, finders by their own doors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from medcord.cases import actions as cases
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.access import Viewer, ViewerKind
from medcord.drafting import actions
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.intake import queries as reports
from medcord.intake.models import Report
from medcord.intake.values import FinderIdentity
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.ledger.models import Delivery, OutgoingLetter
from medcord.notices import actions as notices
from medcord.notices.models import Notice
from medcord.notices.policy import How
from medcord.notices.reactions.digests import write_digests
from tests.cases.road import WORDS as FOUND
from tests.cases.road import joined, second_reader, stated
from tests.cast import STRANGER, Cast, browser_of
from tests.drafting.test_break_glass import WHY, WORDS, chosen
from tests.notices.people import forget_letters, told

pytestmark = pytest.mark.django_db
NAMED = {"identity": FinderIdentity.NAMED, "finder_name": "I. Anders", "credit": True}


def out(cast: Cast, case: str) -> str:
    """The short form of the case, released by one person; its number."""
    stated(cast, case)
    actions.prepare_emergency(case, WORDS, chosen(cast), actor=cast.coordinator.viewer)
    actions.see_emergency(case, number=1, actor=cast.regulator.viewer)
    forget_letters()
    return actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer).tracking_id


def page_of(code: str, passphrase: str = "") -> Client:
    browser = Client()
    assert browser.post("/my-report", {"code": code, "passphrase": passphrase}).status_code == 302
    return browser


def test_parties_are_told_by_letters_that_wait_in_the_same_transaction_and_say_nothing(cast: Cast) -> None:
    case, second = joined(cast), second_reader(cast.coordinator)
    number = out(cast, case)
    waiting = Delivery.objects.filter(reaction="cases.tell-parties", fact__kind="EmergencyReleased")
    assert waiting.count() == 1
    worker.drain()
    assert {cast.manufacturer.email, cast.regulator.email, second.email} <= set(told())
    assert cast.coordinator.email not in _told_of_emergency()
    for one in OutgoingLetter.objects.all():
        for secret in (WHY, WORDS["title"], WORDS["what_to_do"], "Breva", number):
            assert secret not in one.subject + one.body
    assert cast.eve.email not in told()
    assert cast.hospital.email not in told()


def _told_of_emergency() -> list[str]:
    return [one.to for one in OutgoingLetter.objects.all() if "in an emergency" in one.body]


def test_the_second_person_is_asked_by_mail_and_the_maker_is_not(cast: Cast) -> None:
    case, second = joined(cast), second_reader(cast.coordinator)
    stated(cast, case)
    actions.prepare_emergency(case, WORDS, chosen(cast), actor=cast.coordinator.viewer)
    actions.see_emergency(case, number=1, actor=cast.regulator.viewer)
    worker.drain()
    forget_letters()
    actions.ask_emergency(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    worker.drain()
    assert sorted(told()) == sorted([second.email, cast.regulator.email])


@pytest.mark.parametrize(
    ("words", "passphrase"),
    [({}, ""), (NAMED, ""), (NAMED | {"passphrase": "seven tins of blue paint"}, "seven tins of blue paint")],
    ids=["anonymous", "by name, with a code", "by name, with code and passphrase"],
)
def test_a_finder_reads_it_on_its_page_before_any_worker_ran(
    cast: Cast, words: dict[str, object], passphrase: str
) -> None:
    report, code = intake.submit(_found(**words), actor=STRANGER)
    case = _case_of(cast, report)
    assert "is out" not in page_of(code, passphrase).get("/my-report").content.decode()
    number = out(cast, case)
    shown = page_of(code, passphrase).get("/my-report").content.decode()
    assert f"Read {number}" in shown
    assert "was published in an emergency: a short form." in shown
    assert WHY not in shown
    assert [one.emergency for one in reports.told(_finder(report), report)] == [True]


def test_every_finder_of_the_case_is_told_and_a_finder_of_another_case_is_not(cast: Cast) -> None:
    first, code = intake.submit(_found(), actor=STRANGER)
    more, its_code = intake.submit(_found(), actor=STRANGER)
    strange, strangers_code = intake.submit(_found(device_model="Quite another"), actor=STRANGER)
    case = _case_of(cast, first)
    _triaged(cast, more)
    cases.join_report(case, more.reference, reason="The same.", actor=cast.coordinator.viewer)
    _case_of(cast, strange)
    number = out(cast, case)
    for known in (code, its_code):
        assert number in page_of(known).get("/my-report").content.decode()
    assert number not in page_of(strangers_code).get("/my-report").content.decode()
    kinds = {str(one.data["report"]) for one in ledger.facts_of_kinds(["FinderTold"])}
    assert kinds == {str(first.pk), str(more.pk)}
    assert reports.told(_finder(strange), first) == []
    assert reports.told(cast.eve.viewer, first) == []


def test_a_finders_program_reads_it_too(cast: Cast) -> None:
    report, code = intake.submit(_found(), actor=STRANGER)
    case = _case_of(cast, report)
    out(cast, case)
    shown = Client().get("/api/v1/my-report", headers={"X-Finder-Code": code}).json()
    assert [(one["emergency"], one["revision"]) for one in shown["told"]] == [(True, 1)]


def test_a_maker_whose_own_request_it_is_reads_it_there_and_hears_of_it_as_it_chose(cast: Cast) -> None:
    request = intake.request(
        intake.RequestWords("Breva V2", "The alarm service takes commands without sign-in."),
        actor=cast.manufacturer.viewer,
    )
    case = _case_of(cast, request)
    notices.choose_for_me(How.DAILY, actor=cast.manufacturer.viewer)
    worker.drain()
    number = out(cast, case)
    assert f"Read {number}" in browser_of(cast.manufacturer).get(f"/requests/{request.reference}").content.decode()
    worker.drain()
    notice = Notice.objects.get(kind="FinderTold")
    assert (notice.party, notice.state) == (cast.manufacturer.organisation_id, Notice.State.WAITING)
    evening = clock.now().replace(hour=23) + timedelta(days=1)  # digests are written in the morning of a party
    with time_machine.travel(evening, tick=False):
        forget_letters()
        write_digests()
    digest = OutgoingLetter.objects.get(to=cast.manufacturer.email)
    assert f"/requests/{request.reference}" in digest.body
    assert browser_of(cast.eve).get(f"/requests/{request.reference}").status_code == 404


def _found(**more: object) -> intake.ReportWords:
    return replace(FOUND, **more)  # type: ignore[arg-type]


def _finder(report: Report) -> Viewer:
    return Viewer(kind=ViewerKind.FINDER, report_id=report.pk)


def _triaged(cast: Cast, report: Report) -> None:
    yes, accept = intake.MedicalDevice.YES, intake.Outcome.ACCEPT
    intake.triage(report.reference, medical_device=yes, outcome=accept, actor=cast.coordinator.viewer)


def _case_of(cast: Cast, report: Report) -> str:
    """A case from this report, which the maker has signed."""
    _triaged(cast, report)
    case = str(cases.open_case(report.reference, title="Alarms", actor=cast.coordinator.viewer).reference)
    worker.drain()
    if report.party_id is None:
        cases.invite(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
        cases.answer_terms(case, TermsAnswer.ACCEPT, actor=cast.manufacturer.viewer)
    worker.drain()
    return case
