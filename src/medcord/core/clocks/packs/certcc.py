"""What the coordination centre promises to who writes to it, version 1.0.0 (domain.md CLK-11, C2)."""

from __future__ import annotations

from typing import Final

from medcord.core.clocks.rule import Length, On, Pack, Rule, Unit
from medcord.core.clocks.value import Force

RULES: Final = (
    Rule(
        id="CLK-11",
        name="Answer the finder",
        starts=(On("ReportReceived"),),
        stops=(On("ReportTriaged"), On("ReportMessageSent", when=(("author", "coordinator"),))),
        ends=(On("ReportHandedOver"),),
        length=Length(3, Unit.FULL_DAYS),
        holder="the coordinator",
        force=Force.POLICY,
        source="CERT/CC, VINCE frequently asked questions (CLK-11)",
        verified=True,
        starts_on="report received",
        stops_on="triage",
        each=("report",),
    ),
)

CERTCC_1_0_0: Final = Pack(
    key="certcc",
    version="1.0.0",
    name="CERT/CC: answer to a report",
    authority="CERT Coordination Center",
    zone="America/New_York",
    rules=RULES,
)
