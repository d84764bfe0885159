"""The plan of the house: which rooms there are and in which order they may know each other."""

# `data` holds files and reads them; `core` is handed their content.
BELOW_STAGES = {"core": 0, "data": 1, "formats": 1, "gateways": 1, "ledger": 2, "parties": 3, "search": 3}

# A stage may ask questions of stages to its left, never of one to its right.
STAGES = (
    "products",
    "intake",
    "signals",
    "cases",
    "consults",
    "opinions",
    "declarations",
    "emerging",
    "lab",
    "calls",
    "drafting",
    "decisions",
    "records",
    "clocks",
    "agreements",
    "advisories",
    "sharing",
    "restricted",
    "notices",
    "inventory",
    "matching",
    "remediation",
    "measures",
)
FACES = ("web", "api", "cli")
LAYER = {
    **BELOW_STAGES,
    **dict.fromkeys(STAGES, 4),
    **dict.fromkeys(FACES, 5),
    "project": 6,
    "__main__": 6,
}

# Rooms in which an embargoed case, or what was said in one, is kept.
CASE_ROOMS = frozenset(
    {
        "agreements",
        "calls",
        "cases",
        "clocks",
        "consults",
        "decisions",
        "declarations",
        "drafting",
        "emerging",
        "intake",
        "lab",
        "notices",
        "opinions",
        "records",
        "signals",
    }
)
PUBLISHED_ROOMS = frozenset({"advisories", "restricted", "sharing"})
SUPPLY_SIDE = frozenset({"products", *CASE_ROOMS, *PUBLISHED_ROOMS})
HOSPITAL_ROOMS = frozenset({"inventory", "matching", "remediation"})

# The one door by which an advisory leaves the drafting table, for everybody or for some: who may call, and what.
DOOR = frozenset(
    {("medcord.drafting.door", "medcord.advisories.actions"), ("medcord.drafting.door", "medcord.restricted.actions")}
)
