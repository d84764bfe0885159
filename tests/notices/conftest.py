"""A server of a party's own programs, on this machine, which the node's settings list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.gateways.servers import Seen, http_server


class Receiver:
    """Where it is, and what came."""

    def __init__(self, port: int, seen: Seen) -> None:
        self.port, self.seen = port, seen
        self.url = f"http://127.0.0.1:{port}/in"

    @property
    def bodies(self) -> list[bytes]:
        return [body for _, _, body in self.seen.requests]

    @property
    def headers(self) -> list[dict[str, str]]:
        return [headers for _, headers, _ in self.seen.requests]


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.MEDCORD_HTTP_PRIVATE = ["127.0.0.0/8"]
    with http_server() as (port, seen):
        yield Receiver(port, seen)
