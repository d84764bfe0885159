"""Steps of the road that many stories start from."""

from __future__ import annotations

from dataclasses import replace

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.vocabulary import ProductStatus
from medcord.drafting import actions as drafting
from medcord.drafting import queries as drafts
from medcord.drafting.models import Draft
from medcord.intake import actions as intake
from medcord.ledger import worker
from medcord.parties import actions as parties
from medcord.parties.models import Member
from medcord.products import actions as products
from medcord.products.models import Product
from tests.cast import PASSWORD, STRANGER, SYSTEM, Cast

WORDS = intake.ReportWords(
    device_maker="Karst Respiratory",
    device_model="Breva V2",
    device_version="4.1.0",
    how_tested="On two units in a laboratory.",
    patient_impact="An alarm could stay silent.",
    description="The alarm service takes a mute command without sign-in.",
)

DRAFT = {
    "title": "Karst Breva V2: alarms can be silenced",
    "summary": "Someone on the network can silence alarms.",
    "device": "Breva V2, a ventilator.",
    "what_could_happen": "An alarm may stay silent.",
    "what_to_do": "Ask your clinic to install 4.2.1.",
    "cve": "CVE-2026-90533",
    "vector": "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H",
}


def reported(**changes: object) -> str:
    """A report that nobody has triaged; its reference."""
    report, _code = intake.submit(replace(WORDS, **changes), actor=STRANGER)  # type: ignore[arg-type]
    return str(report.reference)


def opened(cast: Cast, **changes: object) -> str:
    """A case from an accepted report, with the regulator in it."""
    reference = reported(**changes)
    yes, accept = intake.MedicalDevice.YES, intake.Outcome.ACCEPT
    intake.triage(reference, medical_device=yes, outcome=accept, actor=cast.coordinator.viewer)
    case = cases.open_case(reference, title="Breva V2: alarms can be silenced", actor=cast.coordinator.viewer)
    worker.drain()
    return str(case.reference)


def joined(cast: Cast, **changes: object) -> str:
    """A case whose manufacturer was invited and signed."""
    case = opened(cast, **changes)
    cases.invite(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    cases.answer_terms(case, TermsAnswer.ACCEPT, actor=cast.manufacturer.viewer)
    worker.drain()
    return case


def product_of(cast: Cast, name: str = "Breva V2") -> Product:
    """A registered product of the manufacturer."""
    words = products.ProductWords(name=name, model_number="KR-BV2", versions=["4.1.0", "4.2.1"])
    return products.register(words, maker=cast.manufacturer.organisation_id, actor=cast.manufacturer.viewer)


def stated(cast: Cast, case: str, versions: str = "< 4.2.1", status: ProductStatus = ProductStatus.AFFECTED) -> None:
    """The manufacturer states a product."""
    product = next(iter(products_of(cast))) if products_of(cast) else product_of(cast)
    words = cases.StatementWords(product.pk, versions, status, "", "vendor_fix", "Install 4.2.1.")
    cases.make_statement(case, words, actor=cast.manufacturer.viewer)


def products_of(cast: Cast) -> list[Product]:
    """What the manufacturer has registered."""
    from medcord.products import queries

    return queries.visible(cast.manufacturer.viewer)


def drafted(cast: Cast) -> str:
    """A case with a statement and a complete draft."""
    case = joined(cast)
    stated(cast, case)
    drafting.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    return case


def second_reader(coordinator: Member) -> Member:
    """Another member of the coordinator, who approves what the first wrote."""
    email = "quist@ncc.example"
    found = Member.objects.filter(email=email).first()
    if found is not None:
        return found
    return parties.add_member(coordinator.organisation, email=email, name="N. Quist", password=PASSWORD, actor=SYSTEM)


def approved(cast: Cast, case: str) -> str:
    """The newest version of the draft, approved by four eyes."""
    viewer = cast.coordinator.viewer
    draft = drafts.draft_for(viewer, case_queries.case_for(viewer, case))
    assert draft is not None
    drafting.approve(case, number=draft.number, actor=second_reader(cast.coordinator).viewer)
    return case


def released(cast: Cast, case: str, early_reason: str = "The fix is out.") -> Draft:
    """The draft of the case, approved and out."""
    return drafting.publish(approved(cast, case), early_reason=early_reason, actor=cast.coordinator.viewer)
