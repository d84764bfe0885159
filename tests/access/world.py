"""One world with everything in it that a route can name, made by the actions people take.

Every text that somebody types holds a marker of its own ("zq-…"), so that a test can say who may meet which.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from medcord.agreements import actions as agreements
from medcord.calls import actions as calls
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Case, CaseFile, StagedFile
from medcord.core.access import Viewer, ViewerKind
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.report import ReportState
from medcord.core.declarations.forms import QUESTIONS, Form, Given
from medcord.core.lab import CustodyMove, LabAudience, LabOutcome, SpecimenKind
from medcord.core.safety.ssvc.judging import Judgement
from medcord.core.signals import Seen
from medcord.core.vocabulary import ConfidentialityClass, MemberRole, ProductStatus, Role, Severity, Tlp
from medcord.decisions import actions as decisions
from medcord.declarations import actions as declarations
from medcord.declarations import queries as declaration_queries
from medcord.drafting import actions as drafting
from medcord.drafting.models import CommunicationComment
from medcord.drafting.texts import ProductChosen, What
from medcord.emerging import actions as emerging
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.inventory import actions as inventory
from medcord.inventory.models import Device
from medcord.lab import actions as lab
from medcord.lab.models import LabTest, Specimen
from medcord.ledger import anchors, letters, ticks, worker
from medcord.ledger.models import OutgoingLetter
from medcord.notices import actions as notices
from medcord.notices.models import Call
from medcord.opinions import actions as opinions
from medcord.parties import actions as parties
from medcord.parties import authenticators
from medcord.parties.models import Member, WebSession
from medcord.products import actions as products
from medcord.records import actions as records
from medcord.remediation import actions as remediation
from medcord.signals import actions as signals
from medcord.signals import queries as signal_queries
from tests.access.told import told_before_all
from tests.cast import PASSWORD, STRANGER, SYSTEM, Cast, make_cast
from tests.formats.scenario.files import REPORT
from tests.parties.codes import totp_now
from tests.signals import lists

SIGNED_OUT = ("stranger", "finder", "finder_out", "deactivated")
COORDINATORS = ("owner", "guest", "coordinator_out")
REGULATORS = ("regulator", "regulator_out")
COLLEAGUES = ("reader", "limited")
"""Of the signed maker's party: one who may only read (policy 36), and one who is limited to the closed case (35)."""
MAKERS = (
    "invited", "signed", "observer", "late", "declined", "lapsed", "removed", "maker_out", *COLLEAGUES,
)  # fmt: skip
HOSPITALS = ("hospital", "hospital_out")
MEMBERS = (*COORDINATORS, *REGULATORS, *MAKERS, *HOSPITALS, "isao")
CLASSES = (*SIGNED_OUT, *MEMBERS)
"""Viewer classes in relation to the case, the report and the hospital of this world."""

NONE = ConfidentialityClass.NONE


@dataclass
class World:
    """Who is in it, and the names by which paths reach its things. ``absent`` has the same names for nothing."""

    cast: Cast
    members: dict[str, Member]
    codes: dict[str, str]
    reports: dict[str, UUID]
    names: dict[str, str]
    absent: dict[str, str]
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)
    heard: dict[str, Any] = field(default_factory=dict)
    """Answers that were given already: the world is the same at each request, so each is asked once."""

    def viewer(self, who: str) -> Viewer:
        if who in self.members:
            return self.members[who].viewer
        if who in self.reports:
            return Viewer(kind=ViewerKind.FINDER, report_id=self.reports[who])
        return STRANGER

    def browser(self, who: str, *, csrf: bool = False) -> Client:
        """A browser of this class with its session; each call gives a fresh one."""
        client = Client(enforce_csrf_checks=csrf)
        for name, value in self.sessions[who].items():
            client.cookies[name] = value
        return client

    def path(self, pattern: str, *, absent: bool = False) -> str:
        return pattern.format_map(self.absent if absent else self.names)


def words(mark: str, **more: object) -> intake.ReportWords:
    """A report whose every text holds ``mark``."""
    texts: dict[str, object] = {
        "device_maker": f"Karst {mark}-maker",
        "device_model": f"Breva {mark}-model",
        "device_version": f"{mark}-version",
        "how_tested": f"On a bench. {mark}-tested",
        "patient_impact": f"An alarm stays silent. {mark}-impact",
        "description": f"The mute command asks for no sign-in. {mark}-problem",
        "identity": intake.FinderIdentity.PSEUDONYMOUS,
        "finder_name": f"{mark}-finder",
        **more,
    }
    return intake.ReportWords(**texts)  # type: ignore[arg-type]


