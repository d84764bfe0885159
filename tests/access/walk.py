"""``make walk``: every route as every class of viewer, hidden against absent, every marked word, and the pure policy.

Prints the number of cells and of leaks; exits 1 on any leak, and on any cell that is not as the table says.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import django
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import transaction
from django.test.runner import DiscoverRunner
from django.test.utils import override_settings, setup_test_environment
from rich.console import Console
from rich.progress import track

from tests import chain

say = Console(highlight=False, soft_wrap=True).print
GIVES = {"PAGE", "DONE", "TOLD"}  # outcomes by which a viewer learns that the thing is there


@contextmanager
def a_world() -> Iterator[object]:
    """A database of its own with everything in it that a route can name."""
    from tests.access import world as worlds

    setup_test_environment()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    hasher = f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"
    try:
        with (
            tempfile.TemporaryDirectory() as home,
            override_settings(MEDCORD_HOME=Path(home), PASSWORD_HASHERS=[hasher]),
            chain.shared(),
            transaction.atomic(),
        ):
            yield worlds.build()
            transaction.set_rollback(True)
    finally:
        runner.teardown_databases(databases)


def routes(world: object) -> Iterator[tuple[int, list[str], list[str]]]:
    """For each ask of the table: how many cells, which are wrong, and which of these are leaks."""
    from tests.access.api_table import CELLS
    from tests.access.test_routes import asked, name_of, named, outcome_of
    from tests.access.world import CLASSES

    for cell in track(CELLS, "Every route as everybody ", disable=not sys.stdout.isatty()):
        wrong, leaks = [], []
        for who in CLASSES:
            got, meant = name_of(outcome_of(*asked(world, cell, who)[:2])), cell.outcomes[who].name  # type: ignore[arg-type]
            if got == meant:
                continue
            line = f"{named(cell)} as {who}: {got}, meant {meant}"
            (leaks if got in GIVES and meant not in GIVES else wrong).append(line)
        yield len(CLASSES), wrong, leaks


def absences(world: object) -> Iterator[tuple[int, list[str]]]:
    """For each ask: how many answers about hidden things were compared with absent ones, and which differ."""
    from tests.access.table import HIDDEN
    from tests.access.test_routes import HIDING, SEEN, THING, asked, named, shape
    from tests.access.world import CLASSES

    for cell in track(HIDING, "Hidden against absent    ", disable=not sys.stdout.isatty()):
        thing, compared, leaks = THING.findall(cell.path)[0], 0, []
        for who in CLASSES:
            if cell.outcomes[who] is not HIDDEN:
                continue
            hidden, _, queries = asked(world, cell, who)  # type: ignore[arg-type]
            absent, _, queries_of_absent = asked(world, cell, who, absent=True)  # type: ignore[arg-type]
            compared += 1
            same = shape(hidden) == shape(absent) and ((thing, who) in SEEN or queries == queries_of_absent)
            leaks += [] if same else [f"{named(cell)} as {who}: a hidden thing answers otherwise than an absent one"]
        yield compared, leaks


def words(world: object) -> tuple[int, list[str]]:
    """How many pages were searched for what others typed, and who met what they may not."""
    from tests.access.api_table import CELLS
    from tests.access.test_routes import asked
    from tests.access.test_strangers import MET_BY, REGISTRY
    from tests.access.world import CLASSES

    pages, leaks = 0, []
    gets = [cell for cell in CELLS if cell.method == "GET"]
    for cell, who in track(list(product(gets, CLASSES)), "Words of others          ", disable=not sys.stdout.isatty()):
        said = asked(world, cell, who)[0].said  # type: ignore[arg-type]
        pages += 1
        for mark, allowed in MET_BY.items():
            if who in allowed or (who in REGISTRY and mark.endswith("-product")):
                continue
            if re.search(re.escape(mark) + r"(?![\w-])", said):
                leaks.append(f"GET {cell.path} as {who}: holds {mark}")
    return pages, leaks


def policy() -> tuple[int, list[str]]:
    """Every kind of viewer with every record in every state of a case, asked the pure policy."""
    from medcord.core.access import CaseItem, Permission, may
    from medcord.core.cvd.embargo import EmbargoState
    from tests.core.test_access import (
        CASE_TABLE,
        CAST,
        HATS,
        MESSAGE_CASES,
        OUTSIDE,
        OWNER,
        PARTLY,
        PEOPLE,
        REPORT,
        anothers,
        expected_in_case,
        expected_readers,
        who_may,
    )

    asked, leaks = 0, []
    for (hat, viewer, parts), state, closed in product([*CAST, *PARTLY], EmbargoState, (True, False)):
        case = CaseItem(OWNER, parts, state, closed, frozenset({REPORT}))
        for permission in CASE_TABLE:
            asked += 1
            if may(viewer, Permission(permission), case).allowed != expected_in_case(
                permission, hat, state.value, closed
            ):
                leaks.append(f"policy: {permission} as {hat}, embargo {state.value}, closed {closed}")
    for said in MESSAGE_CASES:
        found, meant = set(who_may(Permission.CASE_MESSAGE_READ, anothers(*said))), expected_readers(*said)
        asked += len(HATS)
        leaks += [f"policy: a message {said} as {hat}" for hat in sorted(found ^ meant)]
    for name, item, people in OUTSIDE:
        asked += len(PEOPLE)
        allowed = {who for who, viewer in PEOPLE.items() if may(viewer, Permission(name), item).allowed}
        leaks += [f"policy: {name} of {item} as {who}" for who in sorted(allowed ^ people)]
    return asked, leaks


def main() -> int:
    """Walk, print, and say by the exit status whether anything leaks."""
    cells, compared, wrong, leaks = 0, 0, [], []
    with a_world() as world:
        for number, bad, leaking in routes(world):
            cells, wrong, leaks = cells + number, wrong + bad, leaks + leaking
        for number, leaking in absences(world):
            compared, leaks = compared + number, leaks + leaking
        pages, met = words(world)
    asked, broken = policy()
    leaks += [*met, *broken]
    for line in [*leaks, *wrong]:
        say(line, markup=False)
    say(f"{cells:,} cells of routes and viewers, {compared:,} hidden things compared with absent ones,")
    say(f"{pages:,} pages searched for the words of others, {asked:,} answers of the pure policy.")
    say(f"{cells + compared + pages + asked:,} cells, {len(leaks)} leaks, {len(wrong)} answers not as the table says.")
    return 1 if leaks or wrong else 0


if __name__ == "__main__":
    django.setup()
    sys.exit(main())
