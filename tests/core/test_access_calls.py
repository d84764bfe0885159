"""Calls between the parties: policy 61 to 65, written by hand from docs/reference/policy.md."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from medcord.core.access import CallItem, Permission, may
from medcord.core.vocabulary import Role
from tests.core.test_access import EVE, OTHER_REPORT, PARTY, PEOPLE, acting, member, reading

THIRD = UUID(int=99)
OWN = ("own coordinator", "own regulator", "own manufacturer")
ASKED = ("other coordinator", "other regulator", "other manufacturer")
LIMITED = {name for name in PEOPLE if name.endswith(", limited")}
PLAIN = CallItem(PARTY, frozenset({EVE}))
"""Convened by the own party, the other one asked; no case on it."""
ABOUT = replace(PLAIN, cases=frozenset({UUID(int=500)}))
THEIRS = replace(PLAIN, cases=frozenset({OTHER_REPORT}))
"""About the one case that the limited members are limited to."""
ELSEWHERE = CallItem(THIRD, frozenset({THIRD}))

TABLE = [
    ("call:convene", None, acting("own coordinator", "other coordinator", "own regulator", "other regulator")),  # 61
    ("call:convene", PLAIN, set()),
    ("call:read", PLAIN, reading(*OWN, *ASKED, "system")),  # 62
    ("call:read", ABOUT, reading(*OWN, *ASKED, "system") - LIMITED),  # 35
    ("call:read", THEIRS, reading(*OWN, *ASKED, "system")),
    ("call:read", ELSEWHERE, {"system"}),
    ("call:join", PLAIN, acting(*OWN, *ASKED)),  # 64
    ("call:join", ELSEWHERE, set()),
    ("call:run", PLAIN, acting(*OWN)),
    ("call:run", ELSEWHERE, set()),
    ("call:action:finish", replace(PLAIN, owner=EVE), acting(*OWN, *ASKED)),
    ("call:action:finish", replace(PLAIN, owner=THIRD), acting(*OWN)),
]


@pytest.mark.parametrize(("permission", "item", "expected"), TABLE)
def test_calls(permission: str, item: CallItem | None, expected: set[str]) -> None:
    allowed = {name for name, viewer in PEOPLE.items() if may(viewer, Permission(permission), item).allowed}
    assert allowed == expected
    gone = {name for name, v in PEOPLE.items() if may(replace(v, active=False), Permission(permission), item).allowed}
    assert gone == set()


def test_eve_who_was_not_asked_learns_of_no_call() -> None:
    for role in Role:
        eve = member(role, UUID(int=77))
        for permission in [one for one in Permission if one.value.startswith("call:") and one != "call:convene"]:
            assert not may(eve, permission, ABOUT).allowed
