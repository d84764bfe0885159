"""Two engineers of one maker, each granted one case: neither meets the other's, wherever they look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from medcord.cases import actions as cases
from medcord.cases import queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.refusals import NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.drafting import actions as drafting
from medcord.intake import actions as intake
from medcord.ledger import worker
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.measures import queries as measures
from medcord.parties import actions
from medcord.parties.models import Member
from tests.cases.road import reported
from tests.cast import Cast, browser_of
from tests.parties.people import again, browser, colleague

pytestmark = pytest.mark.django_db

PLAIN = {"tlp": Tlp.AMBER, "confidentiality": ConfidentialityClass.NONE}
PAGES = (
    "/board", "/board.csv", "/home", "/search?q=zq", "/products", "/products/siblings", "/measures", "/measures.csv",
    "/directory", "/advisories", "/search?q=MC",
)  # fmt: skip
OF_A_CASE = ("", "/terms", "/facts", "/readers", "/state", "/statements", "/report", "/people", "/draft", "/who")
API = ("/cases", "/invitations", "/products", "/measures", "/consultations", "/reports", "/party/members")
API_OF_A_CASE = ("", "/timeline", "/messages", "/readers", "/statements", "/opinions", "/terms", "/draft", "/people")


@dataclass
class Desk:
    """Case A is of the first engineer, case B of the second; every text of a case holds its mark."""

    cast: Cast
    first: Member
    second: Member
    a: str
    b: str

    def pairs(self) -> list[tuple[Member, str, str, str]]:
        """Engineer, own case, the other's case, mark of the other's case."""
        return [(self.first, self.a, self.b, "zq-b"), (self.second, self.b, self.a, "zq-a")]


def a_case(cast: Cast, mark: str) -> str:
    """An open case with the maker in it, full of texts."""
    owner, maker = cast.coordinator.viewer, cast.manufacturer.viewer
    report = reported(description=f"A flaw. {mark}-flaw", device_model=f"Breva {mark}")
    yes, accept = intake.MedicalDevice.YES, intake.Outcome.ACCEPT
    intake.triage(report, medical_device=yes, outcome=accept, actor=owner)
    case = cases.open_case(report, title=f"Alarms {mark}-title", actor=owner)
    cases.invite(case.reference, cast.manufacturer.organisation_id, actor=owner)
    worker.drain()
    cases.answer_terms(case.reference, TermsAnswer.ACCEPT, actor=maker)
    cases.send_message(case.reference, f"{mark}-message", actor=owner, **PLAIN)
    cases.set_tracking(case.reference, f"{mark}-number", actor=maker)
    drafting.save_draft(case.reference, {"title": f"{mark}-draft", "summary": f"{mark}-summary"}, actor=owner)
    drafting.circulate(case.reference, cast.manufacturer.organisation_id, actor=owner)
    worker.drain()
    return str(case.reference)


@pytest.fixture
def desk(cast: Cast) -> Desk:
    first, second = (colleague(cast.manufacturer, name, sees="none") for name in ("F. Irst", "S. Econd"))
    a, b = a_case(cast, "zq-a"), a_case(cast, "zq-b")
    cases.show_case(a, first.pk, actor=cast.manufacturer.viewer)
    cases.show_case(b, second.pk, actor=cast.manufacturer.viewer)
    return Desk(cast, again(first), again(second), a, b)


def shown(client: Client, path: str, **more: Any) -> str:
    answer = client.get(path, **more)
    body = answer.getvalue() if answer.streaming else answer.content
    return str(body.decode())


def test_neither_engineer_meets_the_others_case_on_any_page(desk: Desk) -> None:
    for who, own, other, mark in desk.pairs():
        client = browser_of(who)
        assert own in shown(client, "/board")
        assert f"{'zq-a' if mark == 'zq-b' else 'zq-b'}-title" in shown(client, "/search?q=zq")
        assert client.get(f"/cases/{own}").status_code == 200
        for path in PAGES:
            said = shown(client, path)
            assert mark not in said, path
            assert other not in said, path
        for path in OF_A_CASE:
            hidden, absent = client.get(f"/cases/{other}{path}"), client.get(f"/cases/MC-2222-2222{path}")
            assert (hidden.status_code, hidden.content) == (404, absent.content), path


def test_neither_engineer_meets_the_others_case_in_the_api(desk: Desk) -> None:
    for who, own, other, mark in desk.pairs():
        _, secret = actions.issue_token(label="script", days=9, actor=who.viewer)
        client, bearer = Client(), {"Authorization": f"Bearer {secret}"}
        assert own in shown(client, "/api/v1/cases", headers=bearer)
        for path in API:
            said = shown(client, f"/api/v1{path}", headers=bearer)
            assert mark not in said, path
            assert other not in said, path
        for path in API_OF_A_CASE:
            hidden = client.get(f"/api/v1/cases/{other}{path}", headers=bearer)
            absent = client.get(f"/api/v1/cases/MC-2222-2222{path}", headers=bearer)
            assert (hidden.status_code, hidden.content) == (404, absent.content), path


def test_neither_engineer_acts_in_the_others_case(desk: Desk) -> None:
    for who, own, other, _ in desk.pairs():
        before = FactRow.objects.count()
        words = {"tlp": "AMBER", "confidentiality": "none", "body": "hello"}
        for path, data in (
            ("/send", words),
            ("/terms/answer", {"answer": "decline"}),
            ("/terms/propose", {"ends_at": "2035-01-01T10:00", "zone": "UTC"}),
            ("/state", {"act": "mark", "mark-event": "F", "mark-evidence": "shipped"}),
            ("/people", {"member": str(who.pk)}),
        ):
            assert browser_of(who).post(f"/cases/{other}{path}", data).status_code == 404, path
        assert FactRow.objects.count() == before
        assert browser_of(who).post(f"/cases/{own}/send", words).status_code == 302


def test_mail_about_a_case_goes_only_to_members_who_may_see_it(desk: Desk) -> None:
    OutgoingLetter.objects.all().delete()
    cases.send_message(desk.a, "zq-a-news", actor=desk.cast.coordinator.viewer, **PLAIN)
    worker.drain()
    told = set(OutgoingLetter.objects.filter(body__contains=desk.a).values_list("to", flat=True))
    assert desk.first.email in told
    assert desk.second.email not in told
    assert desk.cast.manufacturer.email in told


def test_the_figures_of_a_limited_member_are_of_its_own_cases(desk: Desk) -> None:
    def count(who: Member) -> int:
        return sum(leg.count for leg in measures.road(again(who).viewer))

    chief = desk.cast.coordinator
    limited, nobody = colleague(chief, "L. Imited", sees="none"), colleague(chief, "N. One", sees="none")
    cases.show_case(desk.a, limited.pk, actor=chief.viewer)
    assert count(chief) == 2 * count(limited) > count(nobody) == 0


def test_a_grant_and_its_withdrawal_hold_from_the_next_click(desk: Desk) -> None:
    admin, open_page = browser_of(desk.cast.manufacturer), browser_of(desk.first)
    assert open_page.get(f"/cases/{desk.b}").status_code == 404
    assert admin.post(f"/cases/{desk.b}/people", {"member": str(desk.first.pk)}).status_code == 302
    assert open_page.get(f"/cases/{desk.b}").status_code == 200
    page = admin.get(f"/cases/{desk.b}/people").content.decode()
    assert page.count("Withdraw<") == 2
    assert admin.post(f"/cases/{desk.b}/people/{desk.first.pk}/hide").status_code == 302
    assert open_page.get(f"/cases/{desk.b}").status_code == 404
    again_refused = admin.post(f"/cases/{desk.a}/people", {"member": str(desk.first.pk)})
    assert again_refused.status_code == 422
    assert "sees this case already" in again_refused.content.decode()


def test_cases_are_named_on_the_page_of_the_member(desk: Desk) -> None:
    admin, key = browser_of(desk.cast.manufacturer), desk.first.pk
    page = admin.get(f"/party/members/{key}").content.decode()
    assert "zq-a-title" in page
    assert "zq-b-title" in page
    both = {"reach": "named", "cases": [desk.a, desk.b]}
    assert admin.post(f"/party/members/{key}/access", both).status_code == 302
    assert len(queries.visible(again(desk.first).viewer)) == 2
    assert admin.post(f"/party/members/{key}/access", {"reach": "named", "cases": [desk.b]}).status_code == 302
    assert [case.reference for case in queries.visible(again(desk.first).viewer)] == [desk.b]
    assert admin.post(f"/party/members/{key}/access", {"reach": "all"}).status_code == 302
    assert len(queries.visible(again(desk.first).viewer)) == 2
    with pytest.raises(NotFound):
        cases.limit_member(key, ["MC-2222-2222"], actor=desk.cast.manufacturer.viewer)
    with pytest.raises(RuleRefusal, match="exactly that already"):
        cases.limit_member(key, None, actor=desk.cast.manufacturer.viewer)


def test_an_invited_party_names_who_of_it_sees_the_terms(cast: Cast) -> None:
    one, other = (colleague(cast.manufacturer, name, sees="none") for name in ("F. Irst", "S. Econd"))
    owner = cast.coordinator.viewer
    report = reported()
    yes, accept = intake.MedicalDevice.YES, intake.Outcome.ACCEPT
    intake.triage(report, medical_device=yes, outcome=accept, actor=owner)
    case = cases.open_case(report, title="Not for the invited", actor=owner)
    cases.invite(case.reference, cast.manufacturer.organisation_id, actor=owner)
    page = browser_of(cast.manufacturer).get(f"/cases/{case.reference}/people").content.decode()
    assert "Not for the invited" not in page
    assert "Not for the invited" not in browser_of(cast.manufacturer).get(f"/party/members/{one.pk}").content.decode()
    cases.show_case(case.reference, one.pk, actor=cast.manufacturer.viewer)
    assert browser(one).get(f"/cases/{case.reference}/terms").status_code == 200
    assert browser(other).get(f"/cases/{case.reference}/terms").status_code == 404


def test_a_limited_coordinator_reads_only_reports_of_its_cases(cast: Cast) -> None:
    a, b = a_case(cast, "zq-a"), a_case(cast, "zq-b")
    fresh = reported(description="zq-fresh")
    one = colleague(cast.coordinator, "F. Irst", sees="none")
    assert "zq-" not in shown(browser(one), "/reports")
    cases.show_case(a, one.pk, actor=cast.coordinator.viewer)
    inbox = shown(browser(one), "/reports")
    assert "Breva zq-a" in inbox
    assert "zq-b" not in inbox
    assert fresh not in inbox
    of_a, of_b = (queries.case_for(cast.coordinator.viewer, one).report.reference for one in (a, b))
    assert browser(one).get(f"/reports/{of_a}").status_code == 200
    for reference in (of_b, fresh):
        hidden, absent = browser(one).get(f"/reports/{reference}"), browser(one).get("/reports/R-2222-2222")
        assert (hidden.status_code, hidden.content) == (404, absent.content)
        triage = {"version": "1", "medical_device": "yes", "outcome": "accept"}
        assert browser(one).post(f"/reports/{reference}/triage", triage).status_code == 404
        assert browser(one).get(f"/api/v1/reports/{reference}").status_code == 404


def test_grants_reach_no_case_of_which_the_party_is_no_part(desk: Desk) -> None:
    """A grant opens what the party may see, nothing else: Eve's engineer with the id of the case sees nothing."""
    spy = colleague(desk.cast.eve, "S. Py", sees="none")
    case = queries.case_for(desk.cast.coordinator.viewer, desk.a)
    Member.objects.filter(pk=spy.pk).update(cases=[str(case.pk)])
    for who in (desk.cast.eve, again(spy)):
        assert browser_of(who).get(f"/cases/{desk.a}").status_code == 404
        assert browser_of(who).get(f"/cases/{desk.a}/people").status_code == 404
        assert "zq-a" not in shown(browser_of(who), "/search?q=zq")
    with pytest.raises(NotFound):
        cases.show_case(desk.a, spy.pk, actor=desk.cast.eve.viewer)
    with pytest.raises(NotFound):
        cases.show_case(desk.a, spy.pk, actor=desk.cast.manufacturer.viewer)


def test_a_limited_member_is_limited_by_each_of_its_programs_too(desk: Desk) -> None:
    _, secret = actions.issue_token(label="script", days=9, actor=desk.first.viewer)
    client, bearer = Client(), {"Authorization": f"Bearer {secret}"}
    assert client.get(f"/api/v1/cases/{desk.a}", headers=bearer).status_code == 200
    cases.hide_case(desk.a, desk.first.pk, actor=desk.cast.manufacturer.viewer)
    assert client.get(f"/api/v1/cases/{desk.a}", headers=bearer).status_code == 404
