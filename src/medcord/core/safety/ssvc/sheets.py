"""Each decision as it is asked: the original table, ours beside it with its rules, and what to beware of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from medcord.core.safety.ssvc.bod_26_04 import BOD_26_04_1_0_0, THREE, THREE_AND_LOOK
from medcord.core.safety.ssvc.cisa_coordinator import CISA_COORDINATOR_2_0_3
from medcord.core.safety.ssvc.coordinator_publish import COORDINATOR_PUBLISH_1_0_0
from medcord.core.safety.ssvc.coordinator_triage import COORDINATOR_TRIAGE_1_0_0
from medcord.core.safety.ssvc.deployer import DEPLOYER_1_0_0
from medcord.core.safety.ssvc.extension import Caution, Rule
from medcord.core.safety.ssvc.human_impact import HUMAN_IMPACT_TABLE_1_0_0
from medcord.core.safety.ssvc.medical_triage import MEDICAL_TRIAGE_1_0_0
from medcord.core.safety.ssvc.medical_triage import RULES as TRIAGE_RULES
from medcord.core.safety.ssvc.mission_wellbeing import MISSION_WELLBEING_TABLE_1_0_0
from medcord.core.safety.ssvc.points import DOWNTIME_HAZARD_1_0_0
from medcord.core.safety.ssvc.public_safety_impact import PUBLIC_SAFETY_TABLE_1_0_0
from medcord.core.safety.ssvc.safety_coordinator import RULES as COORDINATOR_RULES
from medcord.core.safety.ssvc.safety_coordinator import SAFETY_COORDINATOR_1_0_0
from medcord.core.safety.ssvc.safety_deployer import CAUTIONS as DEPLOYER_CAUTIONS
from medcord.core.safety.ssvc.safety_deployer import DOWNTIME, SAFETY_DEPLOYER_1_0_0
from medcord.core.safety.ssvc.safety_deployer import RULES as DEPLOYER_RULES
from medcord.core.safety.ssvc.safety_publish import CAUTIONS as PUBLISH_CAUTIONS
from medcord.core.safety.ssvc.safety_publish import RULES as PUBLISH_RULES
from medcord.core.safety.ssvc.safety_publish import SAFETY_PUBLISH_1_0_0
from medcord.core.safety.ssvc.safety_supplier import RULES as SUPPLIER_RULES
from medcord.core.safety.ssvc.safety_supplier import SAFETY_SUPPLIER_1_0_0
from medcord.core.safety.ssvc.supplier import SUPPLIER_1_0_0
from medcord.core.safety.ssvc.utility import UTILITY_TABLE_1_0_0
from medcord.core.safety.ssvc.value import DecisionTable, Point


@dataclass(frozen=True, slots=True)
class Sheet:
    """``asides`` are asked too, change no outcome, and lead to cautions."""

    key: str
    asks: str
    base: DecisionTable
    safety: DecisionTable | None = None
    rules: tuple[Rule, ...] = ()
    asides: tuple[Point, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @property
    def tables(self) -> tuple[DecisionTable, ...]:
        """The original, and ours where there is one."""
        return (self.base, self.safety) if self.safety else (self.base,)

    @property
    def widest(self) -> DecisionTable:
        """The table that asks most: ours where there is one."""
        return self.safety or self.base

    @property
    def points(self) -> tuple[Point, ...]:
        """All that is asked, in order."""
        return (*self.widest.points, *self.asides)


TRIAGE: Final = Sheet(
    "triage",
    "Coordinator: decline, track or coordinate a report?",
    COORDINATOR_TRIAGE_1_0_0,
    MEDICAL_TRIAGE_1_0_0,
    TRIAGE_RULES,
)
COORDINATOR: Final = Sheet(
    "coordinator",
    "Coordinator: how soon must we act on it?",
    CISA_COORDINATOR_2_0_3,
    SAFETY_COORDINATOR_1_0_0,
    COORDINATOR_RULES,
)
PUBLISH: Final = Sheet(
    "publish",
    "Coordinator: do we publish a word of our own?",
    COORDINATOR_PUBLISH_1_0_0,
    SAFETY_PUBLISH_1_0_0,
    PUBLISH_RULES,
    cautions=PUBLISH_CAUTIONS,
)
SUPPLIER: Final = Sheet(
    "supplier",
    "Manufacturer: how soon do we make the fix?",
    SUPPLIER_1_0_0,
    SAFETY_SUPPLIER_1_0_0,
    SUPPLIER_RULES,
)
DEPLOYER: Final = Sheet(
    "deployer",
    "Hospital: how soon do we install the fix?",
    DEPLOYER_1_0_0,
    SAFETY_DEPLOYER_1_0_0,
    DEPLOYER_RULES,
    (DOWNTIME_HAZARD_1_0_0,),
    DEPLOYER_CAUTIONS,
)
BOD_26_04: Final = Sheet(
    "bod-26-04",
    "Federal agency: by when does the directive want it mended?",
    BOD_26_04_1_0_0,
    asides=(DOWNTIME_HAZARD_1_0_0,),
    cautions=(Caution("BW1", DOWNTIME, {"downtime_hazard": ("yes",)}, ("14 days", THREE, THREE_AND_LOOK)),),
)

COMPOUNDS: Final = (
    HUMAN_IMPACT_TABLE_1_0_0,
    PUBLIC_SAFETY_TABLE_1_0_0,
    UTILITY_TABLE_1_0_0,
    MISSION_WELLBEING_TABLE_1_0_0,
)

SHEETS: Final[dict[str, Sheet]] = {
    **{each.key: each for each in (TRIAGE, COORDINATOR, PUBLISH, SUPPLIER, DEPLOYER, BOD_26_04)},
    **{each.key: Sheet(each.key, f"Part of the others: {each.name.lower()}", each) for each in COMPOUNDS},
}

TABLES: Final[dict[tuple[str, str], DecisionTable]] = {
    (table.key, table.version): table for sheet in SHEETS.values() for table in sheet.tables
}
"""Every table by key and version; an old version is never edited or taken out, because decisions name it."""
