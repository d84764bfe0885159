"""Fixtures every story may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from tests import chain
from tests.cast import Cast, make_cast


@pytest.fixture(autouse=True, scope="session")
def _one_chain() -> Iterator[None]:
    """Browsers of the tests share the middleware, as all browsers of one server process do."""
    with chain.shared():
        yield


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, settings: object) -> None:
    """Each test has its own home for blobs, mail and the provider tree; hashing passwords costs nothing."""
    settings.MEDCORD_HOME = tmp_path_factory.mktemp("home")  # type: ignore[attr-defined]
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