def build() -> World:
    """Everything. Takes about a second."""
    cast = make_cast()
    members = _more_people(cast)
    finder, code = intake.submit(words("zq-r1"), [("notes.txt", b"zq-file text")], actor=STRANGER)
    other, other_code = intake.submit(words("zq-r2"), actor=STRANGER)
    owner = members["owner"].viewer
    answered = intake.write_to(finder.reference, "zq-to-finder", [("answer.txt", b"zq-said-file")], actor=owner)
    case = _case(members, finder.reference)
    quiet = _quiet_case(members)
    closed = _closed_case(members)
    names = {
        "report": finder.reference,
        "report_new": other.reference,
        "file": str(finder.files.get(message=None).pk),
        "file_said": str(answered.files.get().pk),
        "case": case.reference,
        "case_quiet": quiet.reference,
        "case_closed": closed.reference,
        "case_none": _table(members, "zq-none", signed=("signed",), public=True),
        "case_proposed": _table(members, "zq-proposed", signed=("signed",), public=True, days=60),
        "case_revise": _table(members, "zq-revise", signed=("guest", "signed"), public=False, days=90),
        "party": str(members["maker_out"].organisation_id),
        "version_report_new": str(other.version),
        "code": code,
        "party_signed": str(members["signed"].organisation_id),
        "party_guest": str(members["guest"].organisation_id),
        **_link(members["owner"].viewer, case.reference),
        **_question(members),
        "product_stated": str(_stated(case)),
        **_contested(case, members),
        **_our_people(members, case.reference),
        **_call(members, case.reference),
        "message": str(case_queries.messages(members["owner"].viewer, case)[0].pk),
        **_quoted_in_draft(members["owner"].viewer, case),
        **_rooms(case, members) | _declared(case, members),
    }
    cases.export_ledger(case.reference, actor=members["owner"].viewer)
    ticks.run_all()
    names["day"], names["minute"] = anchors.days()[0], f"{clock.now():%Y-%m-%dT%H:%M}"
    names |= _files() | _crossed() | _published(members) | _decided(case, members)
    names |= _hospital(members["hospital"].viewer) | _tokens_and_products(members)
    names |= _request(members["signed"].viewer, owner) | _ways_in(members) | _going_out(members)
    names |= _agreement(members) | _signals(members, case.reference) | told_before_all(members, _colleague())
    absent = _absent(names)
    reports = {"finder": finder.pk, "finder_out": other.pk}
    cases.limit_member(members["limited"].pk, [closed.reference], actor=members["signed"].viewer)
    world = World(cast, members, {"finder": code, "finder_out": other_code}, reports, names, absent)
    _sign_in(world)
    return world


def _agreement(members: dict[str, Member]) -> dict[str, str]:
    held = agreements.file_exercise(REPORT, actor=members["regulator"].viewer)
    return {"exercise": str(held.pk)}


def _files() -> dict[str, str]:
    sent, waiting = CaseFile.objects.get(message__report=None), StagedFile.objects.get()
    tested = {"test": LabTest.objects.get().reference, "specimen": str(Specimen.objects.get().pk)}
    return {"sent_file": str(sent.pk), "upload": str(waiting.pk), **tested}


def _crossed() -> dict[str, str]:
    return {"version_communication": "3", "comment": str(CommunicationComment.objects.get().pk)}


def _absent(names: dict[str, str]) -> dict[str, str]:
    """The same names for things that are not there."""
    nobody = UUID("00000000-0000-4000-8000-00000000dead")
    absent = dict.fromkeys(names, str(nobody))
    absent |= {name: "MC-2222-2222" for name in names if name.startswith("case")}
    absent |= {name: "R-2222-2222" for name in names if name.startswith(("report", "request"))}
    absent |= {"restricted": "MCR-2222-2222", "restricted_file": "amber/2026/mcr-2222-2222.json"}
    return absent | {"advisory": "MCA-1999-0001", "number": "1", "factor": "987654"}


def _more_people(cast: Cast) -> dict[str, Member]:
    def party(name: str, role: Role) -> Member:
        organisation = parties.register_organisation(name=f"{name} Works", short_name=name, role=role, actor=SYSTEM)
        return parties.add_member(
            organisation, email=f"somebody@{name.lower()}.example", name=f"Some {name}", password=PASSWORD, actor=SYSTEM
        )

    def colleague(name: str, level: MemberRole) -> Member:
        email, maker = f"{name}@karst.example", cast.manufacturer.organisation
        return parties.add_member(maker, email=email, name=f"Some {name}", password=PASSWORD, level=level, actor=SYSTEM)

    home = cast.coordinator.organisation
    return {
        "owner": cast.coordinator,
        "guest": party("Quarrel", Role.COORDINATOR),
        "coordinator_out": party("Rushlight", Role.COORDINATOR),
        "regulator": cast.regulator,
        "regulator_out": party("Sallow", Role.REGULATOR),
        "signed": cast.manufacturer,
        "observer": party("Oriel", Role.MANUFACTURER),
        "late": party("Tardy", Role.MANUFACTURER),
        "invited": party("Ivory", Role.MANUFACTURER),
        "declined": party("Dapple", Role.MANUFACTURER),
        "lapsed": party("Larkin", Role.MANUFACTURER),
        "removed": party("Remnant", Role.MANUFACTURER),
        "maker_out": cast.eve,
        "reader": colleague("reader", MemberRole.READER),
        "limited": colleague("limited", MemberRole.MEMBER),
        "hospital": cast.hospital,
        "hospital_out": cast.other_hospital,
        "isao": cast.isao,
        "deactivated": parties.add_member(
            home, email="gone@ncc.example", name="Gone Person", password=PASSWORD, actor=SYSTEM
        ),
    }


