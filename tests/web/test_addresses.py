"""Whom a count of attempts means, behind proxies and without."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from medcord.web.addresses import address_of


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "expected"),
    [
        ("203.0.113.7", "", 0, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.9", 0, "203.0.113.7"),  # typed by the client, believed by nobody
        ("127.0.0.1", "198.51.100.9", 1, "198.51.100.9"),
        ("127.0.0.1", "10.0.0.1, 198.51.100.9", 1, "198.51.100.9"),
        ("127.0.0.1", "10.0.0.1, 198.51.100.9, 192.0.2.4", 2, "198.51.100.9"),
        ("127.0.0.1", "", 1, "unknown"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", 0, "203.0.113.7"),
        ("", "", 0, "unknown"),
    ],
)
def test_the_address_is_the_one_our_own_proxies_saw(
    settings: Any, rf: RequestFactory, remote: str, forwarded: str, proxies: int, expected: str
) -> None:
    settings.MEDCORD_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert address_of(rf.get("/", headers=headers, REMOTE_ADDR=remote)) == expected
