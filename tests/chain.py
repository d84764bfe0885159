"""One chain of middleware for every test client of a process, as a server has one for every browser.

Each client of Django's makes its own: each time whitenoise looks at every static file, which takes longer than most
answers do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.core.signals import setting_changed
from django.test.client import ClientHandler

_PARTS: Final = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")
_READ_AT_EACH_REQUEST: Final = frozenset({"MEDCORD_HOME", "PASSWORD_HASHERS"})


@contextmanager
def shared() -> Iterator[None]:
    """Load the chain once, and again when a setting was changed that a middleware may have read when it was made."""
    loaded: dict[str, Any] = {}
    load = ClientHandler.load_middleware

    def load_once(handler: ClientHandler, *, is_async: bool = False) -> None:
        if not loaded:
            load(handler, is_async=is_async)
            loaded.update({name: getattr(handler, name) for name in _PARTS})
        vars(handler).update(loaded)

    def forget(setting: str, **_: object) -> None:
        if setting not in _READ_AT_EACH_REQUEST:
            loaded.clear()

    setting_changed.connect(forget)
    ClientHandler.load_middleware = load_once  # type: ignore[method-assign]
    try:
        yield
    finally:
        ClientHandler.load_middleware = load  # type: ignore[method-assign]
        setting_changed.disconnect(forget)
