"""What a way to ask the web can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``redirects`` is how many may be followed; a webhook follows none. ``same_host``: none to another
    host, scheme or port. ``most`` caps the answer."""

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    redirects: int = 0
    same_host: bool = False
    most: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``url`` is where from, after redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class WebFailure(OSError):
    """No answer. ``reason`` is a short code of the kind of failure, never what the other side said."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Web(Protocol):
    """Answers, whatever the status, or raises WebFailure; never swallows."""

    def send(self, ask: Ask) -> Answer: ...
