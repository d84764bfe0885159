"""How a transition table is read, once for all machines: follow it, list what it allows, refuse in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from medcord.core.refusals import RuleRefusal

StateT = TypeVar("StateT", bound=StrEnum)
TriggerT = TypeVar("TriggerT", bound=StrEnum)

LAST: Final = "This is its last state; nothing follows."


def allowed(table: Mapping[tuple[StateT, TriggerT], StateT], state: StateT) -> tuple[TriggerT, ...]:
    """The triggers the table has for ``state``, in the order of the table."""
    return tuple(trigger for at, trigger in table if at == state)


@dataclass(frozen=True, slots=True)
class Words:
    """How people speak of a machine. ``states`` go on after “It is”, ``steps`` after “nobody can”."""

    subject: str
    states: Mapping[str, str]
    steps: Mapping[str, str]


def follow(
    table: Mapping[tuple[StateT, TriggerT], StateT], state: StateT, trigger: TriggerT, *, words: Words, code: str
) -> StateT:
    """The state after ``trigger``. Raises RuleRefusal naming what is open instead when the table has no such step."""
    after = table.get((state, trigger))
    if after is not None:
        return after
    steps = tuple(words.steps[each] for each in allowed(table, state))
    what_now = f"What can be done: {', '.join(steps)}." if steps else LAST
    raise RuleRefusal(
        f"The {words.subject} is {words.states[state]}, so nobody can {words.steps[trigger]} now. {what_now}",
        code=code,
        fields={"subject": words.subject, "state": str(state), "step": str(trigger)},
    )


def said(word: StrEnum) -> str:
    """A state or step as it is said: stored words have underscores."""
    return word.value.replace("_", " ")


def instead(steps: tuple[str, ...]) -> str:
    """The second half of a refusal: what can be done now."""
    if not steps:
        return LAST
    listed = ", ".join(f"“{step}”" for step in steps)
    return f"Open now: {listed}."
