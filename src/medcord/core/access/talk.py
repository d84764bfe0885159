"""What is said in a case, and where: messages and rooms (policy.md, clauses 19 to 24)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from medcord.core.access.asking import Answer, Viewer, no, yes
from medcord.core.access.hats import (
    AGENCIES,
    CONTENT,
    SPEAKERS,
    WHY,
    WHY_NOT,
    Hat,
    content,
    everywhere,
    hat_of,
    in_case,
)
from medcord.core.access.items import MessageItem, RoomItem, Root
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp

ASK_FIRST: Final = frozenset({ConfidentialityClass.CCI, ConfidentialityClass.TRADE_SECRET, ConfidentialityClass.PCII})
_SPEAK: Final = everywhere(*SPEAKERS)


def read_message(viewer: Viewer, item: MessageItem) -> Answer:
    """A message (19 to 24, 47, 48)."""
    hat = hat_of(viewer, item.case)
    audience = item.audience or frozenset()
    if hat is Hat.FINDER:
        named = viewer.report_id in audience and item.klass is not ConfidentialityClass.DELIBERATIVE
        return yes("It is addressed to you.") if named else no("It is not addressed to the finder.")  # 16
    reach = content(viewer, item.case, item.created_at)
    if not reach.allowed:
        return reach
    bar = bar_of_roots(viewer, hat, item.roots)
    if bar is not None:
        return bar
    if item.author_party is not None and item.author_party == viewer.party_id:
        return yes("Your party wrote it.")
    regulator = viewer.role is Role.REGULATOR
    own = item.marked or item.klass
    bar = _bar_of_class(viewer, hat, own, met=item.consulted, readers=item.readers)
    if bar is not None:
        return bar
    if item.klass is ConfidentialityClass.DELIBERATIVE and hat not in AGENCIES:
        return no("It is deliberative: open to the coordinator and the regulator only.")  # 23
    # A recorded consultation names the regulator; of what only inherits its class, the room says who is in it.
    named = regulator and (own in ASK_FIRST or (item.klass in ASK_FIRST and item.audience is None))
    if named or viewer.party_id in audience:
        return yes("It is addressed to your party.")
    if item.audience is not None:
        return no("It is addressed to others.")  # 20
    narrow = item.klass in ASK_FIRST or item.klass is ConfidentialityClass.PRIVACY or item.tlp is Tlp.RED
    if narrow and hat is not Hat.OWNER:
        return no("Its marking keeps it between its author and the coordinator.")  # 21, 22, 24
    return reach


def _bar_of_class(
    viewer: Viewer, hat: Hat, klass: ConfidentialityClass, *, met: bool, readers: frozenset[UUID] | None
) -> Answer | None:
    """What the class itself forbids this viewer, whoever is named."""
    if klass in ASK_FIRST and viewer.role is Role.REGULATOR:
        if not met:
            return no("Its supplier has not been consulted about passing it to the regulator.")  # 21
        if readers is not None and viewer.member_id not in readers:
            return no("It is protected, and you are not one of its authorised readers.")  # 48
    if klass is ConfidentialityClass.DELIBERATIVE and hat not in AGENCIES:
        return no("It is deliberative: open to the coordinator and the regulator only.")  # 23
    return None


def bar_of_roots(viewer: Viewer, hat: Hat, roots: frozenset[Root]) -> Answer | None:
    """What forbids this viewer something because of what it was made from (47). What one's own party supplied bars
    nobody of it."""
    for root in roots:
        if root.party is not None and root.party == viewer.party_id:
            continue
        bar = _bar_of_class(viewer, hat, root.klass, met=root.met, readers=root.readers)
        if bar is not None:
            return bar
    return None


def edit_message(viewer: Viewer, item: MessageItem) -> Answer:
    """Changing the words of a message (19)."""
    seen = read_message(viewer, item)
    if not seen.allowed:
        return seen
    if item.author is None or item.author != viewer.member_id:
        return no("Only the member who wrote a message changes its words.")  # 19
    return in_case(viewer, item.case, _SPEAK, writes=True)


def pin_message(viewer: Viewer, item: MessageItem) -> Answer:
    """Pinning a message, and taking the pin out (19)."""
    seen = read_message(viewer, item)
    if not seen.allowed:
        return seen
    if hat_of(viewer, item.case) is not Hat.OWNER and (item.author is None or item.author != viewer.member_id):
        return no("A message is pinned by the coordinator of the case or by the member who wrote it.")  # 19
    return in_case(viewer, item.case, _SPEAK, writes=True)


def read_room(viewer: Viewer, item: RoomItem) -> Answer:
    """That a room is there, and its title (20)."""
    hat = hat_of(viewer, item.case)
    if hat is Hat.LAPSED:
        reach = content(viewer, item.case, item.opened_at)
        if not reach.allowed:
            return reach
    elif hat not in CONTENT:
        return no(WHY_NOT[hat])
    if item.audience is not None and viewer.party_id not in item.audience:
        return no("It is a side room of others.")  # 20
    return yes(WHY[hat])


def open_room(viewer: Viewer, item: RoomItem) -> Answer:
    """Opening a room: a product's by the owner or its maker (20), a side room by whoever may speak (20)."""
    answer = in_case(viewer, item.case, _SPEAK, writes=True)
    if not answer.allowed or item.audience is not None:
        return answer
    if hat_of(viewer, item.case) is not Hat.OWNER and (item.maker is None or item.maker != viewer.party_id):
        return no("The thread of a product is opened by the coordinator of the case or by the product's maker.")  # 20
    return answer


def speak_in_room(viewer: Viewer, item: RoomItem) -> Answer:
    """Saying something in a room (20)."""
    seen = read_room(viewer, item)
    if not seen.allowed:
        return seen
    if item.closed:
        return no("This room is closed: it can be read, and nothing more is said in it. Write in another one.")  # 20
    return in_case(viewer, item.case, _SPEAK, writes=True)


def close_room(viewer: Viewer, item: RoomItem) -> Answer:
    """Closing a room (20)."""
    seen = speak_in_room(viewer, item)
    if not seen.allowed:
        return seen
    if hat_of(viewer, item.case) is not Hat.OWNER and item.opener != viewer.party_id:
        return no("A room is closed by the party that opened it or by the coordinator of the case.")  # 20
    return seen


def leave_room(viewer: Viewer, item: RoomItem) -> Answer:
    """Leaving a side room (20)."""
    seen = read_room(viewer, item)
    if not seen.allowed:
        return seen
    if item.audience is None:
        return no("The thread of a product is open to all who read the case; nobody leaves it.")  # 20
    if hat_of(viewer, item.case) is Hat.OWNER:
        return no("The coordinator of the case is in every side room and leaves none. Close the room instead.")  # 20
    return in_case(viewer, item.case, _SPEAK, writes=True)
