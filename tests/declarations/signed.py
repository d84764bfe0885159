"""What the manufacturer of the cast signs in these stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from medcord.core.declarations.forms import QUESTIONS, Form, Given
from medcord.core.safety.matrix import KEYS, Exploitability
from medcord.core.vocabulary import Severity
from medcord.declarations import actions
from medcord.declarations.models import Declaration
from medcord.gateways import clock
from tests.cast import Cast

TEXT = "Breva V2: alarms can be silenced from the network. Take it off the guest network; a fix follows in May."
CELLS = dict.fromkeys(KEYS, "judged") | {"high:critical": "uncontrolled", "low:negligible": "controlled"}


def ago(days: float) -> datetime:
    return clock.now() - timedelta(days=days)


def yes(form: Form, **no: bool) -> dict[str, bool]:
    """Every question of a form answered yes, but for these."""
    return {key: True for key, _ in QUESTIONS.get(form, ())} | no


def given(form: Form, days: float | None = None, **more: object) -> Given:
    """A whole form; ``days`` ago it happened."""
    whole = {
        Form.RISK: Given(
            form, exploitability=Exploitability.HIGH, severity=Severity.CRITICAL, uncontrolled=True, controls="None."
        ),
        Form.CORRECTION: Given(form, removal=False, scope="Breva V2, lots 1 to 9"),
    }.get(form, Given(form))
    base = replace(whole, text=TEXT, at=None if days is None else ago(days), answers=yes(form))
    return replace(base, **more)  # type: ignore[arg-type]


def sign(
    cast: Cast, case: str, form: Form, days: float | None = None, *, isao: UUID | None = None, **more: object
) -> Declaration:
    return actions.sign(case, given(form, days, **more), isao=isao, actor=cast.manufacturer.viewer)
