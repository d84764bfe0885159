"""SSVC decision tables of CERT/CC and CISA, and what medcord adds to them for devices.

One table a file, frozen and versioned: an old version is never edited, because decisions name it.
"""

from medcord.core.safety.ssvc.asking import Fact, Look, Said, look
from medcord.core.safety.ssvc.cisa_coordinator import CISA_COORDINATOR_2_0_3
from medcord.core.safety.ssvc.compound import UNDEFINED
from medcord.core.safety.ssvc.coordinator_publish import COORDINATOR_PUBLISH_1_0_0
from medcord.core.safety.ssvc.coordinator_triage import COORDINATOR_TRIAGE_1_0_0
from medcord.core.safety.ssvc.extension import Caution, Rule
from medcord.core.safety.ssvc.medical_triage import MEDICAL_TRIAGE_1_0_0, why_medical
from medcord.core.safety.ssvc.sheets import COMPOUNDS, SHEETS, TABLES, Sheet
from medcord.core.safety.ssvc.value import Change, Choice, DecisionTable, Point, Result

__all__ = [
    "CISA_COORDINATOR_2_0_3",
    "COMPOUNDS",
    "COORDINATOR_PUBLISH_1_0_0",
    "COORDINATOR_TRIAGE_1_0_0",
    "MEDICAL_TRIAGE_1_0_0",
    "SHEETS",
    "TABLES",
    "UNDEFINED",
    "Caution",
    "Change",
    "Choice",
    "DecisionTable",
    "Fact",
    "Look",
    "Point",
    "Result",
    "Rule",
    "Said",
    "Sheet",
    "look",
    "why_medical",
]
