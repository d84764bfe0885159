"""The story: two advisories out, one ventilator case under embargo, one insulin-pump case just begun, two new reports.

Each step is told at its own instant, so that clocks and measures show days and not milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import orjson

from medcord.advisories import actions as advisories
from medcord.calls import actions as calls
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Message
from medcord.core.access import Viewer, ViewerKind
from medcord.core.crossing.comparison import Advice
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.lab import CustodyMove, SpecimenKind
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Tlp
from medcord.decisions import actions as decisions
from medcord.declarations import actions as declarations
from medcord.declarations import queries as declared
from medcord.drafting import actions as drafting
from medcord.drafting.texts import Plan, ProductChosen, What
from medcord.emerging import actions as emerging
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.inventory import actions as inventory
from medcord.inventory import queries as inventory_queries
from medcord.lab import actions as lab
from medcord.ledger import worker
from medcord.matching import queries as matching
from medcord.matching.queries import Cut
from medcord.opinions import actions as opinions
from medcord.parties.models import Member
from medcord.products import actions as products
from medcord.products.models import Product
from medcord.project.demo import cast, devices, texts
from medcord.records import actions as records
from medcord.remediation import actions as remediation
from medcord.remediation import queries as work
from medcord.signals import actions as signals

FINDER = Viewer(kind=ViewerKind.ANONYMOUS)


@dataclass
class Teller:
    """The people, and the instant the story starts from."""

    people: dict[str, Member]
    now: datetime

    def viewer(self, who: str) -> Viewer:
        return self.people[who].viewer

    @contextmanager
    def days_ago(self, days: float) -> Iterator[None]:
        """Tell what happened so many days ago, reactions included."""
        with clock.at(self.now - timedelta(days=days)):
            yield
            worker.drain()


def tell() -> None:
    """Tell the whole story into an empty node."""
    now = clock.now()
    with clock.at(now - timedelta(days=60)):
        people = cast.register()
        worker.drain()
    story = Teller(people, now)
    registry = _registry(story)
    with story.days_ago(20):
        inventory.import_file(devices.inventory(), name="cmms-export.csv", actor=story.viewer("hospital"))
    _tidewater(story, registry)
    _heron(story, registry)
    breva = _breva(story, registry)
    _marlo(story)
    _new_reports(story)
    _signals(story)
    _agreement(story, breva)


def _agreement(story: Teller, case: str) -> None:
    """The two agencies speak every week, and a laboratory has a ventilator."""
    lead, regulator = story.viewer("coordinator"), story.viewer("regulator")
    asked = [story.people["regulator"].organisation_id]
    first = (story.now + timedelta(days=3)).replace(hour=15, minute=0, second=0, microsecond=0)
    with story.days_ago(5):
        weekly = calls.CallWords(
            first, "America/New_York", texts.WEEKLY, asked, texts.DIAL, 45, [calls.Tabled(case)], every_days=7, times=4
        )
        call = calls.convene(weekly, actor=lead)
        calls.agree(call.reference, texts.TO_DO, party=asked[0], due=first, case=case, actor=lead)
    with story.days_ago(4):
        words = lab.RequestWords(*texts.TEST, supplier=story.people["karst"].organisation_id)
        test = (case, lab.request(case, words, actor=regulator).reference)
        lab.answer(*test, accept=True, laboratory=texts.LABORATORY, actor=lead)
        device = lab.add_specimen(*test, kind=SpecimenKind.DEVICE, model="Breva V2", serial="BV2-04417", actor=lead)
    with story.days_ago(2):
        hand = lab.HandWords("Karst Respiratory", "M. Tarrow, NCC", clock.now(), "K-118", "N-301", "Unopened")
        lab.hand_over(*test, device.pk, CustodyMove.RECEIVE, hand, actor=lead)
    with story.days_ago(1):
        hand = lab.HandWords("M. Tarrow, NCC", texts.LABORATORY, clock.now(), "N-301")
        lab.hand_over(*test, device.pk, CustodyMove.TO_LABORATORY, hand, actor=lead)


def _registry(story: Teller) -> dict[str, Product]:
    made = {}
    with story.days_ago(50):
        for who, key, words in texts.PRODUCTS:
            maker = story.people[who]
            made[key] = products.register(words, maker=maker.organisation_id, actor=maker.viewer)
        _siblings(story, made)
    return made


def _siblings(story: Teller, made: dict[str, Product]) -> None:
    """One that both makers confirmed, and one that waits for an answer."""
    karst, pellgrove = story.people["karst"], story.people["pellgrove"]
    quillon = story.people["quillon"]
    sold = products.SiblingWords("relabelled", quillon.organisation_id, "Tidewater Air", "Same board, other housing.")
    row = products.state_sibling(made["breva"].pk, sold, actor=karst.viewer)
    products.answer_sibling(row.pk, confirm=True, actor=quillon.viewer)
    built = products.SiblingWords("original", karst.organisation_id, "Breva pump module")
    products.state_sibling(made["marlo"].pk, built, actor=pellgrove.viewer)


def _case(story: Teller, report: intake.ReportWords, title: str, started: float, maker: str) -> str:
    """Report, triage, case, invitation and signature, over a few days."""
    with story.days_ago(started):
        received, _code = intake.submit(report, actor=FINDER)
    lead = story.viewer("coordinator")
    with story.days_ago(started - 0.9):
        intake.triage(
            received.reference,
            medical_device=intake.MedicalDevice.YES,
            outcome=intake.Outcome.ACCEPT,
            actor=lead,
        )
        intake.write_to(received.reference, texts.THANKS, actor=lead)
        case = cases.open_case(received.reference, title=title, summary=report.description, actor=lead)
    with story.days_ago(started - 1.1):
        cases.invite(case.reference, story.people[maker].organisation_id, channel="telephone", actor=lead)
    with story.days_ago(started - 1.6):
        cases.answer_terms(case.reference, TermsAnswer.ACCEPT, actor=story.viewer(maker))
    return str(case.reference)


def _say(
    story: Teller, case: str, who: str, words: str, klass: ConfidentialityClass = ConfidentialityClass.NONE
) -> Message:
    return cases.send_message(case, words, tlp=Tlp.AMBER, confidentiality=klass, actor=story.viewer(who))


def _opine(story: Teller, case: str, words: opinions.OpinionWords, sentence: str) -> None:
    regulator = story.viewer("regulator")
    opinion = opinions.sign(case, words, actor=regulator)
    if sentence:
        opinions.release_sentence(case, opinion.number, sentence, actor=regulator)


def _state(story: Teller, case: str, who: str, statements: tuple[cases.StatementWords, ...]) -> None:
    for words in statements:
        cases.make_statement(case, words, actor=story.viewer(who))


def _tidewater(story: Teller, registry: dict[str, Product]) -> None:
    """Pumps: published nine days ago, attacks seen since, part of the fleet done."""
    lead = story.viewer("coordinator")
    case = _case(
        story, texts.TIDEWATER_REPORT, "Tidewater LVP 3: flow rate can be changed over the network", 58, "quillon"
    )
    with story.days_ago(55):
        _opine(story, case, texts.TIDEWATER_OPINION, texts.TIDEWATER_SENTENCE)
        cases.confirm(case, evidence="Quillon reproduced it on two pumps.", actor=lead)
    with story.days_ago(30):
        lvp = registry["lvp"].pk
        close_port = (
            "Close inbound TCP port 5011 between the pump network and all others. Drug library updates go on working."
        )
        affected = ProductStatus.AFFECTED
        statements = (
            cases.StatementWords(lvp, ">= 3.0 | < 3.6.2", affected, remedies=texts.TIDEWATER_REMEDIES),
            cases.StatementWords(lvp, "3.6.2", ProductStatus.FIXED),
            cases.StatementWords(
                registry["syringe"].pk, "vers:all/*", ProductStatus.NOT_AFFECTED, "component_not_present"
            ),
        )
        _state(story, case, "quillon", statements)
        _say(story, case, "quillon", close_port)
        cases.mark(case, CaseEvent.FIX_READY, evidence="Release 3.6.2.", actor=story.viewer("quillon"))
    with story.days_ago(9):
        drafting.save_draft(case, texts.TIDEWATER_DRAFT, actor=lead)
        drafting.approve(case, number=1, actor=story.viewer("second"))
        drafting.publish(case, early_reason="Fix out since three weeks and every customer told.", actor=lead)
    with story.days_ago(2):
        kev = orjson.dumps(texts.exploited(story.now - timedelta(days=2)))
        advisories.take_in_kev(kev, name="exploited.json", actor=lead)
        cases.mark(case, CaseEvent.ATTACKS_OBSERVED, evidence="Two hospitals reported it to Lanternway.", actor=lead)
        asked = records.RequestWords("FOIA 2026-0412", "foia", (story.now + timedelta(days=26)).date())
        records.note_request(case, asked, actor=lead)
        records.set_retention(case, "incident-3y", actor=lead)
    _work(story)


def _work(story: Teller) -> None:
    """The hospital closes a first part of the pumps."""
    engineer = story.viewer("hospital")
    with story.days_ago(5):
        cut = Cut(kind="affected")
        batch = inventory_queries.current_batch(engineer)
        if batch is None:
            raise LookupError("the demo's inventory is not in use")
        group = work.worklist(engineer, cut).groups[0]
        rows, _total = matching.identities_under(engineer, group.advisory, cut, batch.pk, per=200)
        identities = [row.verdict.identity_id for row in rows]
        todo = work.open_devices(engineer, group.advisory, identities, cut)[:40]
        remediation.close(
            group.advisory, todo, outcome="patched", note="Installed 3.6.2 on the night shift.", actor=engineer
        )


def _heron(story: Teller, registry: dict[str, Product]) -> None:
    """Bedside monitors: published two days ago."""
    lead = story.viewer("coordinator")
    title = "Heron 7 monitor: forged alarms stop real ones"
    case = _case(story, texts.HERON_REPORT, title, 48, "sablewood")
    with story.days_ago(46):
        _opine(story, case, texts.HERON_OPINION, texts.HERON_SENTENCE)
        cases.confirm(case, evidence="Shown on a bench by the agency laboratory.", actor=lead)
    with story.days_ago(12):
        heron = registry["heron"].pk
        advice = "Separate the monitor network from other networks; keep a nurse in sight of each bed until 7.4 is installed."
        affected, looking = ProductStatus.AFFECTED, ProductStatus.UNDER_INVESTIGATION
        statements = (
            cases.StatementWords(heron, "< 7.4", affected, "", "mitigation", advice),
            cases.StatementWords(registry["central"].pk, "vers:all/*", looking),
        )
        _state(story, case, "sablewood", statements)
    with story.days_ago(1.9):
        drafting.save_draft(case, texts.HERON_DRAFT, actor=lead)
        drafting.approve(case, number=1, actor=story.viewer("second"))
        drafting.publish(case, early_reason="Sablewood agreed to the earlier date.", actor=lead)


def _breva(story: Teller, registry: dict[str, Product]) -> str:
    """A ventilator: confirmed, under embargo, with a new date proposed and a draft begun."""
    lead, karst = story.viewer("coordinator"), story.viewer("karst")
    case = _case(story, texts.BREVA_REPORT, "Breva V2 ventilator: alarms can be silenced over the network", 40, "karst")
    with story.days_ago(38.2):
        cases.set_tracking(case, "KR-SEC-88", actor=karst)
        _opine(story, case, texts.BREVA_OPINION, "")
        cases.confirm(case, evidence="Karst reproduced it on build 4.2.0.", actor=lead)
        decisions.take(case, texts.BREVA_FIX, actor=karst)
    _declare(story, case)
    with story.days_ago(20):
        _state(
            story,
            case,
            "karst",
            (
                cases.StatementWords(
                    registry["breva"].pk, "< 4.2.1", ProductStatus.AFFECTED, "", "vendor_fix", "Install 4.2.1."
                ),
            ),
        )
        held_back = _say(story, case, "karst", texts.BREVA_MESSAGE, ConfidentialityClass.CCI)
    with story.days_ago(6):
        _state(story, case, "karst", (cases.StatementWords(registry["breva"].pk, "4.2.1", ProductStatus.FIXED),))
        cases.mark(case, CaseEvent.FIX_READY, evidence="4.2.1 passed alarm tests on 40 units.", actor=karst)
        drafting.save_draft(case, texts.BREVA_DRAFT, actor=lead)
        decisions.take(case, texts.BREVA_PUBLISH, actor=lead)
    with story.days_ago(1.5):
        opinions.state_position(case, texts.BREVA_POSITION, actor=karst)
        opinions.state_position(case, texts.BREVA_FINDERS_POSITION, actor=lead)
    with story.days_ago(0.5):  # Karst has five work days to say whether the regulator may read it
        cases.ask_supplier(case, held_back.pk, cases.SupplierQuestion(), actor=lead)
    with story.days_ago(0.4):
        _say(
            story,
            case,
            "coordinator",
            "We can move the date if customers are told by Wednesday, as your notice plans. Please confirm.",
        )
        cases.propose_terms(case, ends_at=story.now + timedelta(days=17), zone="Europe/Berlin", actor=karst)
        _cross(story, case, registry["breva"])
    return case


def _cross(story: Teller, case: str, product: Product) -> None:
    """Both texts go to the other agency for comment; the regulator has one on each of two passages."""
    lead, regulator = story.viewer("coordinator"), story.viewer("regulator")
    drafting.circulate(case, story.people["regulator"].organisation_id, actor=lead)
    for words in texts.BREVA_COMMENTS:
        drafting.comment(case, What.ADVISORY, words, actor=regulator)
    chosen = [ProductChosen(product.pk, "<= 4.2.1")]
    drafting.save_communication(case, texts.BREVA_COMMUNICATION, chosen, Plan(None, (Advice.PATCH,)), actor=regulator)
    drafting.share_communication(case, story.people["coordinator"].organisation_id, actor=regulator)


def _declare(story: Teller, case: str) -> None:
    """The maker signs when it learned, that the risk is uncontrolled, and what customers were told; the ISAO has it."""
    karst, isao = story.viewer("karst"), story.people["isao"]
    with story.days_ago(36):
        declarations.sign_matrix("4.0", "QP-114, annex B", texts.KARST_MATRIX, actor=karst)
        first = replace(texts.BREVA_LEARNED, at=story.now - timedelta(days=39))
        called = replace(texts.BREVA_CALLED, at=story.now - timedelta(days=41))
        for given in (first, texts.BREVA_RISK, texts.BREVA_MEMBER, called):
            declarations.sign(case, given, actor=karst)
    with story.days_ago(21):
        declarations.sign(case, texts.BREVA_CUSTOMERS, isao=isao.organisation_id, actor=karst)
        declarations.sign(case, texts.BREVA_CYCLE, actor=karst)
        for question, said, why in texts.BREVA_SCOPE:
            declarations.answer_scope(case, question, said, why, actor=karst)
    with story.days_ago(20.5):
        declarations.acknowledge_text(declared.texts(isao.viewer)[0].pk, actor=isao.viewer)


def _marlo(story: Teller) -> None:
    """An insulin pump: just opened; the maker has not signed, the regulator's answer is due."""
    lead = story.viewer("coordinator")
    with story.days_ago(2.5):
        received, _code = intake.submit(texts.MARLO_REPORT, actor=FINDER)
    with story.days_ago(1.2):
        intake.triage(
            received.reference,
            medical_device=intake.MedicalDevice.UNKNOWN,
            outcome=intake.Outcome.ACCEPT,
            actor=lead,
        )
        case = cases.open_case(
            received.reference, title="Marlo 2 insulin pump: dose history can be rewritten", actor=lead
        )
        cases.invite(case.reference, story.people["pellgrove"].organisation_id, channel="mail", actor=lead)


def _new_reports(story: Teller) -> None:
    """Two reports that nobody has triaged."""
    with story.days_ago(2.6):
        intake.submit(texts.LUMIS_REPORT, actor=FINDER)
    with story.days_ago(0.2):
        intake.submit(texts.VANTRY_REPORT, actor=FINDER)


def _signals(story: Teller) -> None:
    """A list that names the ventilator, a sighting that waits, and a decision that the regulator has before it."""
    with story.days_ago(3):
        signals.read([("CVE-2026-41877.json", orjson.dumps(texts.CVE_RECORD))], actor=story.viewer("coordinator"))
    with story.days_ago(1.5):
        (case,) = [one for one in case_queries.visible(story.viewer("regulator")) if one.title.startswith("Breva")]
        emerging.raise_signal(
            case.reference, information=texts.EMERGING, factors=texts.WEIGHED, actor=story.viewer("regulator")
        )
    with story.days_ago(0.2):
        signals.sight(texts.SIGHTING, actor=story.viewer("hospital"))
