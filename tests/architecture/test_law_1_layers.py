"""Law 1: core <- formats, gateways <- ledger <- parties <- stages <- web, api, cli <- project, and never back."""

import sys

import pytest
from tests.architecture.plan import DOOR, FACES, LAYER, STAGES
from tests.architecture.source import PRODUCT, Import, imports_of, in_rooms, modules, product_imports, room_of

# What a stage may take from a stage before it: its questions and its plain values. The type of a row that a question
# answered with may be named under TYPE_CHECKING, where nothing runs.
OPEN_TO_LATER_STAGES = frozenset({"queries", "values"})
# Standard modules that reach the network, the clock, chance, the disk's layout or other processes.
IMPURE = frozenset(
    {"asyncio", "ftplib", "http", "multiprocessing", "os", "random", "secrets", "shutil", "smtplib", "socket"}
    | {"sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib.request"}
)

# Formats read files that people hand over, so a temporary file or a path is theirs to use; core sees values only.
IO_OF = {"core": frozenset[str](), "formats": frozenset({"os", "shutil", "tempfile"})}

# Of rooms that are not on the plan; the first test below complains of them.
NOWHERE = max(LAYER.values()) + 1


def crossings() -> list[Import]:
    """Imports from one room of the house to another."""
    found = [imported for group in product_imports().values() for imported in group]
    return [one for one in found if room_of(one.target) and one.module.room != room_of(one.target)]


def is_allowed(one: Import) -> bool:
    source, target = one.module.room, room_of(one.target)
    if (one.module.name, one.target) in DOOR:
        return True
    if source in STAGES and target in STAGES:
        parts = one.target.split(".")
        is_open = parts[2:3] != [] and (
            parts[2] in OPEN_TO_LATER_STAGES or (one.for_types_only and parts[2] == "models")
        )
        return STAGES.index(target) < STAGES.index(source) and is_open
    return LAYER.get(target, NOWHERE) < LAYER.get(source, NOWHERE)


def test_every_room_is_on_the_plan() -> None:
    rooms = {module.room for module in modules().values()} - {""}
    assert rooms - LAYER.keys() == set(), "a new room needs its place in tests/architecture/plan.py"


def test_no_room_knows_one_above_or_beside_it() -> None:
    assert [str(one) for one in crossings() if not is_allowed(one)] == []


def test_the_package_itself_imports_nothing_of_the_house() -> None:
    assert [str(one) for one in product_imports().get(PRODUCT, ())] == []


@pytest.mark.parametrize("face", FACES)
def test_the_three_faces_do_not_lean_on_each_other(face: str) -> None:
    others = set(FACES) - {face}
    found = [one for one in crossings() if one.module.room == face and room_of(one.target) in others]
    assert [str(one) for one in found] == []


def test_measures_reads_facts_and_no_stage() -> None:
    found = [one for one in crossings() if one.module.room == "measures" and room_of(one.target) in STAGES]
    assert [str(one) for one in found] == []


def outside_imports(room: str) -> list[tuple[Import, str]]:
    found = [one for module in in_rooms(room) for one in imports_of(module)]
    return [(one, one.target.split(".")[0]) for one in found if one.target.split(".")[0] != PRODUCT]


def test_core_needs_nothing_but_the_standard_library() -> None:
    found = [str(one) for one, top in outside_imports("core") if top not in sys.stdlib_module_names]
    assert found == []


@pytest.mark.parametrize("room", ["core", "formats"])
def test_pure_rooms_reach_no_network_no_clock_and_no_chance(room: str) -> None:
    closed = IMPURE - IO_OF[room]
    found = [str(one) for one, top in outside_imports(room) if top in closed or one.target in closed]
    assert found == []


@pytest.mark.parametrize("room", ["core", "formats", "gateways"])
def test_rooms_without_a_database_do_not_import_django(room: str) -> None:
    assert [str(one) for one, top in outside_imports(room) if top in {"django", "ninja"}] == []
