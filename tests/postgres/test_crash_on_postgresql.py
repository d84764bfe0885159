"""The kill test on PostgreSQL: the rows are the server's, the files are the disk's, and they agree after every kill."""

from __future__ import annotations

import pytest

from tests.postgres.test_on_postgresql import database, server
from tests.sharing.test_crash import crashed

__all__ = ["server"]

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]

KILLS = 6


def test_a_node_that_is_killed_has_published_all_or_nothing(server: str) -> None:
    said = crashed(KILLS, MEDCORD_DATABASE_URL=database(server, "crash"))
    assert said["problems"] == [], f"seed {said['seed']}"
    assert said["none"] + said["out"] == KILLS
