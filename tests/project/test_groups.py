"""What is dear to start is started once: tests of one group stay in one process."""

from __future__ import annotations

import os

import pytest


@pytest.mark.xdist_group("together")
def test_a_test_of_a_group_says_so_to_the_runner(request: pytest.FixtureRequest) -> None:
    by_runner = "PYTEST_XDIST_WORKER" in os.environ
    assert request.node.nodeid.endswith("@together") == by_runner
