"""A secret that is kept is read by its own node, in its own row, and nowhere else."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.gateways.secrets import Unreadable, lock, unlock


def kept(secret: str = "mcwh_secret") -> str:
    return lock(secret, node_secret="node", purpose="webhook", about="row 1")


@given(st.text())
def test_what_was_kept_is_read_again(secret: str) -> None:
    assert unlock(kept(secret), node_secret="node", purpose="webhook", about="row 1") == secret


def test_two_keepings_of_one_secret_look_different() -> None:
    assert kept() != kept()
    assert "mcwh" not in kept()


@pytest.mark.parametrize(
    ("node", "purpose", "about"),
    [("other", "webhook", "row 1"), ("node", "mail", "row 1"), ("node", "webhook", "row 2")],
)  # fmt: skip
def test_another_node_purpose_or_row_cannot_read_it(node: str, purpose: str, about: str) -> None:
    with pytest.raises(Unreadable):
        unlock(kept(), node_secret=node, purpose=purpose, about=about)


@given(st.integers(min_value=2), st.sampled_from("ABCabc012-_."))
def test_what_was_changed_is_not_read(at: int, letter: str) -> None:
    text = kept()
    at = 2 + at % (len(text) - 2)
    changed = text[:at] + letter + text[at + 1 :]
    if changed == text:
        return
    with suppress(Unreadable):
        # The last digits of base64 may hold bits that say nothing; then it is the same secret, never another.
        assert unlock(changed, node_secret="node", purpose="webhook", about="row 1") == "mcwh_secret"


@pytest.mark.parametrize("text", ["", "1.", "2.abc", "no", "1.????"])
def test_what_is_no_kept_secret_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        unlock(text, node_secret="node", purpose="webhook", about="row 1")
