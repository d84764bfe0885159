"""A person can be forgotten: a member who left, and a finder who was outed. What they did stays, without a name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from medcord.cases import actions as cases
from medcord.cli.parties import member as member_command
from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.safety.severity import Severity
from medcord.core.vocabulary import ConfidentialityClass, MemberRole, Tlp
from medcord.intake import actions as intake
from medcord.intake import queries as reports
from medcord.ledger import letters, worker
from medcord.ledger import queries as ledger
from medcord.opinions import actions as opinions
from medcord.parties import actions, queries
from medcord.parties.models import Member, WebSession
from tests.cast import PASSWORD, STRANGER, SYSTEM, Cast, browser_of
from tests.ledger.test_purge import WORDS, a_case, tables_holding

pytestmark = pytest.mark.django_db


def of_karst(cast: Cast, email: str, level: MemberRole) -> Viewer:
    member: Member = actions.add_member(
        cast.manufacturer.organisation, email=email, name=f"Some {level}", password=PASSWORD, actor=SYSTEM
    )
    Member.objects.filter(pk=member.pk).update(level=level.value)
    return Member.objects.select_related("organisation").get(pk=member.pk).viewer


def test_a_member_who_left_is_gone_from_every_table_and_from_the_queue_of_mails(cast: Cast, settings: Any) -> None:
    reference = a_case(cast)
    opinions.sign(
        reference,
        opinions.OpinionWords(severity=Severity.SERIOUS, scenario="a wrong rate", certainty=opinions.Certainty.LOW),
        actor=cast.regulator.viewer,
    )
    browser_of(cast.regulator)
    actions.issue_token(label="nightly", days=3, actor=cast.regulator.viewer)
    letters.write(to=cast.regulator.email, subject="news", body="news")
    worker.drain()
    letters.write(to=cast.regulator.email, subject="more news", body="news")
    name, email = cast.regulator.name, cast.regulator.email
    assert tables_holding(name)
    assert any(email.encode() in path.read_bytes() for path in Path(settings.MEDCORD_HOME).glob("mail/*.eml"))
    actions.erase_member(email, reason="Left the agency and asked.", actor=SYSTEM)
    for words in (name, email, "nightly"):
        assert not tables_holding(words)
    assert not any(email.encode() in path.read_bytes() for path in Path(settings.MEDCORD_HOME).glob("mail/*.eml"))
    assert WebSession.objects.filter(member=cast.regulator).count() == 0
    assert ledger.waiting_work().get("letters waiting", 0) == 0
    assert queries.member_name(cast.regulator.pk) == "a former member"
    assert [fact.data["member"] for fact in ledger.facts_of_kinds(["IdentityErased"])] == [str(cast.regulator.pk)]
    assert ledger.breaks() == []


def test_an_erased_member_cannot_come_back_and_what_they_wrote_stays(cast: Cast) -> None:
    reference = a_case(cast)
    client = browser_of(cast.coordinator)
    cases.send_message(
        reference, "We saw it too.", tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.NONE,
        actor=cast.coordinator.viewer,
    )  # fmt: skip
    assert client.get(f"/cases/{reference}").status_code == 200
    colleague = actions.add_member(
        cast.coordinator.organisation, email="second@ncc.example", name="S. Second", actor=SYSTEM
    )
    actions.erase_member(cast.coordinator.email, reason="Left.", actor=SYSTEM)
    assert client.get(f"/cases/{reference}").status_code == 302
    page = browser_of(colleague).get(f"/cases/{reference}").content.decode()
    assert "We saw it too." in page
    assert "Tarrow" not in page
    assert "a former member" in page.lower()


def test_an_administrator_erases_members_of_their_own_party_only(cast: Cast) -> None:
    chief = of_karst(cast, "chief@karst.example", MemberRole.ADMINISTRATOR)
    clerk = of_karst(cast, "clerk@karst.example", MemberRole.MEMBER)
    with pytest.raises(NotFound):
        actions.erase_member(cast.regulator.email, reason="Mine.", actor=chief)
    with pytest.raises(NotAllowed):
        actions.erase_member("chief@karst.example", reason="Mine.", actor=clerk)
    with pytest.raises(RuleRefusal, match="yourself"):
        actions.erase_member("chief@karst.example", reason="Mine.", actor=chief)
    with pytest.raises(NotFound):
        actions.erase_member(cast.manufacturer.email, reason="Mine.", actor=cast.eve.viewer)
    actions.erase_member(cast.manufacturer.email, reason="Left.", actor=chief)
    assert not tables_holding("Ostrava")


def test_an_outed_finder_is_forgotten_and_the_report_stays(cast: Cast) -> None:
    report, code = intake.submit(WORDS, actor=STRANGER)
    intake.forget_finder(
        report.reference, typed=report.reference, reason="Named in the press.", actor=cast.coordinator.viewer
    )
    assert not tables_holding("kestrel-nine")
    after = reports.report_for(cast.coordinator.viewer, report.reference)
    assert (after.description, after.known_as, after.may_pass_name) == (WORDS.description, "Anonymous", False)
    assert after.salt != report.salt
    assert reports.report_by_code(code) == report.pk
    told = [(fact.data["what"], fact.data["where"]) for fact in ledger.facts_of_kinds(["ContentPurged"])]
    assert told == [("finder", f"report:{report.pk}")]


@pytest.mark.parametrize("person", ["regulator", "manufacturer", "eve", "hospital", "isao"])
def test_only_the_coordinator_that_received_it_forgets_a_finder(cast: Cast, person: str) -> None:
    report, _code = intake.submit(WORDS, actor=STRANGER)
    with pytest.raises(NotFound):
        intake.forget_finder(
            report.reference, typed=report.reference, reason="Mine.", actor=getattr(cast, person).viewer
        )
    assert tables_holding("kestrel-nine")


def test_the_command_asks_for_the_address_twice_and_erases(cast: Cast, db: None) -> None:
    email = cast.regulator.email
    once = CliRunner().invoke(member_command, ["erase", email, "--sure", "x@y.example", "--reason", "Left."])
    assert isinstance(once.exception, InputRefusal)
    assert tables_holding(email)
    done = CliRunner().invoke(member_command, ["erase", email, "--sure", email, "--reason", "Left."])
    assert (done.exit_code, done.stdout.split(".")[0]) == (0, "Erased: a member of DSA")
    assert not tables_holding(email)
    again = CliRunner().invoke(member_command, ["erase", email, "--sure", email, "--reason", "Left."])
    assert isinstance(again.exception, InputRefusal)


def test_one_message_of_a_report_goes_and_the_rest_stays(cast: Cast) -> None:
    report, _code = intake.submit(WORDS, actor=STRANGER)
    viewer = cast.coordinator.viewer
    said = intake.write_to(report.reference, "Was it ward seven?", actor=viewer)
    why = {"reason": "A ward is named.", "typed": report.reference}
    intake.purge_part(report.reference, "report-message", said.pk, actor=viewer, **why)
    assert not tables_holding("ward seven")
    assert tables_holding("kestrel-nine")
    with pytest.raises(InputRefusal, match="already"):
        intake.purge_part(report.reference, "report-message", said.pk, actor=viewer, **why)
    for what, item in (("report", report.pk), ("message", said.pk), ("report-file", said.pk)):
        with pytest.raises(NotFound):
            intake.purge_part(report.reference, what, item, actor=viewer, **why)
    with pytest.raises(NotFound):
        intake.purge_part(report.reference, "report-message", said.pk, actor=cast.eve.viewer, **why)
