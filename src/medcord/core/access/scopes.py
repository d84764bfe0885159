"""What a token may be used for: a closed set of families of permissions (docs/reference/policy.md, clause 36a)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Scope(StrEnum):
    """A family of permissions; a token has some of them, or all that its member has."""

    ADVISORIES = "advisories"
    CASES = "cases"
    INVENTORY = "inventory"
    PARTY = "party"
    PRODUCTS = "products"
    READ = "read"
    REPORTS = "reports"
    RESTRICTED = "restricted"
    WEBHOOKS = "webhooks"


WHAT: Final[Mapping[Scope, str]] = MappingProxyType(
    {
        Scope.READ: "Read all that I may read, change nothing; not what we were told before all",
        Scope.CASES: "Cases, their messages, statements, declarations, opinions, decisions and drafts",
        Scope.REPORTS: "Reports",
        Scope.PRODUCTS: "The product registry",
        Scope.INVENTORY: "Inventory, worklist, and events of harm",
        Scope.ADVISORIES: "Advisories, measures, and texts sent to us",
        Scope.RESTRICTED: "Advisories that we were told before all (TLP:GREEN, TLP:AMBER)",
        Scope.WEBHOOKS: "Webhooks and notices",
        Scope.PARTY: "Members, profile and tokens of the party",
    }
)

# By the first word of a permission, or of an address below /api/v1. What is not here is open to no token with scopes.
FAMILIES: Final[Mapping[str, Scope]] = MappingProxyType(
    {
        **dict.fromkeys(("advisory", "measure", "text"), Scope.ADVISORIES),
        **dict.fromkeys(
            (
                "agreement",
                "call",
                "case",
                "comment",
                "communication",
                "consult",
                "decision",
                "declaration",
                "dispute",
                "draft",
                "emerging",
                "lab",
                "matrix",
                "opinion",
                "recall",
                "records",
                "signal",
                "warning",
            ),
            Scope.CASES,
        ),
        **dict.fromkeys(("event", "inventory", "worklist"), Scope.INVENTORY),
        **dict.fromkeys(("member", "party"), Scope.PARTY),
        "product": Scope.PRODUCTS,
        **dict.fromkeys(("report", "sighting"), Scope.REPORTS),
        "restricted": Scope.RESTRICTED,
        **dict.fromkeys(("node", "notice", "webhook"), Scope.WEBHOOKS),
    }
)


def covered(scopes: Collection[Scope], family: Scope | None, *, reading: bool) -> bool:
    """Whether a token with these scopes reaches this family, to read it or to change it. What was told to some before
    all needs a scope of its own: no token that was made for less begins to read it."""
    return family in scopes or (reading and Scope.READ in scopes and family is not Scope.RESTRICTED)


def refusal(scopes: Collection[Scope], family: Scope | None) -> str:
    """Why not, and what to do."""
    has = ", ".join(f"“{one.value}”" for one in Scope if one in scopes) or "nothing"
    lacks = f"“{family.value}”" if family else "a token without scopes"
    return f"This token is made for {has}; this needs {lacks}. Make a token with that scope, on the page “Tokens”."
