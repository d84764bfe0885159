"""Whether a token was made for what is asked: said at the door, so that a program is told, not shown an empty list."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.http import HttpRequest

from medcord.core.access import Viewer
from medcord.core.access.scopes import Scope, covered, refusal
from medcord.core.refusals import NotAllowed

BASE: Final = "/api/v1/"
OPEN_TO_ALL: Final = frozenset({"me"})

# By the first word of the address. What is not here is refused to a token with scopes.
BY_WORD: Final[Mapping[str, Scope]] = MappingProxyType(
    {
        **dict.fromkeys(("advisories", "isao-texts", "measures"), Scope.ADVISORIES),
        **dict.fromkeys(
            (
                "agreement",
                "calls",
                "cases",
                "consultations",
                "duties",
                "emerging",
                "exercises",
                "invitations",
                "ledger",
                "records",
                "risk-matrices",
                "signals",
                "texts",
            ),
            Scope.CASES,
        ),
        **dict.fromkeys(("devices", "harm-events", "inventory", "worklist"), Scope.INVENTORY),
        **dict.fromkeys(("parties", "party", "tokens"), Scope.PARTY),
        "products": Scope.PRODUCTS,
        **dict.fromkeys(("credit-claims", "my-report", "reports", "requests", "sightings"), Scope.REPORTS),
        "restricted": Scope.RESTRICTED,
        **dict.fromkeys(("node", "notices", "webhooks"), Scope.WEBHOOKS),
    }
)


def require(viewer: Viewer, request: HttpRequest) -> None:
    """Raise NotAllowed with the sentence for a token that was not made for this address."""
    words = request.path.removeprefix(BASE).split("/")
    if viewer.scopes is None or words[0] in OPEN_TO_ALL:
        return
    # What some are told before all is prepared in a case, and needs both.
    wanted = [BY_WORD.get(words[0]), *(Scope.RESTRICTED for word in words if word == "tellings")]
    for family in wanted:
        if not covered(viewer.scopes, family, reading=request.method == "GET"):
            raise NotAllowed(refusal(viewer.scopes, family), code="token-scope")