def _case(members: dict[str, Member], report: str) -> Case:
    """The case with a party in every relation to it. What comes after the lapse is marked "late"."""
    owner, signed, regulator = (members[who].viewer for who in ("owner", "signed", "regulator"))
    intake.triage(report, medical_device=intake.MedicalDevice.YES, outcome=intake.Outcome.ACCEPT, actor=owner)
    case = cases.open_case(report, title="Breva zq-title: alarms can be silenced", summary="zq-summary", actor=owner)
    for who in ("signed", "lapsed", "declined", "removed", "guest"):
        cases.invite(case.reference, members[who].organisation_id, actor=owner)
    cases.invite(case.reference, members["observer"].organisation_id, observer=True, actor=owner)
    worker.drain()
    for who in ("signed", "lapsed", "removed", "guest", "observer"):
        cases.answer_terms(case.reference, TermsAnswer.ACCEPT, actor=members[who].viewer)
    cases.answer_terms(case.reference, TermsAnswer.DECLINE, actor=members["declined"].viewer)
    cases.remove(case.reference, members["removed"].organisation_id, reason="zq-removed-because", actor=owner)
    _say(case, members)
    product = products.register(
        products.ProductWords(name="Breva V2 zq-product", versions=["4.1.0"]), maker=signed.party_id, actor=signed
    )
    words = cases.StatementWords(
        product.pk, "< 4.2.1", ProductStatus.AFFECTED, "", "vendor_fix", "Install 4.2.1. zq-remedy"
    )
    cases.make_statement(case.reference, words, actor=signed)
    opinion = opinions.OpinionWords(Severity.CRITICAL, "zq-scenario", opinions.Certainty.HIGH, hazard="zq-hazard")
    opinions.sign(case.reference, opinion, actor=regulator)
    opinions.release_sentence(case.reference, 1, "zq-sentence", actor=regulator)
    second = opinions.OpinionWords(Severity.MINOR, "zq-second-scenario", opinions.Certainty.LOW)
    opinions.sign(case.reference, second, actor=regulator)
    held = opinions.PositionWords("zq-position of the finder", Severity.SERIOUS, for_finder=True)
    opinions.state_position(case.reference, held, actor=owner)
    _test(case, members)
    drafting.save_draft(case.reference, {"title": "zq-draft-title", "summary": "zq-draft-summary"}, actor=owner)
    _communicate(case, members, product.pk)
    cases.set_tracking(case.reference, "zq-own-number", actor=signed)
    _lapse(case, members)
    return case


def _communicate(case: Case, members: dict[str, Member], product: UUID) -> None:
    """The regulator's safety communication, given to both coordinators, with a comment of one. The draft is not sent
    round, and has a comment of its owner."""
    owner, regulator = members["owner"].viewer, members["regulator"].viewer
    texts = {"title": "zq-sc-title", "what_to_do": "zq-sc-do", "not_known": "zq-sc-not-known"}
    drafting.save_communication(case.reference, texts, [ProductChosen(product, "zq-sc-versions")], actor=regulator)
    for who in ("owner", "guest"):
        drafting.share_communication(case.reference, members[who].organisation_id, actor=regulator)
    words = drafting.CommentWords("what_to_do", "zq-sc-do", "zq-sc-comment", 1, "zq-sc-proposal")
    drafting.comment(case.reference, What.COMMUNICATION, words, actor=owner)
    words = drafting.CommentWords("title", "zq-draft-title", "zq-draft-comment", 1)
    drafting.comment(case.reference, What.ADVISORY, words, actor=owner)


