"""What lies in a case: opinions, drafts, consultations, the report (policy.md, clauses 5 to 7, 25 to 28)."""

from __future__ import annotations

from typing import Final

from medcord.core.access.asking import Answer, Viewer, ViewerKind, no, of_party, yes
from medcord.core.access.hats import (
    AGENCIES,
    CONTENT,
    SPEAKERS,
    WHY,
    Hat,
    content,
    everywhere,
    hat_of,
    in_case,
    mends,
    read_case,
)
from medcord.core.access.items import ClaimItem, ConsultItem, DraftItem, Item, OpinionItem, ReportItem, StatementItem
from medcord.core.access.talk import ASK_FIRST, bar_of_roots
from medcord.core.vocabulary import Role

LIMITED: Final = "You act in named cases of your party only. An administrator of your party can give you more."


def read_claim(viewer: Viewer, item: ClaimItem) -> Answer:
    """A claim and its evidence: its author's, and the coordinator's who decides (12)."""
    hat = hat_of(viewer, item.case)
    if hat is Hat.FINDER:
        own = item.by_report is not None and item.by_report == viewer.report_id
        return yes("You said it.") if own else no("What others claim is between them and the coordinator.")
    if hat is Hat.OWNER:
        return yes(WHY[hat])
    if item.by_party is None or item.by_party != viewer.party_id:
        return no("What others claim is between them and the coordinator.")
    return content(viewer, item.case, item.created_at)


def read_statement(viewer: Viewer, item: StatementItem) -> Answer:
    """What a maker states. One from a merged case is open in the one that goes on to its owner, to its maker, and to
    whoever reads it where it was made (12b)."""
    here = read_case(viewer, item.case)
    if not here.allowed:
        return no(here.because)
    if item.made_in is None:
        seen = here.spans(item.created_at)
        return yes(here.because) if seen else no("It was stated outside the time in which your party reads this case.")
    if hat_of(viewer, item.case) is Hat.OWNER or viewer.party_id == item.maker_party:
        return yes(here.because)
    there = read_case(viewer, item.made_in)
    if there.allowed and there.spans(item.created_at):
        return yes(there.because)
    return no("It was stated in a case that was merged into this one, and your party does not read that one.")


def read_opinion(viewer: Viewer, item: OpinionItem) -> Answer:
    """An opinion, or the public statement released from it (25)."""
    if item.released:
        return content(viewer, item.case, item.created_at)
    hat = hat_of(viewer, item.case)
    if hat in AGENCIES:
        return yes(WHY[hat])
    return no("An opinion is deliberative: open to the coordinator and the regulator of the case only.")  # 25


def own_opinion(viewer: Viewer, item: OpinionItem) -> Answer:
    """Writing and releasing an opinion (26)."""
    if item.author_party not in (None, viewer.party_id):
        return no("An opinion is changed and released only by the party that wrote it.")  # 26
    return mends(viewer, item.case, everywhere(Hat.REGULATOR))  # 90


def read_draft(viewer: Viewer, item: DraftItem) -> Answer:
    """The draft of an advisory (27)."""
    hat = hat_of(viewer, item.case)
    if hat is Hat.COORDINATOR and any(root.klass in ASK_FIRST and root.party != viewer.party_id for root in item.roots):
        return no("It quotes what is between its supplier and the coordinator of the case.")  # 50
    if hat in (Hat.OWNER, Hat.COORDINATOR):
        return yes(WHY[hat])
    if viewer.party_id not in item.shared_with:
        return no("The draft has not been shared with your party.")  # 27
    bar = bar_of_roots(viewer, hat, item.roots)
    if bar is not None:
        return bar  # 49
    return content(viewer, item.case, item.created_at)


def comment_draft(viewer: Viewer, item: DraftItem) -> Answer:
    """Commenting a draft (27); that of a published advisory in a closed case too (90)."""
    seen = read_draft(viewer, item)
    return in_case(viewer, item.case, everywhere(*SPEAKERS), writes=not item.out) if seen.allowed else seen


def write_draft(viewer: Viewer, item: DraftItem) -> Answer:
    """Writing and publishing a draft (27); that of a published advisory in a closed case too (90)."""
    return in_case(viewer, item.case, everywhere(Hat.OWNER), writes=not item.out)


def read_consult(viewer: Viewer, item: ConsultItem) -> Answer:
    """A consultation (28)."""
    hat = hat_of(viewer, item.case)
    if hat is Hat.OWNER or (hat in CONTENT and viewer.party_id == item.asked_party):
        return yes(WHY[hat])
    return no("A consultation is between the coordinator and the party it asked.")  # 28


def answer_consult(viewer: Viewer, item: ConsultItem) -> Answer:
    """Answering a consultation (28)."""
    if viewer.party_id != item.asked_party:
        return no("The party that was asked answers.")
    return in_case(viewer, item.case, everywhere(*SPEAKERS), writes=True)


def with_report(viewer: Viewer, item: ReportItem) -> Answer:
    """What only the finder and the receiving coordinator share (5, 6)."""
    if viewer.kind is ViewerKind.FINDER and viewer.report_id == item.report_id:
        return yes("It is your report.")  # 5
    if of_party(viewer, item.coordinator_party, Role.COORDINATOR):
        if not _within(viewer, item):
            return no(LIMITED)  # 35
        return yes("Your party received this report.")  # 6
    if item.asker_party is not None and of_party(viewer, item.asker_party, Role.MANUFACTURER):
        return yes("Your party made this request.") if _within(viewer, item) else no(LIMITED)  # 5, 35
    return no("A report is open to its finder and to the coordinator that received it.")


def _within(viewer: Viewer, item: ReportItem) -> bool:
    """Whether a case that holds the report is one of those the member is limited to (35)."""
    named = {item.case.case_id} if item.case is not None else set()
    return viewer.cases is None or bool(viewer.cases & (item.held_by | named))


def read_report(viewer: Viewer, item: ReportItem) -> Answer:
    """The report (5 to 7)."""
    own = with_report(viewer, item)
    return own if own.allowed or item.case is None else content(viewer, item.case, item.created_at)  # 7


def read_finder(viewer: Viewer, item: ReportItem) -> Answer:
    """The finder's name (5 to 7)."""
    own = with_report(viewer, item)
    if own.allowed or not item.name_may_go:
        return own
    return read_report(viewer, item)


def triage(viewer: Viewer, item: ReportItem) -> Answer:
    """Deciding about a report (6)."""
    if of_party(viewer, item.coordinator_party, Role.COORDINATOR):
        return yes("Your party received this report.") if _within(viewer, item) else no(LIMITED)  # 35
    return no("The coordinator that received the report decides about it.")


def open_case(viewer: Viewer, item: Item | None) -> Answer:
    """Opening a case, from a report or without one (6)."""
    if item is None and viewer.kind is ViewerKind.MEMBER and viewer.role is Role.COORDINATOR:
        if viewer.cases is not None:
            return no(LIMITED)  # 35: it would not see what it opened
        return yes("A coordinator opens cases.")
    return triage(viewer, item) if isinstance(item, ReportItem) else no("Only a coordinator opens a case.")


def submit(viewer: Viewer, item: Item | None) -> Answer:
    """Sending a report (4)."""
    del item
    return Answer(viewer.kind is not ViewerKind.SYSTEM, "A report comes from a person; anybody may send one.")  # 4
