"""The signature of a call: genuine and now, or not let in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.webhooks import WINDOW, NotGenuine, mac, signature, verify

NOW = 1_764_150_000
BODY = b'{"kind":"MessageSent"}'


def test_the_signature_is_the_documented_one() -> None:
    # Computed with: printf '1764150000.{"kind":"MessageSent"}' | openssl dgst -sha256 -hmac mcwh_example
    assert signature(["mcwh_example"], NOW, BODY) == (
        "t=1764150000,v1=a05bce44ff8132851ef5f7475417daeb27852a8e9ab6da6a19df1799ac466bfe"
    )  # fmt: skip


@given(st.binary(), st.text(), st.integers(0, 99_999_999_999))
def test_what_the_node_signs_its_receiver_lets_in(body: bytes, secret: str, at: int) -> None:
    assert verify(signature([secret], at, body), body, [secret], now=at) == at


@given(st.integers(-WINDOW, WINDOW))
def test_five_minutes_either_way_are_let_in(shift: int) -> None:
    assert verify(signature(["s"], NOW, BODY), BODY, ["s"], now=NOW + shift) == NOW


@pytest.mark.parametrize("shift", [WINDOW + 1, -WINDOW - 1, 86400])
def test_a_call_that_is_sent_again_later_is_refused(shift: int) -> None:
    with pytest.raises(NotGenuine, match="seconds"):
        verify(signature(["s"], NOW, BODY), BODY, ["s"], now=NOW + shift)


def test_the_time_is_signed_too() -> None:
    later = signature(["s"], NOW, BODY).replace(str(NOW), str(NOW + 600))
    with pytest.raises(NotGenuine, match="No signature"):
        verify(later, BODY, ["s"], now=NOW + 600)


def test_while_a_secret_is_replaced_either_one_lets_in() -> None:
    header = signature(["new", "old"], NOW, BODY)
    assert header.count("v1=") == 2
    for mine in (["new"], ["old"], ["other", "old"]):
        assert verify(header, BODY, mine, now=NOW) == NOW
    with pytest.raises(NotGenuine):
        verify(header, BODY, ["older"], now=NOW)


@pytest.mark.parametrize("wrong", [BODY + b" ", BODY[:-1], b""])
def test_another_body_is_refused(wrong: bytes) -> None:
    with pytest.raises(NotGenuine, match="byte for byte"):
        verify(signature(["s"], NOW, BODY), wrong, ["s"], now=NOW)


@pytest.mark.parametrize(
    "header",
    ["", "t=", "v1=ab", "t=1", f"t={NOW},t={NOW},v1={mac('s', NOW, BODY)}", "t=x,v1=y", f"t=-{NOW},v1=ab",
     f"t={NOW},v1=ü", "t=٣,v1=ab", "t=" + "9" * 40 + ",v1=ab", f"t={NOW},v0={mac('s', NOW, BODY)}"],
)  # fmt: skip
def test_a_header_that_cannot_be_read_is_refused_in_a_sentence(header: str) -> None:
    with pytest.raises(NotGenuine):
        verify(header, BODY, ["s"], now=NOW)


@given(st.text())
def test_no_header_whatever_breaks_the_check(header: str) -> None:
    with pytest.raises(NotGenuine):
        verify(header, BODY, ["s"], now=NOW)
