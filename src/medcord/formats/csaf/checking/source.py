"""Where a provider's files come from: a folder that is a web root, or the web itself (a gateway's matter)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Got:
    """One answer: HTTP status and body; status 0 and a ``problem`` (a short code) when there was none.

    ``headers`` have lower-case names. A folder answers 200 or 404 and has no headers.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def ok(self) -> bool:
        return self.status == 200


class Source(Protocol):
    """Gives the file at an absolute address, and follows no redirect. ``agent`` is another User-Agent to ask with."""

    is_folder: bool

    def get(self, address: str, *, agent: str = "") -> Got: ...


class FolderSource:
    """The folder is the root of every host: ``https://any.host/a/b`` is the file a/b, if it lies within.

    Links that lead out of the folder, devices and pipes are not opened; a file may have 32 MB.
    """

    is_folder = True

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def get(self, address: str, *, agent: str = "") -> Got:  # noqa: ARG002
        try:
            path = (self._root / unquote(urlsplit(address).path).lstrip("/")).resolve()
            if not path.is_relative_to(self._root):
                return Got(0, problem="outside")
            if not path.is_file():
                return Got(404)
            with path.open("rb") as stream:
                body = stream.read(LARGEST + 1)
        except (OSError, ValueError, RuntimeError):  # a name with NUL, a circle of links, no permission
            return Got(0, problem="not-opened")
        return Got(0, problem="too-large") if len(body) > LARGEST else Got(200, body)
