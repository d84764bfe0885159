"""How a transition table is read, once for all machines: follow it, list what it allows, refuse in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from medcord.core.refusals import RuleRefusal

StateT = TypeVar("StateT", bound=StrEnum)
TriggerT = TypeVar("TriggerT", bound=StrEnum)


def allowed(table: Mapping[tuple[StateT, TriggerT], StateT], state: StateT) -> tuple[TriggerT, ...]:
    """The triggers the table has for ``state``, in the order of the table."""
    return tuple(trigger for at, trigger in table if at == state)


def follow(
    table: Mapping[tuple[StateT, TriggerT], StateT], state: StateT, trigger: TriggerT, *, subject: str, code: str
) -> StateT:
    """The state after ``trigger``. Raises RuleRefusal naming what is open instead when the table has no such step."""
    after = table.get((state, trigger))
    if after is not None:
        return after
    raise RuleRefusal(
        f"The {subject} is “{said(state)}”, and the step “{said(trigger)}” is not open from there. "
        f"{instead(tuple(said(each) for each in allowed(table, state)))}",
        code=code,
        fields={"subject": subject, "state": str(state), "step": str(trigger)},
    )


def said(word: StrEnum) -> str:
    """A state or step as it is said: stored words have underscores."""
    return word.value.replace("_", " ")


def instead(steps: tuple[str, ...]) -> str:
    """The second half of a refusal: what can be done now."""
    if not steps:
        return "This is its last state; no step follows."
    listed = ", ".join(f"“{step}”" for step in steps)
    return f"Open now: {listed}."
