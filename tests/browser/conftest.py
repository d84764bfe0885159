"""The product is started once a test process, a browser once a file; every person brings a profile of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.people import EMAILS, Person, a_browser, chromium, person
from tests.browser.product import Product, demo

Meet = Callable[..., Person]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser stories go to one test process where the runner asks (``--dist loadgroup``)."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The running demo."""
    if chromium() is None:
        why = "no Chromium on this machine; `tools/bootstrap.sh browser` says how to get one"
        if os.environ.get("CI", "false") not in ("", "0", "false"):
            pytest.fail(why)
        pytest.skip(why)
    with demo(tmp_path_factory.mktemp("browser") / "home") as running:
        yield running


# Not for the whole session: Playwright keeps an event loop in this thread, and the database refuses to work beside one.
@pytest.fixture(scope="module")
def browser(product: Product) -> Iterator[Browser]:
    with a_browser() as one:
        yield one


@pytest.fixture(scope="module")
def signed_in(browser: Browser, product: Product) -> Callable[[str], Any]:
    """Cookies of a member, by one sign-in a file."""
    kept: dict[str, Any] = {}

    def cookies(name: str) -> Any:
        if name in EMAILS and name not in kept:
            who = person(browser, product, name).signs_in()
            kept[name] = who.context.storage_state()
            who.context.close()
        return kept.get(name)

    return cookies


@pytest.fixture
def meet(browser: Browser, product: Product, signed_in: Callable[[str], Any]) -> Iterator[Meet]:
    """``meet("coordinator")`` is that member at a browser, signed in; ``meet("stranger")`` is nobody.

    At the end of the story nobody's page may have complained.
    """
    met: list[Person] = []

    def one(name: str, *, wide: bool = True) -> Person:
        met.append(person(browser, product, name, wide=wide, state=signed_in(name)))
        return met[-1]

    yield one
    complaints = [f"{who.name}: {words}" for who in met for words in who.complaints]
    for who in met:
        who.context.close()
    assert complaints == []