def _test(case: Case, members: dict[str, Member]) -> None:
    """An independent test with a specimen of the signed maker; its result is open to who reads the case."""
    owner, signed, regulator = (members[who].viewer for who in ("owner", "signed", "regulator"))
    words = lab.RequestWords("zq-lab-scope", "zq-lab-question", "one Breva", "zq-lab-secret", signed.party_id)
    go = (case.reference, lab.request(case.reference, words, actor=regulator).reference)
    lab.answer(*go, accept=True, laboratory="zq-lab-name", actor=owner)
    device = lab.add_specimen(*go, kind=SpecimenKind.DEVICE, model="Breva", serial="zq-lab-serial", actor=signed)
    hand = lab.HandWords("Karst", "zq-lab-taker", clock.now())
    lab.hand_over(*go, device.pk, CustodyMove.RECEIVE, hand, actor=owner)
    paper = ("zq-lab-paper.txt", b"zq-lab-document")
    lab.report(*go, outcome=LabOutcome.PARTLY, words="zq-lab-result", file=paper, actor=owner)
    lab.release(*go, audience=LabAudience.READERS, because="zq-lab-because", actor=owner)


def _say(case: Case, members: dict[str, Member]) -> None:
    def say(who: str, body: str, tlp: Tlp = Tlp.AMBER, klass: ConfidentialityClass = NONE) -> None:
        cases.send_message(case.reference, body, tlp=tlp, confidentiality=klass, actor=members[who].viewer)

    owner, signed = members["owner"].viewer, members["signed"].viewer
    steps = cases.attach(case.reference, ("steps.txt", b"1. connect 2. mute"), actor=owner)
    cases.send_message(
        case.reference, "zq-plain-owner", tlp=Tlp.AMBER, confidentiality=NONE, files=[steps.pk], actor=owner
    )
    cases.attach(case.reference, ("draft.txt", b"not sent yet"), actor=signed)
    say("signed", "zq-plain-signed")
    say("regulator", "zq-plain-regulator")
    say("signed", "zq-secret-signed", klass=ConfidentialityClass.TRADE_SECRET)
    say("lapsed", "zq-cci-lapsed", klass=ConfidentialityClass.CCI)
    say("signed", "zq-pcii-signed", klass=ConfidentialityClass.PCII)
    say("regulator", "zq-deliberative-regulator", klass=ConfidentialityClass.DELIBERATIVE)
    say("signed", "zq-privacy-signed", klass=ConfidentialityClass.PRIVACY)
    say("signed", "zq-red-signed", Tlp.RED)
    say("owner", "zq-red-owner", Tlp.RED)


def _quoted_in_draft(owner: Viewer, case: Case) -> dict[str, str]:
    """A draft that quotes the owner's own message."""
    message = case_queries.messages(owner, case)[0]
    draft = drafting.quote(case.reference, "flaw", message.pk, actor=owner)
    return {"quotation": str(draft.passages.get().pk), "version_draft": str(draft.version)}


def _rooms(case: Case, members: dict[str, Member]) -> dict[str, str]:
    """A side room of the owner and one maker, opened by the maker, with the finder; and the thread of its product."""
    owner, signed = members["owner"].viewer, members["signed"].viewer
    words = cases.SideRoom("zq-side-title", with_finder=True)
    side = cases.open_side_room(case.reference, words, actor=signed)
    marking: dict[str, Any] = {"tlp": Tlp.AMBER, "confidentiality": NONE}
    said = cases.send_message(case.reference, "zq-side-signed", room=side.pk, actor=signed, **marking)
    cases.edit_message(case.reference, said.pk, "zq-side-edited", actor=signed)
    cases.send_message(case.reference, "zq-side-owner", room=side.pk, actor=owner, **marking)
    finder = Viewer(kind=ViewerKind.FINDER, report_id=case.report_id)
    proof = cases.write_as_finder(side.pk, "zq-side-finder", [("proof.txt", b"zq-side-file")], actor=finder).files.get()
    thread = cases.open_thread(case.reference, _stated(case), actor=signed)
    cases.send_message(case.reference, "zq-thread-signed", room=thread.pk, actor=signed, **marking)
    return {"room": str(side.pk), "room_message": str(said.pk), "version_room_message": "2",
            "thread": str(thread.pk), "file_in_room": str(proof.pk)}  # fmt: skip


def _declared(case: Case, members: dict[str, Member]) -> dict[str, str]:
    """Two times at which one maker learned of it, and two texts for customers: one is in the ISAO's hands."""
    signed, isao = members["signed"].viewer, members["isao"].organisation_id
    times = (datetime(2020, 2, 1, tzinfo=UTC), datetime(2020, 1, 15, tzinfo=UTC))
    learned = [
        declarations.sign(case.reference, Given(Form.LEARNED, at, "zq-learned", reason="zq-corrected"), actor=signed)
        for at in times
    ]
    answers = {key: True for key, _ in QUESTIONS[Form.CUSTOMERS]}
    told = Given(Form.CUSTOMERS, times[0], "zq-customers-kept", answers=answers)
    kept = declarations.sign(case.reference, told, actor=signed)
    declarations.sign(case.reference, replace(told, text="zq-customers-given"), isao=isao, actor=signed)
    declarations.decide_learned(case.reference, learned[0].pk, "zq-learned-because", actor=members["regulator"].viewer)
    lots = Given(Form.CORRECTION, times[0], "zq-correction", scope="zq-lots", removal=False)
    correction = declarations.sign(case.reference, lots, actor=signed)
    declarations.keep_consignees(
        case.reference, correction.pk, ("zq-consignees.csv", b"zq-consignee-held,3"), actor=signed
    )
    text = declaration_queries.texts(members["isao"].viewer)[0]
    return {"declaration": str(learned[0].pk), "declaration_text": str(kept.pk), "isao_text": str(text.pk),
            "party_isao": str(isao), "correction": str(correction.pk)}  # fmt: skip


