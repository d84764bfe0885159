"""Reports of actively exploited vulnerabilities under the European Cyber Resilience Act, version 1.0.0.

Devices under the regulations on medical devices and in vitro diagnostics are outside its scope: Article 2(2).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from medcord.core.clocks.rule import Applies, Length, On, Pack, Requires, Rule, Unit
from medcord.core.clocks.value import Force

SINCE: Final = date(2026, 9, 11)
_SCOPE: Final = (
    Applies("eu_market", True, "whether the product is on the market of the European Union"),
    Applies("device_under_mdr", False, "whether it is a device under MDR or IVDR, which the act leaves out"),
)
_EXPLOITED: Final = (On("CaseMarked", when=(("mark", "A"),)),)
_MAKER: Final = "the manufacturer of a product in its scope"
_CLOSED: Final = (On("CaseClosed"), On("MergedAway"))


def _source(paragraph: str) -> str:
    return f"Regulation (EU) 2024/2847, Article 14(2){paragraph}; from 11 September 2026 by Article 71(2)"


RULES: Final = (
    Rule(
        id="CRA-24H",
        name="Early warning to the European platform",
        starts=_EXPLOITED,
        stops=(),
        ends=_CLOSED,
        length=Length(24, Unit.HOURS),
        holder=_MAKER,
        force=Force.REGULATION,
        source=_source("(a)"),
        verified=False,
        starts_on="attacks seen",
        stops_on="early warning",
        applies_if=_SCOPE,
        valid_from=SINCE,
    ),
    Rule(
        id="CRA-72H",
        name="Notification to the European platform",
        starts=_EXPLOITED,
        stops=(),
        ends=_CLOSED,
        length=Length(72, Unit.HOURS),
        holder=_MAKER,
        force=Force.REGULATION,
        source=_source("(b)"),
        verified=False,
        starts_on="attacks seen",
        stops_on="notification",
        applies_if=_SCOPE,
        valid_from=SINCE,
    ),
    Rule(
        id="CRA-14D",
        name="Final report to the European platform",
        starts=(On("FixDeclared", instant="distributed"),),
        stops=(),
        ends=_CLOSED,
        length=Length(14, Unit.DAYS),
        holder=_MAKER,
        party_field="party",
        force=Force.REGULATION,
        source=_source("(c)"),
        verified=False,
        starts_on="a corrective measure is available",
        stops_on="final report",
        each=("party",),
        requires=Requires("CaseMarked", "mark", "A", "", each=(), among=(("mark", "A"),)),
        applies_if=_SCOPE,
        valid_from=SINCE,
    ),
)

EU_CRA_1_0_0: Final = Pack(
    key="eu-cra",
    version="1.0.0",
    name="European Cyber Resilience Act: actively exploited vulnerabilities",
    authority="European Union",
    zone="Europe/Brussels",
    rules=RULES,
)
