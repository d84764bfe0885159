"""Programs of the cast."""

from __future__ import annotations

import pytest

from tests.api.programs import Programs, programs_of
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _routes(settings: object) -> None:
    """Routes with the API among them."""
    settings.ROOT_URLCONF = "tests.api.node_urls"  # type: ignore[attr-defined]


@pytest.fixture
def programs(cast: Cast) -> Programs:
    """A program with a token for everybody."""
    return programs_of(cast)
