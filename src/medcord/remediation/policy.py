"""Who may record work, what must be said, and what the second of two people is told."""

from __future__ import annotations

from collections.abc import Collection

from medcord.core.refusals import EditedMeanwhile, InputRefusal, RuleRefusal

MOST_AT_ONCE = 1500
"""Devices in one act: more would hold the database too long for everybody else."""


class ClosedMeanwhile(EditedMeanwhile):
    """Another member recorded work on the same devices after this page was opened."""

    def __init__(self, number: int, who: str, what: str) -> None:
        super().__init__("worklist item")
        devices = "this device" if number == 1 else f"{number} of these devices"
        self.sentence = (
            f"{who} recorded “{what}” for {devices} after you opened this page. What you typed is kept below: "
            "look at what was recorded, then save again if there is still something to record."
        )
        self.args = (self.sentence,)


def require_words(outcome: str, note: str, known: Collection[str]) -> str:
    """What was done, cleaned. Raises InputRefusal without an outcome or without words."""
    if outcome not in known:
        raise InputRefusal("Choose what was done, for example “Patched or updated”.", fields={"field": "outcome"})
    if len(note.strip()) < 3:
        raise InputRefusal(
            "Say in a few words what was done, so that somebody else can check it: for example "
            "“Software 3.6.2 installed, work order 4711”.",
            fields={"field": "note"},
        )
    return note.strip()


def require_reason(reason: str) -> str:
    """Why closed work is open again. Raises InputRefusal when nothing is said."""
    if len(reason.strip()) < 3:
        raise InputRefusal(
            "Say why it is open again, for example “The update failed on this unit”.", fields={"field": "reason"}
        )
    return reason.strip()


def require_size(number: int) -> None:
    """Raises when there is nothing to do, or more than one act may carry."""
    if number == 0:
        raise InputRefusal("Choose at least one device that is still open.", fields={"field": "devices"})
    if number > MOST_AT_ONCE:
        raise RuleRefusal(
            f"{number:,} devices are chosen; one record takes at most {MOST_AT_ONCE:,}. "
            "Choose by site or department and record them one after the other.",
            code="too-many-at-once",
        )
