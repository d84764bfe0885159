"""Law packs. One pack a file, frozen and versioned: an old version is never edited, because clocks name it."""

from medcord.core.clocks.packs.agreement import AGREEMENT_1_0_0
from medcord.core.clocks.packs.agreement_1_1 import AGREEMENT_1_1_0
from medcord.core.clocks.packs.agreement_1_2 import AGREEMENT_1_2_0
from medcord.core.clocks.packs.certcc import CERTCC_1_0_0
from medcord.core.clocks.packs.circia import CIRCIA_1_0_0
from medcord.core.clocks.packs.cisa import CISA_1_0_0
from medcord.core.clocks.packs.cisa_1_1 import CISA_1_1_0
from medcord.core.clocks.packs.eu_cra import EU_CRA_1_0_0
from medcord.core.clocks.packs.us_fda import US_FDA_1_0_0
from medcord.core.clocks.packs.us_fda_1_1 import US_FDA_1_1_0
from medcord.core.clocks.packs.us_fda_1_2 import US_FDA_1_2_0

PACKS = (US_FDA_1_2_0, CISA_1_1_0, CERTCC_1_0_0, EU_CRA_1_0_0, CIRCIA_1_0_0, AGREEMENT_1_2_0)
"""Those in use, in the order in which documents list them."""

EARLIER = (US_FDA_1_0_0, US_FDA_1_1_0, CISA_1_0_0, AGREEMENT_1_0_0, AGREEMENT_1_1_0)
"""Versions that clocks of earlier days name; nothing is computed by them any more."""

BY_VERSION = {(each.key, each.version): each for each in (*EARLIER, *PACKS)}

RULES = {(pack.ident, rule.id): rule for pack in BY_VERSION.values() for rule in pack.rules}
"""Every rule by the pack and version that a clock names, and its own id."""

__all__ = [
    "AGREEMENT_1_0_0",
    "AGREEMENT_1_1_0",
    "AGREEMENT_1_2_0",
    "BY_VERSION",
    "CERTCC_1_0_0",
    "CIRCIA_1_0_0",
    "CISA_1_0_0",
    "CISA_1_1_0",
    "EARLIER",
    "EU_CRA_1_0_0",
    "PACKS",
    "RULES",
    "US_FDA_1_0_0",
    "US_FDA_1_1_0",
    "US_FDA_1_2_0",
]
