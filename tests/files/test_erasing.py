"""A person can be forgotten: a member who left, and a finder who was outed. What they did stays, without a name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
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
from tests.api.programs import program_of
from tests.cast import PASSWORD, STRANGER, SYSTEM, Cast, browser_of
from tests.ledger.test_purge import WORDS, a_case, tables_holding

pytestmark = pytest.mark.django_db


def of_karst(cast: Cast, email: str, level: MemberRole) -> Viewer:
    member: Member = actions.add_member(
        cast.manufacturer.organisation, email=email, name=f"Some {level}", password=PASSWORD, actor=SYSTEM
    )
    Member.objects.filter(pk=member.pk).update(level=level.value)
    return Member.objects.select_related("organisation").get(pk=member.pk).viewer


def erase(member: Member, *, reason: str, actor: Viewer) -> Member:
    return actions.erase_member(member.pk, reason=reason, typed=member.email, actor=actor)


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
    erase(cast.regulator, reason="Left the agency and asked.", actor=SYSTEM)
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
    erase(cast.coordinator, reason="Left.", actor=SYSTEM)
    assert client.get(f"/cases/{reference}").status_code == 302
    page = browser_of(colleague).get(f"/cases/{reference}").content.decode()
    assert "We saw it too." in page
    assert "Tarrow" not in page
    assert "a former member" in page.lower()


def test_an_administrator_erases_members_of_their_own_party_only(cast: Cast) -> None:
    chief = of_karst(cast, "chief@karst.example", MemberRole.ADMINISTRATOR)
    clerk = of_karst(cast, "clerk@karst.example", MemberRole.MEMBER)
    with pytest.raises(NotFound):
        erase(cast.regulator, reason="Mine.", actor=chief)
    with pytest.raises(NotAllowed):
        erase(Member.objects.get(pk=chief.member_id), reason="Mine.", actor=clerk)
    with pytest.raises(RuleRefusal, match="yourself"):
        erase(Member.objects.get(pk=chief.member_id), reason="Mine.", actor=chief)
    with pytest.raises(NotFound):
        erase(cast.manufacturer, reason="Mine.", actor=cast.eve.viewer)
    with pytest.raises(NotFound):  # whoever runs the node erases members of any party; its coordinator does not
        erase(cast.manufacturer, reason="Mine.", actor=cast.coordinator.viewer)
    erase(cast.manufacturer, reason="Left.", actor=chief)
    assert not tables_holding("Ostrava")


def test_an_administrator_erases_a_leaver_on_the_page_and_the_log_says_why(cast: Cast) -> None:
    leaver = actions.add_member(cast.manufacturer.organisation, email="l@karst.example", name="L. Eaver", actor=SYSTEM)
    admin, address = browser_of(cast.manufacturer), f"/party/members/{leaver.pk}/erase"
    assert f'href="{address}"' in admin.get(f"/party/members/{leaver.pk}").content.decode()
    assert "l@karst.example" in admin.get(address).content.decode()
    wrong = admin.post(address, {"typed": "x@karst.example", "reason": "She asked."})
    assert (wrong.status_code, "Nothing was destroyed" in wrong.content.decode()) == (422, True)
    silent = admin.post(address, {"typed": leaver.email, "reason": " "})
    assert (silent.status_code, tables_holding("L. Eaver")) == (422, True)
    assert browser_of(cast.eve).post(address, {"typed": leaver.email, "reason": "Mine."}).status_code == 404
    assert browser_of(cast.eve).get(address).status_code == 404
    done = admin.post(address, {"typed": " L@Karst.example", "reason": "She asked."}, follow=True).content.decode()
    assert "L. Ostrava erased who a former member was." in done
    assert "“She asked.”" in done
    assert not tables_holding("L. Eaver")
    page = admin.get(f"/party/members/{leaver.pk}").content.decode()
    assert ("Nobody can tell any more who this was" in page, "Reactivate" in page) == (True, False)
    assert admin.post(f"/party/members/{leaver.pk}/reactivate", {"reason": "back"}).status_code == 422
    assert not Member.objects.get(pk=leaver.pk).is_active
    twice = admin.post(address, {"typed": "x", "reason": "Once more."})
    assert (twice.status_code, "erased already" in twice.content.decode().lower()) == (422, True)
    assert ledger.breaks() == []


def test_a_program_erases_a_member_and_reads_why(cast: Cast) -> None:
    leaver = actions.add_member(cast.manufacturer.organisation, email="l@karst.example", name="L. Eaver", actor=SYSTEM)
    admin, eve = program_of(cast.manufacturer), program_of(cast.eve)
    path = f"/party/members/{leaver.pk}/erasure"
    assert eve.send("POST", path, {"typed": leaver.email, "reason": "Mine."}).status_code == 404
    admin.post(path, {"typed": "other", "reason": "She asked."}, status=422)
    gone = admin.post(path, {"typed": leaver.email, "reason": "She asked."})
    assert (gone["name"], gone["active"], gone["email"] == leaver.email) == ("a former member", False, False)
    line = admin.get("/party/log")["items"][0]
    assert (line["kind"], line["member"], line["reason"]) == ("IdentityErased", str(leaver.pk), "She asked.")


def test_who_took_part_in_what_is_held_is_not_erased_and_the_refusal_names_no_case(cast: Cast) -> None:
    reference = a_case(cast)
    second = actions.add_member(cast.coordinator.organisation, email="s@ncc.example", name="S. Econd", actor=SYSTEM)
    report = case_queries.case_for(cast.coordinator.viewer, reference).report.reference
    intake.write_to(report, "Which ward?", actor=second.viewer)  # in the report only, which the case holds
    cases.place_hold(reference, reason="A court asks.", actor=cast.coordinator.viewer)
    for actor in (SYSTEM, cast.coordinator.viewer):
        with pytest.raises(RuleRefusal, match="legal hold stands on something") as refused:
            erase(second, reason="Left.", actor=actor)
        assert reference not in str(refused.value)
    other = actions.add_member(cast.coordinator.organisation, email="o@ncc.example", name="O. Ther", actor=SYSTEM)
    erase(other, reason="Took no part.", actor=cast.coordinator.viewer)
    assert (tables_holding("S. Econd"), tables_holding("O. Ther")) == (True, False)
    cases.lift_hold(reference, reason="It is over.", actor=cast.coordinator.viewer)
    erase(second, reason="Left.", actor=cast.coordinator.viewer)
    assert not tables_holding("S. Econd")


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
    intake.purge_part(report.reference, "report-message", said.pk, reason="A ward is named.", actor=viewer)
    assert not tables_holding("ward seven")
    assert tables_holding("kestrel-nine")
    with pytest.raises(InputRefusal, match="already"):
        intake.purge_part(report.reference, "report-message", said.pk, reason="Again.", actor=viewer)
    for what, item in (("report", report.pk), ("message", said.pk), ("report-file", said.pk)):
        with pytest.raises(NotFound):
            intake.purge_part(report.reference, what, item, reason="No.", actor=viewer)
    with pytest.raises(NotFound):
        intake.purge_part(report.reference, "report-message", said.pk, reason="Mine.", actor=cast.eve.viewer)
