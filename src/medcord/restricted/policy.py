"""Who may issue, and what may follow what (89)."""

from __future__ import annotations

from uuid import UUID

from medcord.core.access import Permission, RestrictedItem, Viewer, require
from medcord.core.advisory.restricted import FOLLOWS, LABELS, Step, ToldStand
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.core.vocabulary import Role, Tlp

_NOW = {
    ToldStand.PREPARED: "It waits for a second member.",
    ToldStand.REFUSED: "It was not approved, and nobody was told. Prepare another one.",
    ToldStand.TOLD: "The parties that were named read it. To end that, withdraw it.",
    ToldStand.WITHDRAWN: "It was withdrawn. Prepare another one.",
    ToldStand.CLEARED: "The advisory is public now. What changes goes out as a revision of it.",
    ToldStand.DESTROYED: "Its content was destroyed. Prepare another one.",
}


def require_issuer(actor: Viewer, publisher: UUID) -> None:
    """Raises NotFound or NotAllowed unless the actor acts for the party that publishes it."""
    require(actor, Permission.RESTRICTED_ISSUE, RestrictedItem(publisher), "advisory")


def after(stand: str, step: Step) -> ToldStand:
    """How it stands after this step. Raises RuleRefusal for one that cannot be made now."""
    now = ToldStand(stand)
    found = FOLLOWS.get((now, step))
    if found is None:
        raise RuleRefusal(f"This cannot be done now. {_NOW[now]}", code="not-now")
    return found


def require_label(label: Tlp) -> None:
    """Raises InputRefusal for a label under which nothing is told to parties."""
    if label not in LABELS:
        raise InputRefusal(
            f"TLP:{label.value} is no label for this. Choose TLP:GREEN, TLP:AMBER or TLP:AMBER+STRICT: what is CLEAR "
            "is published, and what is RED is for single persons.",
            fields={"field": "label"},
        )


def require_parties(named: dict[UUID, Role], asked: set[UUID], publisher: UUID) -> None:
    """Raises InputRefusal unless these are parties of this node, and others than the publisher."""
    if not asked:
        raise InputRefusal("Choose at least one party to tell.", fields={"field": "parties"})
    if publisher in asked:
        raise InputRefusal("Your own party reads it anyway. Choose others.", fields={"field": "parties"})
    if asked - named.keys():
        raise InputRefusal("One of these parties is not known here. Choose from the list.", fields={"field": "parties"})
