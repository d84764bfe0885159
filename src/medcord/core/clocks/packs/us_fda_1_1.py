"""Clocks of the health regulator's law and guidance, version 1.1.0: those of 1.0.0, and facts drive four more: the
reports of a user facility (CLK-6), the weekly Enforcement Report (CLK-9), the record that is kept (CLK-13), the regular
update (CLK-14)."""

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

_FACILITY: Final = replace(
    _BEFORE["CLK-6"],
    name="Report the death or serious injury to the regulator (user facility)",
    starts=(On("FacilityEventDeclared", when=(("to_regulator", True),), instant="aware"),),
    stops=(On("FacilityEventReported", when=(("to", "regulator"),), instant="reported"),),
    stops_on="report to the regulator",
    party_field="organisation",
    each=("event",),
    needs="",
)
_TO_MAKER: Final = replace(
    _FACILITY,
    id="CLK-6-maker",
    name="Report the death or serious injury to the manufacturer (user facility)",
    starts=(On("FacilityEventDeclared", when=(("to_maker", True),), instant="aware"),),
    stops=(On("FacilityEventReported", when=(("to", "manufacturer"),), instant="reported"),),
    stops_on="report to the manufacturer",
)
"""A death goes to both, a serious injury to the manufacturer, to the regulator where it is not known."""

_RULES: Final = tuple({**_DRIVEN, "CLK-6": _FACILITY}.get(rule.id, rule) for rule in US_FDA_1_0_0.rules)

US_FDA_1_1_0: Final = replace(US_FDA_1_0_0, version="1.1.0", rules=(*_RULES, _TO_MAKER))