def _lapse(case: Case, members: dict[str, Member]) -> None:
    """A revision that one maker proposes and the owner accepts: the other signatures lapse, and the observer signs
    again. One maker joins that sees nothing older than its invitation. Then life goes on."""
    owner, signed = members["owner"].viewer, members["signed"].viewer
    later = datetime.now(UTC) + timedelta(days=90)
    cases.propose_terms(case.reference, ends_at=later, zone="UTC", actor=signed)
    cases.answer_terms(case.reference, TermsAnswer.ACCEPT, actor=owner)
    cases.invite(case.reference, members["late"].organisation_id, sees_from=clock.now(), actor=owner)
    for who in ("observer", "late"):
        cases.answer_terms(case.reference, TermsAnswer.ACCEPT, actor=members[who].viewer)
    cases.answer_report(case.reference, ReportState.RECEIVED, actor=members["late"].viewer)
    cases.send_message(case.reference, "zq-late-message", tlp=Tlp.AMBER, confidentiality=NONE, actor=owner)
    cases.invite(case.reference, members["invited"].organisation_id, actor=owner)
    product = products.register(
        products.ProductWords(name="Breva V3 zq-late-product"), maker=signed.party_id, actor=signed
    )
    words = cases.StatementWords(product.pk, "vers:all/*", ProductStatus.AFFECTED, "", "mitigation", "zq-late-remedy")
    cases.make_statement(case.reference, words, actor=signed)
    cases.confirm(case.reference, evidence="zq-late-evidence", actor=owner)
    worker.drain()


def _reported(members: dict[str, Member], mark: str, title: str, **more: object) -> Case:
    owner = members["owner"].viewer
    report, _code = intake.submit(words(mark, **more), actor=STRANGER)
    intake.triage(
        report.reference,
        medical_device=intake.MedicalDevice.NO,
        outcome=intake.Outcome.ACCEPT,
        leave_out_regulator=f"{mark}-left-out",
        actor=owner,
    )
    return cases.open_case(report.reference, title=title, actor=owner)


def _quiet_case(members: dict[str, Member]) -> Case:
    """A case of the owner alone: nobody else was ever told of it. Attacks propose to end its embargo."""
    case = _reported(members, "zq-quiet", "zq-quiet-title")
    return cases.mark(case.reference, CaseEvent.ATTACKS_OBSERVED, evidence="seen", actor=members["owner"].viewer)


def _closed_case(members: dict[str, Member]) -> Case:
    owner, signed = members["owner"].viewer, members["signed"].viewer
    case = _reported(members, "zq-closed", "zq-closed-title")
    for who in ("signed", "invited"):
        cases.invite(case.reference, members[who].organisation_id, actor=owner)
    cases.answer_terms(case.reference, TermsAnswer.ACCEPT, actor=signed)
    cases.end_embargo(case.reference, reason="zq-closed-ended", actor=owner)
    return cases.close(case.reference, reason="zq-closed-reason", actor=owner)


def _table(members: dict[str, Member], mark: str, *, signed: tuple[str, ...], public: bool, days: int = 0) -> str:
    """A case where only the embargo is looked at: with an invited maker, with those who have signed, and with the
    owner's proposal of an end in ``days`` days. Where the finder says that it is public, no embargo stands at first.
    """
    owner = members["owner"].viewer
    case = _reported(members, mark, f"{mark}-title", already_public=public)
    for who in (*signed, "invited"):
        cases.invite(case.reference, members[who].organisation_id, actor=owner)
    for who in signed:
        cases.answer_terms(case.reference, TermsAnswer.ACCEPT, actor=members[who].viewer)
    if days:
        later = datetime.now(UTC) + timedelta(days=days)
        cases.propose_terms(case.reference, ends_at=later, zone="UTC", actor=owner)
    if "guest" in signed:
        cases.offer_case(case.reference, members["guest"].organisation_id, reason=f"{mark}-offered", actor=owner)
    return str(case.reference)


