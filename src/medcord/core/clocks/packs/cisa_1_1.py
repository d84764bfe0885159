"""Clocks of the national coordinator, version 1.1.0: beside those of 1.0.0 the day until which it decided to wait for a
manufacturer (C4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from medcord.core.clocks.packs.cisa import CISA_1_0_0
from medcord.core.clocks.rule import Length, On, Pick, Rule, Unit
from medcord.core.clocks.value import Force

_DECIDED: Final = "DisclosureDecided"

WAIT: Final = Rule(
    id="C4",
    name="Decide again whether to publish",
    starts=(On(_DECIDED, when=(("outcome", "wait"),)),),
    stops=(On("CaseMarked", when=(("mark", "P"),)), On(_DECIDED, when=(("outcome", "publish"),))),
    ends=(On("CaseClosed"), On("MergedAway")),
    length=Length(0, Unit.DAYS),
    due_field="until",
    holder="the coordinator",
    force=Force.POLICY,
    source="CISA Coordinated Vulnerability Disclosure Process (CLK-10, C4); the day is its own",
    verified=False,
    starts_on="decided to go on waiting",
    stops_on="publication, or the decision to publish without the manufacturer",
    pick=Pick.LATEST,
)

CISA_1_1_0: Final = replace(CISA_1_0_0, version="1.1.0", rules=(*CISA_1_0_0.rules, WAIT))
