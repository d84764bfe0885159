"""What a document says that no field of the value holds: kept as canonical JSON, put back where it was (ADR 0026).

Of a 2.0 document every member is kept, of a 2.1 document those that 2.0 has as well: a rest is in the words of 2.0.
"""

from __future__ import annotations

from typing import Any

import orjson

Node = dict[str, Any]

SHARED = frozenset(
    [
        "aggregate_severity",
        "aliases",
        "discovery_date",
        "entitlements",
        "file_hashes",
        "hashes",
        "issuing_authority",
        "restart_required",
        "sbom_urls",
        "source_lang",
        "x_generic_uris",
    ]
)
"""Members that no field holds and that 2.0 and 2.1 have under one name and in one form."""


def kept(node: Node) -> str:
    """The members as canonical JSON; "" for none. Raises TypeError for what is nested beyond reason."""
    return orjson.dumps(node, option=orjson.OPT_SORT_KEYS).decode() if node else ""


def loaded(rest: str) -> Node:
    """What ``kept`` kept."""
    if not rest:
        return {}
    value = orjson.loads(rest)
    return value if isinstance(value, dict) else {}


def with_rest(node: Node, rest: str | Node) -> Node:
    """``node`` with the members of a rest that it does not have; where both are objects, likewise inside.

    What the fields say is never overwritten, so the order of merging makes no difference.
    """
    more = loaded(rest) if isinstance(rest, str) else rest
    for key, value in more.items():
        if key not in node:
            node[key] = value
        elif isinstance(value, dict) and isinstance(node[key], dict):
            with_rest(node[key], value)
    return node
