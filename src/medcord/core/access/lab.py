"""Independent tests (policy.md, clause 66)."""

from __future__ import annotations

from medcord.core.access.asking import Answer, Viewer, no, yes
from medcord.core.access.hats import AGENCIES, SPEAKERS, WHY, Hat, content, everywhere, hat_of, in_case
from medcord.core.access.items import LabItem
from medcord.core.lab import OPEN_TO_READERS, LabAudience

_NOT_RELEASED = "The result of this test was not released to your party."


def read_test(viewer: Viewer, item: LabItem) -> Answer:
    """That there is a test, its request and its answer; custody as far as it is one's own."""
    hat = hat_of(viewer, item.case)
    if hat in AGENCIES:
        return yes(WHY[hat])
    if viewer.party_id is not None and viewer.party_id in (item.asker, item.supplier):
        return content(viewer, item.case, item.created_at)
    return read_result(viewer, item)


def read_result(viewer: Viewer, item: LabItem) -> Answer:
    """What the laboratory found."""
    hat = hat_of(viewer, item.case)
    if hat in AGENCIES:
        return yes(WHY[hat])
    if item.audience in OPEN_TO_READERS:
        return content(viewer, item.case, item.released_at)
    supplies = viewer.party_id is not None and viewer.party_id == item.supplier
    if item.audience is LabAudience.MAKER and supplies:
        return content(viewer, item.case, item.released_at)
    return no(_NOT_RELEASED)


def run(viewer: Viewer, item: LabItem) -> Answer:
    """Taking a request on, the result, and who may see it: the coordinator's."""
    return in_case(viewer, item.case, everywhere(Hat.OWNER), writes=True)


def hand_over(viewer: Viewer, item: LabItem) -> Answer:
    """Writing a specimen and a hand-over down."""
    hat = hat_of(viewer, item.case)
    if hat not in (Hat.OWNER, Hat.REGULATOR) and (hat not in SPEAKERS or viewer.party_id != item.supplier):
        return no("The coordinator, the regulator and the party that supplies the specimen write its hand-overs down.")
    return in_case(viewer, item.case, everywhere(*SPEAKERS), writes=True)
