"""Clocks of the health regulator's law and guidance, version 1.2.0: beside those of 1.1.0 the annual report of a user
facility (CLK-6), and the day of the Enforcement Report as a named person stated it (CLK-9)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from medcord.core.clocks.packs.us_fda_1_1 import US_FDA_1_1_0
from medcord.core.clocks.rule import Length, On, Rule, Unit
from medcord.core.clocks.value import Force

ANNUAL: Final = Rule(
    id="CLK-6-annual",
    name="Send the annual report (user facility)",
    starts=(On("FacilityEventDeclared", instant="aware"),),
    stops=(On("FacilityYearReported", instant="reported"),),
    length=Length(1, Unit.NEW_YEARS),
    holder="the hospital",
    party_field="organisation",
    force=Force.REGULATION,
    source="21 CFR 803.33 (CLK-6); that it is due on 1 January was told, not read; a year with an event counts",
    verified=False,
    starts_on="first event of the year",
    stops_on="annual report of that year",
    each=("year",),
)

_BEFORE: Final = {rule.id: rule for rule in US_FDA_1_1_0.rules}
_LISTED: Final = replace(
    _BEFORE["CLK-9"],
    stops=(*_BEFORE["CLK-9"].stops, On("RecallListingStated", instant="published")),
    stops_on="a record of the Enforcement Report with its number, read here, or its day as a named person stated it; "
    "what was recorded first counts",
    says_other_stops=True,
)

_RULES: Final = tuple({"CLK-9": _LISTED}.get(rule.id, rule) for rule in US_FDA_1_1_0.rules)

US_FDA_1_2_0: Final = replace(US_FDA_1_1_0, version="1.2.0", rules=(*_RULES, ANNUAL))
