"""Independent tests (C12): what may become of a specimen, whether its chain of custody is whole, what is found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from medcord.core.cvd import table
from medcord.core.refusals import InputRefusal


class SpecimenKind(StrEnum):
    """What is tested."""

    DEVICE = "device"
    FIRMWARE = "firmware"


class Custody(StrEnum):
    """With whom a specimen is."""

    EXPECTED = "expected"
    RECEIVED = "received"
    AT_LABORATORY = "at_laboratory"
    RETURNED = "returned"
    DESTROYED = "destroyed"


class CustodyMove(StrEnum):
    """How a specimen changes hands."""

    RECEIVE = "receive"
    TO_LABORATORY = "to_laboratory"
    FROM_LABORATORY = "from_laboratory"
    RETURN = "return"
    DESTROY = "destroy"


TABLE: Final[Mapping[tuple[Custody, CustodyMove], Custody]] = MappingProxyType(
    {
        (Custody.EXPECTED, CustodyMove.RECEIVE): Custody.RECEIVED,
        # A supplier may send it to the laboratory directly.
        (Custody.EXPECTED, CustodyMove.TO_LABORATORY): Custody.AT_LABORATORY,
        (Custody.RECEIVED, CustodyMove.TO_LABORATORY): Custody.AT_LABORATORY,
        (Custody.RECEIVED, CustodyMove.RETURN): Custody.RETURNED,
        (Custody.RECEIVED, CustodyMove.DESTROY): Custody.DESTROYED,
        (Custody.AT_LABORATORY, CustodyMove.FROM_LABORATORY): Custody.RECEIVED,
        (Custody.AT_LABORATORY, CustodyMove.RETURN): Custody.RETURNED,
        (Custody.AT_LABORATORY, CustodyMove.DESTROY): Custody.DESTROYED,
    }
)


WORDS: Final = table.Words(
    "specimen",
    {
        Custody.EXPECTED: "expected",
        Custody.RECEIVED: "with the coordinator",
        Custody.AT_LABORATORY: "at the laboratory",
        Custody.RETURNED: "returned",
        Custody.DESTROYED: "destroyed",
    },
    {
        CustodyMove.RECEIVE: "receive it",
        CustodyMove.TO_LABORATORY: "hand it to the laboratory",
        CustodyMove.FROM_LABORATORY: "take it back from the laboratory",
        CustodyMove.RETURN: "return it",
        CustodyMove.DESTROY: "destroy it",
    },
)


def follow(state: Custody, move: CustodyMove) -> Custody:
    """Where a specimen is after a move. Raises RuleRefusal (code ``custody``)."""
    return table.follow(TABLE, state, move, words=WORDS, code="custody")


def moves_from(state: Custody) -> tuple[CustodyMove, ...]:
    """What may become of it now."""
    return table.allowed(TABLE, state)


class LabOutcome(StrEnum):
    """What a test found."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    PARTLY = "partly"
    NOT_TESTED = "not_tested"


class LabAudience(StrEnum):
    """Who may see a result, least first."""

    AGENCIES = "agencies"
    MAKER = "maker"
    READERS = "readers"
    PUBLIC = "public"


OPEN_TO_READERS: Final = frozenset({LabAudience.READERS, LabAudience.PUBLIC})


@dataclass(frozen=True, slots=True)
class Hand:
    """One hand-over: from whom to whom, when, the seal that was found and the one put on after it ("" for none)."""

    giver: str
    taker: str
    at: datetime
    seal: str = ""
    new_seal: str = ""


class CustodyGap(StrEnum):
    """What is missing between one hand-over and the next."""

    HOLDER = "holder"
    SEAL = "seal"
    TIME = "time"


def gaps(chain: Iterable[Hand]) -> list[frozenset[CustodyGap]]:
    """For each hand-over, in its order, what does not fit to the one before. A gap is shown, never mended."""
    found: list[frozenset[CustodyGap]] = []
    before: Hand | None = None
    for one in chain:
        missing = set()
        if before is not None:
            missing |= {CustodyGap.HOLDER} if _name(before.taker) != _name(one.giver) else set()
            missing |= {CustodyGap.SEAL} if _name(before.new_seal or before.seal) != _name(one.seal) else set()
            missing |= {CustodyGap.TIME} if one.at < before.at else set()
        found.append(frozenset(missing))
        before = one
    return found


def _name(words: str) -> str:
    return " ".join(words.split()).casefold()


_SHA256 = re.compile(r"[0-9a-f]{64}")


def sha256(given: str, *, field: str) -> str:
    """A SHA-256 as 64 lower-case digits. Raises InputRefusal."""
    plain = re.sub(r"[\s:]", "", given).lower().removeprefix("sha256")
    if not _SHA256.fullmatch(plain):
        raise InputRefusal("A SHA-256 has 64 digits from 0 to 9 and a to f.", fields={"field": field})
    return plain
