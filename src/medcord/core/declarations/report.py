"""What a report of a correction or removal holds: 21 CFR 806.10(c)(1) to (13), in our words (F2.18, FDA5, M8).

The thirteenth item is the statement why another one is missing, and when it comes: each that is not in the report has
one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from medcord.core.refusals import InputRefusal

ITEMS: Final[tuple[tuple[str, str], ...]] = (
    ("number", "(1) Registration number, date of the report, its sequence number, correction or removal"),
    ("firm", "(2) The firm that reports, with address and telephone, and a person to ask"),
    ("device", "(3) Brand name, common name and intended use of the device"),
    ("marketing", "(4) Marketing status: clearance, approval or exemption, and the listing number"),
    ("identifiers", "(5) UDI, or model and catalogue number; lot or serial numbers"),
    ("maker", "(6) The manufacturer and a person to ask there, where it is another firm"),
    ("event", "(7) The event behind it, and the correction or removal that was and will be done"),
    (
        "injuries",
        "(8) Illness or injuries with its use, with the numbers of their reports, or that none is known",
    ),
    ("amount", "(9) How many devices were made or distributed, and how many are in the same lot"),
    ("dates", "(10) Dates of manufacture or distribution, and of expiry or expected life"),
    ("consignees", "(11) All consignees, with the dates and how many devices each got"),
    ("communications", "(12) A copy of every communication about it, and all who got it"),
)
"""By key: what a named person answers is in the report, or is not."""

LONGEST_WHY: Final = 1000


def check_whys(answers: Mapping[str, bool], whys: Mapping[str, str]) -> None:
    """Raise InputRefusal where an item is not in the report and nobody says why, or a reason speaks of none."""
    for number, (key, _words) in enumerate(ITEMS, start=1):
        if answers.get(key) is False and not whys.get(key, "").strip():
            sentence = f"Item {number} is not in the report. Say why not, and when it comes: that is item 13."
            raise InputRefusal(sentence, code="reason-needed", fields={"field": f"why_{key}"})
        if len(whys.get(key, "")) > LONGEST_WHY:
            raise InputRefusal(f"At most {LONGEST_WHY:,} characters fit here.", fields={"field": f"why_{key}"})
    odd = sorted(key for key in whys if answers.get(key) is not False)
    if odd:
        raise InputRefusal(
            "This item is in the report, so there is no reason to give. Empty the field, or answer no.",
            fields={"field": f"why_{odd[0][:40]}"},
        )
