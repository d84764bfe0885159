"""Programs of the cast."""

from __future__ import annotations

import pytest

from tests.api.programs import Programs, programs_of
from tests.cast import Cast


@pytest.fixture
def programs(cast: Cast) -> Programs:
    """A program with a token for everybody."""
    return programs_of(cast)
