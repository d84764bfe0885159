"""Public signals, sightings, emerging signals, warnings and recalls (policy.md, clauses 67 to 71)."""

from __future__ import annotations

from medcord.core.access.asking import Answer, Viewer, ViewerKind, no, of_party, yes
from medcord.core.access.hats import AGENCIES, WHY, Hat, content, everywhere, hat_of, in_case
from medcord.core.access.items import CaseItem, Item, SightingItem, SignalItem, WarningItem
from medcord.core.access.rooms import LIMITED
from medcord.core.vocabulary import Role

_SEES_USE = (Role.HOSPITAL, Role.ISAO)


def read_evidence(viewer: Viewer, case: CaseItem) -> Answer:
    """The words of the evidence of a case's states, and the signals linked to it (67)."""
    return in_case(viewer, case, everywhere(*AGENCIES), writes=False)


def work_signals(viewer: Viewer, item: SignalItem) -> Answer:
    """Reading lists of signals in, reading them, and saying what becomes of one (68)."""
    if viewer.kind is ViewerKind.SYSTEM:
        return yes("The people who run the node read public lists in.")
    if not of_party(viewer, item.coordinator_party, Role.COORDINATOR):
        return no("Signals are looked through by the coordinator of the node.")
    if viewer.cases is not None:
        return no(LIMITED)  # 35: it would not see what it opened
    return yes("Your party looks through the signals.")


def make_sighting(viewer: Viewer, item: Item | None) -> Answer:
    """Saying that the use of a weakness was seen (69)."""
    if item is not None:
        return no("A sighting is made of what is published, not in a case.")
    if viewer.kind is ViewerKind.MEMBER and viewer.role in _SEES_USE:
        return yes("Hospitals and ISAOs say what they see.")
    return no("A sighting comes from a hospital or an ISAO. In a case, make a claim instead.")


def read_sighting(viewer: Viewer, item: SightingItem) -> Answer:
    """A sighting: its author's party and the coordinator it went to (69)."""
    if viewer.kind is ViewerKind.SYSTEM:
        return yes("The node brings the outcome back.")
    if viewer.kind is ViewerKind.MEMBER and viewer.party_id == item.party and viewer.role in _SEES_USE:
        return yes("Your party saw it.")
    return decide_sighting(viewer, item)


def decide_sighting(viewer: Viewer, item: SightingItem) -> Answer:
    """Confirming a sighting or turning it down (69)."""
    if not of_party(viewer, item.coordinator_party, Role.COORDINATOR):
        return no("The coordinator that got the sighting decides about it.")
    if viewer.cases is not None:
        return no(LIMITED)  # 35
    return yes("Your party got this sighting.")


def read_emerging(viewer: Viewer, case: CaseItem) -> Answer:
    """Emerging signals of a case, their factors and decisions: deliberative, between the agencies (70)."""
    return in_case(viewer, case, everywhere(*AGENCIES), writes=False)


def write_emerging(viewer: Viewer, case: CaseItem) -> Answer:
    """Raising an emerging signal, deciding whether to tell the public, asking for a warning (70). In a closed case too:
    news of a device does not wait for the coordination of its weakness."""
    return in_case(viewer, case, everywhere(Hat.REGULATOR), writes=False)


def read_warning(viewer: Viewer, item: WarningItem) -> Answer:
    """A request for a public warning: the agencies and the firm that is asked (70)."""
    hat = hat_of(viewer, item.case)
    if hat in AGENCIES:
        return yes(WHY[hat])
    if viewer.party_id != item.party:
        return no("A request for a warning is between the agencies and the firm that is asked.")
    return content(viewer, item.case, item.created_at)


def answer_warning(viewer: Viewer, item: WarningItem) -> Answer:
    """Saying that the warning is out, or why not (70)."""
    if viewer.party_id != item.party:
        return no("The firm that was asked answers.")
    return in_case(viewer, item.case, everywhere(Hat.MANUFACTURER), writes=False)


def link_recall(viewer: Viewer, case: CaseItem) -> Answer:
    """Attaching a recall to a case (71); in a closed case too, for classifications come months later."""
    return in_case(viewer, case, everywhere(Hat.OWNER, Hat.REGULATOR), writes=False)
