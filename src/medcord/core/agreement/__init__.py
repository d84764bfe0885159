"""The agreement of the two agencies: its clauses as data, and the duties they make of what happened."""

from medcord.core.agreement.clause import Actor, Clause, checked
from medcord.core.agreement.duties import Duty, Happening, State, Tally, duties, tally, worst
from medcord.core.agreement.signs import SIGNS, Sign
from medcord.core.agreement.table import AGREEMENT, CLAUSES

__all__ = [
    "AGREEMENT",
    "CLAUSES",
    "SIGNS",
    "Actor",
    "Clause",
    "Duty",
    "Happening",
    "Sign",
    "State",
    "Tally",
    "checked",
    "duties",
    "tally",
    "worst",
]
