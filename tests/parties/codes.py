"""What a member's code generator shows."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

STEP_SECONDS = 30


def totp_now(secret: str, *, steps: int = 0) -> str:
    """The code of this moment, or of so many steps later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // STEP_SECONDS + steps)))


def is_of_this_step_for(*, seconds: int) -> bool:
    """Whether a code of this moment stays that for so long: one that is typed as a step ends belongs to the last."""
    return time.time() % STEP_SECONDS < STEP_SECONDS - seconds
