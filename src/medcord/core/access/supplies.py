"""Asking suppliers before what they supplied is passed on, and protected material (policy.md, clauses 47 to 51)."""

from __future__ import annotations

from typing import Final

from medcord.core.access.asking import Answer, Viewer, no, yes
from medcord.core.access.hats import SPEAKERS, Hat, everywhere, hat_of, in_case
from medcord.core.access.items import SupplyItem
from medcord.core.access.talk import read_message

_OWNER: Final = everywhere(Hat.OWNER)
_PARTIES: Final = everywhere(*SPEAKERS, Hat.LAPSED)


def read_supply(viewer: Viewer, item: SupplyItem) -> Answer:
    """What was asked, answered, claimed and consented to about an item (47)."""
    case = item.message.case
    hat = hat_of(viewer, case)
    if hat is Hat.OWNER:
        return yes("Your party coordinates this case.")
    # Who was asked by name must see what it is asked about, and a lapsed supplier answers for what it supplied.
    if hat in _PARTIES and viewer.party_id is not None and viewer.party_id in item.asked | {item.supplier}:
        return yes("Your party supplied it.")
    seen = read_message(viewer, item.message)
    return seen if seen.allowed else no("It is between the coordinator and the party that supplied it.")


def ask_supply(viewer: Viewer, item: SupplyItem) -> Answer:
    """Asking, conferring, and recording what the programme wrote (47, 48)."""
    return in_case(viewer, item.message.case, _OWNER, writes=True)


def answer_supply(viewer: Viewer, item: SupplyItem) -> Answer:
    """Answering (47)."""
    if viewer.party_id is None or viewer.party_id not in item.asked:
        return no("The party that was asked answers.")  # 47
    return in_case(viewer, item.message.case, _PARTIES, writes=True)


def claim_supply(viewer: Viewer, item: SupplyItem) -> Answer:
    """Claiming PCII, withdrawing the claim, and the submitter's consent (48): the submitter's alone."""
    if viewer.party_id is None or viewer.party_id != item.supplier:
        return no("A claim of PCII and the submitter's consent are the submitter's own.")  # 48
    return in_case(viewer, item.message.case, everywhere(Hat.MANUFACTURER, Hat.LAPSED), writes=True)