def _question(members: dict[str, Member]) -> dict[str, str]:
    """A question that nobody has answered yet, in a case whose regulator joined late."""
    case = _reported(members, "zq-asked", "zq-asked-title")
    found = cases.invite(case.reference, members["regulator"].organisation_id, actor=members["owner"].viewer)
    worker.drain()
    from medcord.consults.models import Consultation

    asked = Consultation.objects.get(case=case, party=found.party_id)
    return {"consultation": str(asked.pk), "case_asked": case.reference}


def _link(owner: Viewer, reference: str) -> dict[str, str]:
    """An organisation that is asked in by a link and has not come yet."""
    asked = cases.LinkWords("Zephyr zq-link", Role.MANUFACTURER, "psirt@zephyr.example")
    link, secret = cases.invite_by_link(reference, asked, actor=owner)
    return {"link": str(link.pk), "secret": secret}


def _claim(case: Case, members: dict[str, Member]) -> UUID:
    """A maker says that it is attacked; the coordinator has not decided."""
    evidence = "zq-evidence: two hospitals called"
    return cases.claim(case.reference, CaseEvent.ATTACKS_OBSERVED, evidence=evidence, actor=members["signed"].viewer).pk


def _decided(case: Case, members: dict[str, Member]) -> dict[str, str]:
    known = {"exploitation": "active"}
    judgement = Judgement("publish", known, "publish", "zq-decision-because")
    taken = decisions.take(case.reference, judgement, actor=members["owner"].viewer)
    return {"decision": str(taken.pk), "table": "deployer"}


def _contested(case: Case, members: dict[str, Member]) -> dict[str, str]:
    """A claim, and a dispute of harm in which only the owner stated a position."""
    return {"claim": str(_claim(case, members)), "dispute": str(case.disputes.get().pk), **_asked_for(case, members)}


def _asked_for(case: Case, members: dict[str, Member]) -> dict[str, str]:
    """Somebody asks for the records of the case; one passage of a message is withheld."""
    owner = members["owner"].viewer
    words = records.RequestWords("zq-requester", "foia", date(2030, 1, 15))
    asked = records.note_request(case.reference, words, actor=owner)
    said = next(row for row in case_queries.messages(owner, case) if row.body == "zq-plain-regulator")
    passage = records.Passage("regulator", "b5")
    [cut] = records.redact(case.reference, asked.pk, f"message:{said.pk}", passage, actor=owner)
    return {"asked_for": str(asked.pk), "cut": str(cut.pk)}


def _stated(case: Case) -> UUID:
    return case.statements.order_by("at").values_list("product", flat=True)[0]


def _second(members: dict[str, Member]) -> Member:
    """Another coordinator, who approves what the owner wrote."""
    home = members["owner"].organisation
    return parties.add_member(home, email="second@ncc.example", name="Sec Ond", actor=SYSTEM)


def _colleague() -> Member:
    """The same, once they are there."""
    return Member.objects.get(email="second@ncc.example")


def _published(members: dict[str, Member]) -> dict[str, str]:
    """A case that has come out: what of it is public is marked "zq-public"."""
    owner, signed = members["owner"].viewer, members["signed"].viewer
    report, _code = intake.submit(words("zq-r3", finder_name="zq-public-thanks", credit=True), actor=STRANGER)
    intake.triage(
        report.reference, medical_device=intake.MedicalDevice.UNKNOWN, outcome=intake.Outcome.ACCEPT, actor=owner
    )
    case = cases.open_case(report.reference, title="zq-p3-title", actor=owner)
    cases.invite(case.reference, members["signed"].organisation_id, actor=owner)
    cases.answer_terms(case.reference, TermsAnswer.ACCEPT, actor=signed)
    cases.send_message(case.reference, "zq-p3-message", tlp=Tlp.CLEAR, confidentiality=NONE, actor=owner)
    product = products.register(
        products.ProductWords(name="Tidewater zq-public-product", model_number="ZQ-3", versions=["3.0"]),
        maker=signed.party_id,
        actor=signed,
    )
    words_of = cases.StatementWords(product.pk, "3.0", ProductStatus.AFFECTED, "", "vendor_fix", "zq-public-remedy")
    cases.make_statement(case.reference, words_of, actor=signed)
    texts = {"title": "zq-public-title", "summary": "zq-public-summary", "device": "zq-public-device"}
    texts |= {"what_could_happen": "zq-public-harm", "what_to_do": "zq-public-do"}
    drafting.save_draft(case.reference, texts, actor=owner)
    drafting.approve(case.reference, number=1, actor=_second(members).viewer)
    draft = drafting.publish(case.reference, early_reason="zq-p3-early", actor=owner)
    cases.invite(case.reference, members["invited"].organisation_id, actor=owner)
    worker.drain()
    return {"case_out": case.reference, "advisory": draft.tracking_id, "number": "1", "report_out": report.reference}


