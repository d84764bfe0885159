"""What some were told before all (policy 89), in the world of the access tests: one that a hospital was told, and one
that waits for a second member."""

from __future__ import annotations

from datetime import UTC, datetime

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.vocabulary import ProductStatus, Tlp
from medcord.drafting import actions as drafting
from medcord.drafting import queries as drafts
from medcord.intake import actions as intake
from medcord.ledger import worker
from medcord.parties.models import Member
from medcord.products import actions as products
from medcord.restricted import queries
from tests.cast import STRANGER

_CASE = "/cases/{case_told}/telling"
_V1 = "/api/v1/cases/{case_told}/tellings"
_FEED = "csaf/2.0/amber/csaf-feed-tlp-amber.json"
TOLD, WAITS = {"telling": "{telling_told}"}, {"telling": "{telling_waits}"}
_OTHER = {"parties": ["{party_isao}"], "early_reason": "they know them"}

LISTS = f" /restricted /api/v1/restricted /api/v1/restricted/{_FEED}"
READ = (
    "/sightings/{sighting} /api/v1/sightings/{sighting}"
    " /restricted/{restricted} /api/v1/restricted/{restricted} /api/v1/restricted/{restricted}/csaf"
    " /api/v1/restricted/csaf/2.0/{restricted_file} /api/v1/restricted/csaf/2.1/{restricted_file}.sha512"
)
DEVICES = " /api/v1/restricted/{restricted}/devices"
OF_THE_CASE = f" {_CASE} {_V1} {_V1}/{{telling_told}}/csaf"
ACTS = (
    (_CASE, {"act": "prepare", "label": "GREEN", **_OTHER}),
    (_CASE, {"act": "approve", **WAITS, "seen": "{seen_waits}"}),
    (_CASE, {"act": "refuse", **WAITS, "reason": "wait"}),
    (_CASE, {"act": "withdraw", **TOLD, "reason": "it was wrong"}),
    (_CASE, {"act": "name", **TOLD, "party": "{party_isao}"}),
    (_CASE, {"act": "remove", **TOLD, "party": "{party_told}"}),
    (_V1, {"label": "AMBER+STRICT", **_OTHER}),
    (f"{_V1}/{{telling_waits}}/approval", {"seen": "{seen_waits}"}),
    (f"{_V1}/{{telling_waits}}/refusal", {"reason": "wait"}),
    (f"{_V1}/{{telling_told}}/withdrawal", {"reason": "it was wrong"}),
    (f"{_V1}/{{telling_told}}/parties", {"party": "{party_isao}"}),
    (f"{_V1}/{{telling_told}}/parties/{{party_told}}/removal", {}),
)


def told_before_all(members: dict[str, Member], second: Member) -> dict[str, str]:
    """A case whose draft a hospital was told, and an ISAO is to be told; its words are marked "zq-told"."""
    owner, signed = members["owner"].viewer, members["signed"].viewer
    words = intake.ReportWords(
        device_maker="Karst", device_model="Undertow", device_version="2", how_tested="bench",
        patient_impact="none yet", description="a flaw",
    )  # fmt: skip
    report, _code = intake.submit(words, actor=STRANGER)
    unknown, accept = intake.MedicalDevice.UNKNOWN, intake.Outcome.ACCEPT
    intake.triage(report.reference, medical_device=unknown, outcome=accept, actor=owner)
    case = cases.open_case(report.reference, title="zq-told-case", actor=owner).reference
    cases.invite(case, members["signed"].organisation_id, actor=owner)
    cases.answer_terms(case, TermsAnswer.ACCEPT, actor=signed)
    product = products.register(
        products.ProductWords(name="Undertow", model_number="ZQ-9", versions=["2.0"]),
        maker=signed.party_id,
        actor=signed,
    )
    stated = cases.StatementWords(product.pk, "2.0", ProductStatus.AFFECTED, "", "vendor_fix", "Install 2.1.")
    cases.make_statement(case, stated, actor=signed)
    texts = {"title": "zq-told-title", "summary": "zq-told-summary", "device": "zq-told-device"}
    drafting.save_draft(case, {**texts, "what_could_happen": "harm", "what_to_do": "zq-told-do"}, actor=owner)
    hospital, isao = members["hospital"].organisation_id, members["isao"].organisation_id
    told = drafting.tell_some(case, label=Tlp.AMBER, parties=[hospital], early_reason="zq-told-why", actor=owner)
    drafting.approve_telling(case, told.restricted, seen=_digest(second, case, 0), actor=second.viewer)
    waits = drafting.tell_some(case, label=Tlp.GREEN, parties=[isao], early_reason="zq-told-why", actor=second.viewer)
    worker.drain()
    return {
        "case_told": case,
        "restricted": told.tracking_id,
        "restricted_file": f"amber/{datetime.now(UTC).year}/{told.tracking_id.lower()}.json",
        "telling_told": str(told.restricted),
        "telling_waits": str(waits.restricted),
        "seen_waits": _digest(members["owner"], case, 1),
        "party_told": str(hospital),
    }


def _digest(member: Member, case: str, number: int) -> str:
    rows = drafts.tellings(member.viewer, case_queries.case_for(member.viewer, case))
    return queries.prepared_for(member.viewer, [row.restricted for row in rows])[number].digest
