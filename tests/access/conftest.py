"""The world is made once for this folder; what a request does to it is rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import transaction
from django.test.utils import override_settings

from tests.access import world as worlds


@pytest.fixture(autouse=True)
def _home() -> None:
    """The world brings its own home, which outlives a single test."""


@pytest.fixture(autouse=True)
def _django_db_helper() -> None:
    """In place of a fresh database for each test: ``_as_it_was`` rolls back to the world instead."""


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[worlds.World]:
    """Everybody and everything."""
    hasher = f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"
    with (
        override_settings(
            MEDCORD_HOME=tmp_path_factory.mktemp("home"), PASSWORD_HASHERS=[hasher], MEDCORD_DRAFT_STANDARDS=True
        ),
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        transaction.atomic(),
    ):
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _as_it_was(world: worlds.World) -> Iterator[None]:
    """Each test begins with the world as it was made."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
