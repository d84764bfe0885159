"""Clocks of the national coordinator, version 1.0.0: the 45 days, and what binds federal agencies (domain.md CLK-10 and
CLK-12, ssvc.md 4.3)."""

from __future__ import annotations

from datetime import date
from typing import Final

from medcord.core.clocks.rule import Applies, By, Length, On, Pack, Pick, Rule, Unit
from medcord.core.clocks.value import Force
from medcord.core.vocabulary import Role

_FEDERAL: Final = Applies("federal_users", True, "whether a federal civilian agency uses the product")
_AGENCIES: Final = "federal civilian agencies that use it"
_CLOSED: Final = (On("CaseClosed"), On("MergedAway"))

RULES: Final = (
    Rule(
        id="CLK-10",
        name="May publish, 45 days",
        starts=(On("ContactAttempted", instant="attempted", role=Role.MANUFACTURER),),
        stops=(On("CaseMarked", when=(("mark", "P"),)),),
        ends=_CLOSED,
        length=Length(45, Unit.FULL_DAYS),
        holder="the coordinator",
        force=Force.POLICY,
        source="CISA Coordinated Vulnerability Disclosure Process (CLK-10, C4)",
        verified=True,
        starts_on="first attempt to reach a manufacturer",
        stops_on="publication",
        pick=Pick.EARLIEST,
        marks=(30, 40),
    ),
    Rule(
        id="CLK-12",
        name="Remediate what is listed as known exploited",
        starts=(On("SignalLinked", when=(("source", "kev"),)),),
        stops=(),
        ends=_CLOSED,
        length=Length(21, Unit.DAYS),
        holder=_AGENCIES,
        force=Force.DIRECTIVE,
        source="CISA, Known Exploited Vulnerabilities Catalog, dueDate, under BOD 22-01, which BOD 26-04 revoked on "
        "10 June 2026 (CLK-12); hospitals follow it of their own will",
        verified=False,
        starts_on="listed as known exploited",
        stops_on="remediation, at each agency",
        by=By.KEV_LIST,
        applies_if=(_FEDERAL,),
        valid_to=date(2026, 6, 9),
    ),
    Rule(
        id="BOD-26-04",
        name="Remediate by the directive's table",
        starts=(On("CaseMarked", when=(("mark", "P"),)),),
        stops=(),
        ends=_CLOSED,
        length=Length(3, Unit.DAYS),
        holder=_AGENCIES,
        force=Force.DIRECTIVE,
        source="CISA, Binding Operational Directive 26-04, remediation timelines 1.0.0; that they run from publication "
        "is medcord's reading",
        verified=False,
        starts_on="publication",
        stops_on="remediation, at each agency",
        by=By.FEDERAL_TABLE,
        applies_if=(_FEDERAL,),
        valid_from=date(2026, 6, 10),
    ),
)

CISA_1_0_0: Final = Pack(
    key="cisa",
    version="1.0.0",
    name="CISA: disclosure and federal directives",
    authority="Cybersecurity and Infrastructure Security Agency",
    zone="America/New_York",
    rules=RULES,
)