_SHEET = (
    b"Asset tag,Manufacturer,Model,Software version,Department\r\n"
    b"zq-tag-1,Karst Respiratory,Tidewater zq-public-product,3.0,zq-ward\r\n"
    b"zq-tag-2,Karst Respiratory,Tidewater zq-public-product,3.0,zq-ward\r\n"
)


def _hospital(viewer: Viewer) -> dict[str, str]:
    """Two devices that the advisory speaks of, one closed; one file more that waits for its columns, one that is
    read."""
    batch = _read(viewer, "zq-sheet.csv")
    inventory.load(batch, actor=viewer)
    worker.drain()
    waiting = inventory.receive(_SHEET, name="zq-waiting.csv", actor=viewer)
    ready = _read(viewer, "zq-ready.csv")
    rows = list(Device.objects.filter(organisation=viewer.party_id).order_by("asset_tag"))
    from medcord.matching.models import Verdict

    verdict = Verdict.objects.filter(organisation=viewer.party_id).select_related("advisory").first()
    assert verdict is not None, "the world's advisory reaches the world's devices"
    act = remediation.close(
        verdict.advisory_id, [rows[1].pk], outcome="patched", note="zq-work-note", proof="zq-work-proof", actor=viewer
    )
    judgement = Judgement("deployer", {}, "scheduled", "zq-soon-because")
    soon = remediation.decide(str(verdict.advisory_id), judgement, actor=viewer)
    return {
        "device": str(rows[0].pk),
        "device_closed": str(rows[1].pk),
        "import": str(batch),
        "import_waiting": str(waiting.pk),
        "import_ready": str(ready),
        "group": str(verdict.advisory_id),
        "identity": str(verdict.identity_id),
        "act": str(act.pk),
        "how_soon": str(soon.pk),
    }


def _read(viewer: Viewer, name: str) -> UUID:
    received = inventory.receive(_SHEET, name=name, actor=viewer)
    batch: UUID = inventory.choose_columns(received.pk, received.proposed, actor=viewer).pk
    worker.drain()
    return batch


def _request(maker: Viewer, owner: Viewer) -> dict[str, str]:
    """A manufacturer's own request that no case holds, answered with a file."""
    asked = intake.RequestWords(device_model="zq-request-model", description="zq-request-problem")
    reference = intake.request(asked, actor=maker).reference
    said = intake.write_to(reference, "Thank you.", [("form.txt", b"to fill in")], actor=owner)
    return {"request": reference, "file_on_request": str(said.files.get().pk)}


def _tokens_and_products(members: dict[str, Member]) -> dict[str, str]:
    maker, eve = members["signed"].viewer, members["maker_out"].viewer
    token, _secret = parties.issue_token(label="zq-token", days=9, actor=maker)
    theirs = products.register(products.ProductWords(name="zq-eve-product"), maker=eve.party_id, actor=eve)
    own = products.register(products.ProductWords(name="zq-own-product"), maker=maker.party_id, actor=maker)
    gone = products.register(products.ProductWords(name="zq-gone-product"), maker=maker.party_id, actor=maker)
    gone = products.retire(gone.pk, reason="zq-gone", expected_version=gone.version, actor=maker)
    file = products.receive_file(b"name,description\r\nzq-file-product,zq-in-file\r\n", name="zq-f.csv", actor=maker)
    shared = products.register(products.ProductWords(name="zq-shared-product"), maker=maker.party_id, actor=maker)
    words_of = products.SiblingWords("relabelled", eve.party_id, "zq-sibling-name", "zq-sibling-note")
    return {
        "token": str(token.pk),
        "product": str(own.pk),
        "product_theirs": str(theirs.pk),
        "product_gone": str(gone.pk),
        "product_file": str(file.pk),
        "sibling": str(products.state_sibling(shared.pk, words_of, actor=maker).pk),
    }


def _ways_in(members: dict[str, Member]) -> dict[str, str]:
    """One maker with everything that sign-in can have, a colleague of the owner's, and two ways back in."""
    maker, home = members["signed"].viewer, members["owner"].organisation
    secret = authenticators.new_totp_secret()
    factor = parties.add_totp(secret, totp_now(secret), actor=maker)
    codes = parties.make_recovery_codes(actor=maker)
    identity = parties.link_identity("https://id.example", "zq-subject", actor=maker)
    own, _secret = parties.issue_recovery(members["signed"].pk, reason="zq-lost", actor=SYSTEM)
    Client().force_login(members["signed"])
    session = WebSession.objects.get(member=members["signed"])
    colleague = parties.add_member(home, email="colleague@ncc.example", name="Col League", actor=SYSTEM)
    colleague = parties.change_role(colleague.pk, MemberRole.ADMINISTRATOR, actor=members["owner"].viewer)
    waiting, _secret = parties.issue_recovery(members["deactivated"].pk, reason="zq-lost", actor=colleague.viewer)
    return {
        "factor": str(factor.pk),
        "recovery_code": codes[0],
        "identity": str(identity.pk),
        "session": str(session.name),
        "colleague": str(colleague.pk),
        "way_back": str(own.pk),
        "way_back_waiting": str(waiting.pk),
    }


