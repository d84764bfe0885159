"""A case as a CSAF 2.1 vulnerability report, as far as one viewer may read it (a draft: MEDCORD_DRAFT_STANDARDS).

What goes in is what every reader of the case sees: the words of its reports, statements on products, who takes part and
since when. Messages, files, opinions and notes never do, whatever their class: they are passed on one by one, by rules
of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings

import medcord
from medcord.cases.models import Case
from medcord.cases.queries.cases import case_for, item
from medcord.cases.queries.csaf_record import record_of
from medcord.cases.queries.kin import reports_in
from medcord.cases.queries.parties import numbers
from medcord.cases.queries.statements import statements
from medcord.core.access import Viewer
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import ProductStatus, Role, Tlp
from medcord.formats.csaf import csaf_filename
from medcord.formats.csaf.vulnerability_report import Stated, VulnerabilityReport, write_vulnerability_report
from medcord.gateways import clock
from medcord.intake import queries as intake
from medcord.intake.queries import ReportInCase
from medcord.intake.values import NOT_SAID, FinderIdentity
from medcord.ledger import draft_standards
from medcord.parties import queries as organisations

NOT_OPEN = "What was reported is not open to the party that made this file."
OTHERS = "Numbers of others"
_PUBLISHER: Final = {Role.COORDINATOR: "coordinator", Role.MANUFACTURER: "vendor"}
_DAY: Final = "%-d %B %Y, %H:%M UTC"


@dataclass(frozen=True, slots=True)
class CsafFile:
    """A file ready to be handed over."""

    name: str
    data: bytes


def as_csaf(viewer: Viewer, reference: str) -> CsafFile:
    """The document for this viewer, at this instant. Raises NotFound for a case that the viewer does not read, and
    where the node takes no part in drafts."""
    draft_standards.require()
    report = _report(viewer, case_for(viewer, reference), clock.now().replace(microsecond=0))
    data = write_vulnerability_report(report, engine_version=medcord.__version__)
    return CsafFile(csaf_filename(report.id), data)


def _report(viewer: Viewer, case: Case, now: datetime) -> VulnerabilityReport:
    party, told = organisations.own_organisation(viewer), _told(viewer, case)
    first = told[0] if told else None
    finder = _named(first)
    label, handling = _label(case)
    entities, acts = record_of(viewer, case, first.report if first else None, finder, now=now)
    return VulnerabilityReport(
        id=f"{case.reference}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        title=case.title,
        publisher=party.name,
        publisher_category=_PUBLISHER.get(Role(party.role), "other"),
        namespace=settings.MEDCORD_PUBLISHER_NAMESPACE,
        at=now,
        tlp=label,
        handling=handling,
        case_summary=case.summary,
        affected=case.confirmed_at is not None,
        public_since=case.public_at,
        attacks=_attacks(case),
        cves=tuple(map(str, case.cves)),
        numbers=_numbers(viewer, case),
        finder=finder,
        further=tuple((f"A further report, {one.report.reference}", _whole(one)) for one in told[1:]),
        statements=tuple(_stated(viewer, case)),
        entities=entities,
        acts=acts,
        **_words(case, first),
    )


def _told(viewer: Viewer, case: Case) -> list[ReportInCase]:
    """The reports of the case that the viewer reads and whose words are still there."""
    try:
        seen = intake.in_case(viewer, reports_in(viewer, case), item(case))
    except NotFound:  # who joined late reads none that is older
        return []
    return [one for one in seen if one.report.purged_at is None and one.report.description]


def _named(one: ReportInCase | None) -> str:
    """The finder's name: only where the viewer reads it, and the finder said that it may be passed on at all. That the
    coordinator knows it is no reason to write it into a file that goes on."""
    return one.finder if one is not None and one.report.may_pass_name else ""


def _words(case: Case, one: ReportInCase | None) -> dict[str, Any]:
    if one is None:
        return {"description": case.summary or NOT_OPEN}
    row = one.report
    return {
        "description": row.description,
        "maker": row.device_maker,
        "model": row.device_model,
        "version": row.device_version,
        "how_tested": _said(row.how_tested),
        "patient_impact": _said(row.patient_impact),
        "already_public": row.already_public,
        "pseudonym": row.identity == FinderIdentity.PSEUDONYMOUS.value,
        "may_pass_name": row.may_pass_name,
        "credit": row.credit,
    }


def _said(text: str) -> str:
    return "" if text == NOT_SAID else text


def _whole(one: ReportInCase) -> str:
    row = one.report
    device = " ".join(filter(None, (row.device_maker, row.device_model, row.device_version)))
    return "\n\n".join(filter(None, (device, row.description, _said(row.how_tested), _said(row.patient_impact))))


def _label(case: Case) -> tuple[Tlp, str]:
    """AMBER, as the profile asks. While terms are on the table or in force AMBER+STRICT: AMBER lets a party tell its
    clients, and the terms do not."""
    state = EmbargoState(case.embargo)
    if state in IN_FORCE and case.embargo_until is not None:
        until = f"{case.embargo_until.astimezone(UTC):{_DAY}}"
        return Tlp.AMBER_STRICT, (
            f"Under an embargo until {until}. For the organisation that was given it and nobody else; nothing of it is "
            "published before the embargo ends."
        )
    if state in IN_FORCE or state is EmbargoState.PROPOSED:
        return Tlp.AMBER_STRICT, (
            "An embargo is being agreed on. For the organisation that was given it and nobody else; nothing of it is "
            "published."
        )
    return Tlp.AMBER, "For the parties of the case and those who need it to protect patients. Not for publication."


def _attacks(case: Case) -> str:
    said = (("An exploit is public.", case.exploit_public_at), ("Attacks were seen.", case.attacks_at))
    return " ".join(words for words, at in said if at is not None)


def _numbers(viewer: Viewer, case: Case) -> tuple[tuple[str, str], ...]:
    """Ours first, then each party's own, then those of others; each number once."""
    found = [(settings.MEDCORD_PUBLISHER_NAMESPACE, case.reference)]
    found += [(row.party.name, number) for row, number in numbers(viewer, case)]
    found += [(OTHERS, str(number)) for number in case.numbers]
    return tuple({number: (system, number) for system, number in reversed(found)}.values())[::-1]


def _stated(viewer: Viewer, case: Case) -> list[Stated]:
    return [
        Stated(row.product.maker.name, row.product.name, row.versions, ProductStatus(row.status))
        for row in statements(viewer, case)
    ]
