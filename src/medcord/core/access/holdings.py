"""What lies outside cases: products, inventories, advisories, measures, members (policy.md, clauses 29 to 33)."""

from __future__ import annotations

from uuid import UUID

from medcord.core.access.asking import Answer, Viewer, ViewerKind, no, of_party, yes
from medcord.core.access.items import (
    AdvisoryItem,
    InventoryItem,
    Item,
    MeasureItem,
    MemberItem,
    PartyItem,
    ProductItem,
    SiblingItem,
)
from medcord.core.vocabulary import MemberRole, Role, Tlp


def own_product(viewer: Viewer, item: ProductItem) -> Answer:
    """Changing a product (29)."""
    return Answer(
        of_party(viewer, item.maker_party, Role.MANUFACTURER), "A manufacturer keeps the registry of its own products."
    )


def read_product(viewer: Viewer, item: ProductItem) -> Answer:
    """Looking a product up (29)."""
    reader = viewer.kind is ViewerKind.MEMBER and viewer.role in (Role.COORDINATOR, Role.REGULATOR)
    if reader or viewer.kind is ViewerKind.SYSTEM:
        return yes("Coordinators and regulators look products up in the registries.")  # 29
    return own_product(viewer, item)


def read_sibling(viewer: Viewer, item: SiblingItem) -> Answer:
    """A statement that two products are siblings (29)."""
    if any(read_product(viewer, ProductItem(maker)).allowed for maker in (item.maker_party, item.other_party)):
        return yes("The two makers it names, coordinators and regulators read it.")
    return no("It is between the two makers it names.")  # 29


def answer_sibling(viewer: Viewer, item: SiblingItem) -> Answer:
    """Confirming or denying such a statement (29)."""
    named = of_party(viewer, item.other_party, Role.MANUFACTURER)
    return Answer(named, "The maker that is named confirms or denies it.")


def own_inventory(viewer: Viewer, item: InventoryItem) -> Answer:
    """Changing a hospital's devices or worklist (30)."""
    return Answer(
        of_party(viewer, item.hospital_party, Role.HOSPITAL), "A hospital's devices are open to that hospital only."
    )  # 30


def read_inventory(viewer: Viewer, item: InventoryItem) -> Answer:
    """Reading a hospital's devices or worklist (30)."""
    return yes("The node matches devices.") if viewer.kind is ViewerKind.SYSTEM else own_inventory(viewer, item)


def read_advisory(viewer: Viewer, item: AdvisoryItem) -> Answer:
    """An advisory on the published side (31)."""
    member = viewer.kind is ViewerKind.MEMBER
    if not item.released:
        return no("It is not released.")
    if item.tlp is Tlp.CLEAR or viewer.kind is ViewerKind.SYSTEM:
        return yes("It is released to everybody.")
    if member and (item.tlp is Tlp.GREEN or viewer.party_id in {item.publisher_party, *item.audience}):
        return yes("Its marking lets your party read it.")
    return no(f"It is marked TLP:{item.tlp.value} and not addressed to you.")  # 31


def read_measure(viewer: Viewer, item: MeasureItem) -> Answer:
    """Measures (32)."""
    if viewer.kind is ViewerKind.SYSTEM:
        return yes("The node counts.")
    own = viewer.kind is ViewerKind.MEMBER and viewer.role is item.role and item.party in (None, viewer.party_id)
    return Answer(own, "Measures are open to members of the role, and those of one party to that party.")  # 32


def read_member(viewer: Viewer, item: MemberItem) -> Answer:
    """A member of a party (33)."""
    if viewer.kind is ViewerKind.SYSTEM:
        return yes("The people who run the node register members.")
    own = viewer.kind is ViewerKind.MEMBER and viewer.party_id == item.party_id
    return Answer(own, "Members of a party know each other.")


def own_account(viewer: Viewer, item: MemberItem) -> Answer:
    """Changing one's own account (33)."""
    own = viewer.kind is ViewerKind.MEMBER and viewer.member_id == item.member_id and viewer.party_id == item.party_id
    return Answer(own, "An account is changed by its member only.")


def administer_member(viewer: Viewer, item: MemberItem) -> Answer:
    """Giving a member a way back in (40)."""
    if viewer.kind is ViewerKind.MEMBER and viewer.member_id == item.member_id:
        return no("Nobody gives a way back in to oneself; another administrator of your party does.")
    return _administers(viewer, item.party_id)


def administer_party(viewer: Viewer, item: PartyItem) -> Answer:
    """Reading how members signed in, and setting what sign-in asks of them (40)."""
    return _administers(viewer, item.party_id)


def _administers(viewer: Viewer, party: UUID) -> Answer:
    if viewer.kind is ViewerKind.SYSTEM:
        return yes("The people who run the node help where a party cannot help itself.")
    own = viewer.kind is ViewerKind.MEMBER and viewer.party_id == party and viewer.level is MemberRole.ADMINISTRATOR
    return Answer(own, "An administrator of a party looks after the sign-in of its members.")


def read_party(viewer: Viewer, item: Item | None) -> Answer:
    """The directory of parties (33)."""
    del item
    return Answer(viewer.kind in (ViewerKind.MEMBER, ViewerKind.SYSTEM), "The directory is open to members.")  # 33