def _going_out(members: dict[str, Member]) -> dict[str, str]:
    """A webhook of the signed maker with a call that was made, a letter that is dead and one that was taken."""
    maker = replace(members["signed"].viewer, level=MemberRole.ADMINISTRATOR)
    hook, _secret = notices.register(
        label="zq-webhook", url="https://hooks.example/zq-path", kinds=["CaseClosed"], actor=maker
    )
    call = notices.ping(hook.pk, actor=maker)
    Call.objects.filter(pk=call.pk).update(state=Call.State.DONE)
    dead, sent = (
        letters.write(
            to="somebody@ivory.example", subject="news", body="look", party=members["invited"].organisation_id
        )
        for _ in range(2)
    )
    OutgoingLetter.objects.filter(pk=dead.pk).update(state="dead", error="recipient-refused")
    OutgoingLetter.objects.filter(pk=sent.pk).update(state="sent", sent_at=clock.now())
    return {
        "webhook": str(hook.pk),
        "call": str(call.pk),
        "letter": str(dead.pk),
        "letter_sent": sent.message_id.strip("<>"),
    }


def _signals(members: dict[str, Member], case: str) -> dict[str, str]:
    """A signal that touches a product and waits, what the hospital saw, and in the case an emerging signal that waits
    for its decision and a warning that the signed maker is asked for."""
    owner, regulator = members["owner"].viewer, members["regulator"].viewer
    record = lists.cve("Karst Respiratory", "Tidewater zq-public-product", below="4.0")
    signals.read([("zq-list.json", record)], actor=owner)
    seen = signals.SightingWords(Seen.ATTEMPT, "zq-seen-title", words="zq-seen-words")
    sighting = signals.sight(seen, actor=members["hospital"].viewer)
    emerging.raise_signal(case, information="zq-emerging", actor=regulator)
    asked = emerging.ask_warning(case, members["signed"].organisation_id, text="zq-warning", actor=regulator)
    worker.drain()
    (signal,) = signal_queries.signals(owner)
    return {"signal": str(signal.pk), "sighting": sighting.reference, "warning": str(asked.pk)}


def _call(members: dict[str, Member], case: str) -> dict[str, str]:
    """A call about the case, soon, of the owner with the regulator and the signed maker."""
    owner = members["owner"].viewer
    asked = [members[who].organisation_id for who in ("regulator", "signed")]
    starts = clock.now() + timedelta(minutes=20)
    words = calls.CallWords(starts, "UTC", "zq-call-purpose", asked, "zq-call-dial", agenda=[calls.Tabled(case)])
    call = calls.convene(words, actor=owner)
    calls.decide(call.reference, "zq-call-decided", case=case, actor=owner)
    due = clock.now() + timedelta(days=3)
    todo = calls.agree(call.reference, "zq-call-to-do", party=asked[0], due=due, case=case, actor=owner)
    calls.finish(call.reference, todo.pk, "zq-call-proof", actor=owner)
    return {
        "call_soon": call.reference,
        "call_action": str(todo.pk),
        "party_regulator": str(asked[0]),
    }


def _our_people(members: dict[str, Member], case: str) -> dict[str, str]:
    """A colleague of the owner's who sees one case and has a token, one who left, and two who are asked in."""
    owner = members["owner"].viewer
    ours = parties.add_member(
        members["owner"].organisation, email="ours@ncc.example", name="Some Ours", password=PASSWORD, actor=SYSTEM
    )
    cases.limit_member(ours.pk, [], actor=owner)
    ours = cases.show_case(case, ours.pk, actor=owner)
    token, _secret = parties.issue_token(label="a program of ours", days=9, actor=ours.viewer)
    waiting, _secret = parties.invite_member("waits@ncc.example", level=MemberRole.MEMBER, actor=owner)
    _row, welcome = parties.invite_member("comes@ncc.example", level=MemberRole.MEMBER, actor=owner)
    return {
        "ours": str(ours.pk),
        "gone": str(members["deactivated"].pk),
        "token_ours": str(token.pk),
        "invitation": str(waiting.pk),
        "welcome": welcome,
    }


def _sign_in(world: World) -> None:
    """A session for each class: members by sign-in, finders by their code, the deactivated before they were."""
    for who in CLASSES:
        client = Client()
        if who in world.codes:
            client.post("/my-report", {"code": world.codes[who]})
        elif who in world.members:
            client.force_login(world.members[who])
        world.sessions[who] = {name: morsel.value for name, morsel in client.cookies.items()}
    Member.objects.filter(pk=world.members["deactivated"].pk).update(is_active=False)
