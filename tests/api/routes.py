"""Every operation of the API, as the OpenAPI document has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from medcord.api.urls import api


@dataclass(frozen=True)
class Route:
    """One operation: ``path`` is below /api, ``name`` its operation id."""

    method: str
    path: str
    name: str


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI document, its paths as a ``Route`` has them; made of the one that others read, which takes long."""
    document = api.get_openapi_schema(path_prefix="/api/")
    return {**document, "paths": {path.removeprefix("/api"): one for path, one in document["paths"].items()}}


def routes() -> list[Route]:
    """All operations, in document order."""
    return [
        Route(method.upper(), path, operation["operationId"])
        for path, operations in schema()["paths"].items()
        for method, operation in operations.items()
    ]
