"""Every link somebody can reach leads somewhere, and no page lets out what went wrong inside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest

from tests.browser.pages import links_of
from tests.browser.people import Person

ROLES = ["stranger", "coordinator", "regulator", "karst", "pellgrove", "hospital", "merrow", "isao"]
MOST_OF_A_KIND = 4  # a list of 2,000 devices has 2,000 links of one kind
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{1,4}-[A-Z0-9]{4}-[A-Z0-9]{4}|\d+")
SPILLED = ("Traceback", "OperationalError", "DoesNotExist", "site-packages", "{{ ", "{% ", "SECRET_KEY")


def kind_of(link: str) -> str:
    """The form of an address: ids, numbers and searched words left out."""
    parts = urlsplit(link)
    return ID.sub("#", parts.path) + "?" + ",".join(sorted({name for name, _ in parse_qsl(parts.query)}))


@pytest.mark.parametrize("role", ROLES)
def test_every_link_from_the_navigation_leads_somewhere(role: str, meet: Callable[..., Person]) -> None:
    who = meet(role)
    waiting, seen, kinds = ["/", "/home"], {"/", "/home"}, Counter[str]()
    faults: list[str] = []
    found_on: dict[str, str] = {}
    while waiting:
        path = waiting.pop(0)
        answer = who.context.request.get(f"{who.product.url}{path}")
        body = answer.text() if "text" in answer.headers.get("content-type", "") else ""
        if not answer.ok:
            faults.append(f"{path} answered {answer.status}, a link of {found_on.get(path, 'the navigation')}")
        faults += [f"{path} shows “{word}”" for word in SPILLED if word in body]
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for link in links_of(body):
            target = urljoin(f"{who.product.url}{path}", link)
            if not target.startswith(who.product.url):
                continue
            inner = target.removeprefix(who.product.url).partition("#")[0]
            if inner.startswith("/static/") or inner in seen or kinds[kind_of(inner)] >= MOST_OF_A_KIND:
                continue
            seen.add(inner)
            kinds[kind_of(inner)] += 1
            waiting.append(inner)
            found_on[inner] = path
    assert faults == []
    assert len(seen) > 15
