"""Reports of cyber incidents under CIRCIA, version 1.0.0 (domain.md CLK-15). It never counts: whether a final rule is
in force, and whom it covers, could not be verified; the 72 hours are told of by others."""

from __future__ import annotations

from typing import Final

from medcord.core.clocks.rule import Length, On, Pack, Rule, Unit
from medcord.core.clocks.value import Force

RULES: Final = (
    Rule(
        id="CLK-15",
        name="Report the cyber incident",
        starts=(On("CaseMarked", when=(("mark", "A"),)),),
        stops=(),
        ends=(On("CaseClosed"), On("MergedAway")),
        length=Length(72, Unit.HOURS),
        holder="an entity that is covered and was attacked",
        force=Force.UNSETTLED,
        source="Cyber Incident Reporting for Critical Infrastructure Act of 2022 (CLK-15); told of by others, the "
        "text of a final rule was not read",
        verified=False,
        starts_on="attacks seen",
        stops_on="report, at each entity",
        unsettled="not known whether a final rule is in force and whom it covers; 72 hours are told of. An entity "
        "would count from when it has reason to believe that it was attacked. This never counts for anybody here.",
    ),
)

CIRCIA_1_0_0: Final = Pack(
    key="us-circia",
    version="1.0.0",
    name="CIRCIA: reports of cyber incidents, not known to be in force",
    authority="Cybersecurity and Infrastructure Security Agency",
    zone="America/New_York",
    rules=RULES,
)
