"""The outcomes Defer, Scheduled, Out-of-cycle and Immediate v1.0.0, which two tables share."""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.value import Result

DEFER, SCHEDULED, OUT_OF_CYCLE, IMMEDIATE = "defer", "scheduled", "out-of-cycle", "immediate"
LETTERS: Final = {"D": DEFER, "S": SCHEDULED, "O": OUT_OF_CYCLE, "I": IMMEDIATE}
DECIDES: Final = "ssvc:DSOI:1.0.0"

OUTCOMES: Final = (
    Result(DEFER, "Defer", "Nothing now.", "D"),
    Result(SCHEDULED, "Scheduled", "With the next regular update.", "S"),
    Result(OUT_OF_CYCLE, "Out of cycle", "Sooner than the next regular update, outside the usual rhythm.", "O"),
    Result(IMMEDIATE, "Immediate", "Now, and other work waits.", "I"),
)
