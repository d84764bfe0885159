"""Clocks of the health regulator's law and guidance, version 1.1.0: those of 1.0.0, and facts drive three more: the
weekly Enforcement Report (CLK-9), the record that is kept (CLK-13), the regular update (CLK-14)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from medcord.core.clocks.packs.us_fda import US_FDA_1_0_0
from medcord.core.clocks.rule import Length, On, Pick, Unit

_BEFORE: Final = {rule.id: rule for rule in US_FDA_1_0_0.rules}
_CLOSED: Final = (On("CaseClosed"), On("MergedAway"))

_DRIVEN: Final = {
    "CLK-9": replace(
        _BEFORE["CLK-9"],
        starts=(On("RecallClassified", instant="classified"),),
        stops=(On("RecallListed"),),
        each=("recall",),
        stops_on="a record of the Enforcement Report with its number, read here",
        needs="",
    ),
    "CLK-13": replace(
        _BEFORE["CLK-13"],
        starts=(On("ExpectedLifeDeclared", instant="ends"),),
        length=Length(2, Unit.YEARS),
        party_field="party",
        each=("party", "declaration"),
        pick=Pick.LATEST,
        runs_out=True,
        source="21 CFR 806.20 (CLK-13): 2 years beyond the expected life of the device",
        needs="",
    ),
    "CLK-14": replace(
        _BEFORE["CLK-14"],
        starts=(On("RegularReleaseDeclared", instant="released"),),
        ends=_CLOSED,
        party_field="party",
        each=("party", "cycle"),
        pick=Pick.LATEST,
        declared_in=("UpdateCycleDeclared", "days"),
        needs="",
    ),
}

US_FDA_1_1_0: Final = replace(
    US_FDA_1_0_0, version="1.1.0", rules=tuple(_DRIVEN.get(rule.id, rule) for rule in US_FDA_1_0_0.rules)
)
