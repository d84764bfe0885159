"""Fixtures every story may use."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from _pytest import runner
from _pytest.nodeid import NodeId
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connections

from tests import chain
from tests.cast import Cast, make_cast


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test an id of its own, and keep each ``xdist_group`` in one process.

    The runner knows tests by their ids, and reads a group from the end of one. pytest 9.2 keeps ids where schemathesis
    4.32 and xdist 3.8 do not write: without this the operations of the API would share one id, so that one of them is
    asked and the others left out without a word, and what a group starts once would be started in every process.
    """
    by_runner = "PYTEST_XDIST_WORKER" in os.environ
    for item in items:
        if item.parent is not None and not item.nodeid.endswith(item.name):
            item._id = NodeId.parse(f"{item.parent.nodeid}::{item.name}")
        mark = item.get_closest_marker("xdist_group")
        if mark is not None and by_runner and not item.nodeid.endswith(f"@{mark.args[0]}"):
            item._id = NodeId.parse(f"{item.nodeid}@{mark.args[0]}")
    several = [nodeid for nodeid, times in Counter(item.nodeid for item in items).items() if times > 1]
    if several:
        raise pytest.UsageError(f"Several tests have one id, so that all but one would be left out: {several[:3]}")


def pytest_collection_finish() -> None:
    """What was imported stays for the whole run: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _in_one_piece(call: Callable[..., object], *given: object) -> object:
    """Python keeps the frames of a thread in pieces of 16 kB.

    Each time that a call crosses from one to the next it asks the system for a piece, and gives it back after it: by
    chance a loop does so at every step, and an eighth of the time of all stories went there. A frame as large as this
    one brings a piece that all calls under it fit in.
    """
    return call(*given)


_in_one_piece.__code__ = _in_one_piece.__code__.replace(co_stacksize=2**16)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    return _in_one_piece(runner.pytest_runtest_protocol, item, nextitem)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The stories on PostgreSQL begin with a copy of a database that has its tables, where there is one."""
    like = os.environ.get("TESTS_BEGIN_LIKE")
    if like:
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = like


@pytest.fixture(autouse=True, scope="session")
def _one_chain() -> Iterator[None]:
    """Browsers of the tests share the middleware, as all browsers of one server process do."""
    with chain.shared():
        yield


_HOMES = count()


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, settings: object) -> None:
    """Each test has its own home for blobs, mail and the provider tree; hashing passwords costs nothing."""
    home = tmp_path_factory.getbasetemp() / f"home-{next(_HOMES)}"  # counted here: ``mktemp`` looks at all there are
    home.mkdir()
    settings.MEDCORD_HOME = home  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = [f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"]  # type: ignore[attr-defined]


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody."""
    return make_cast()


SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"


@pytest.fixture
def shared() -> Path:
    """The reference folder beside the checkout; a user's clone does not have it."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not beside this checkout")
    return SHARED
