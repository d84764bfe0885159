"""Lists are fetched from addresses that an administrator of the coordinator sets, and go the road of a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from typer.testing import CliRunner

from medcord.advisories import queries as advisories
from medcord.cases import queries as case_queries
from medcord.cli.signal import signal
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.project import fetching
from medcord.signals import actions, queries
from medcord.signals.models import Fetching, ListAddress, SignalList
from tests.cases.road import product_of
from tests.cast import SYSTEM, Cast, browser_of
from tests.gateways.servers import Seen, http_server
from tests.signals import lists
from tests.signals.settling import settle

pytestmark = pytest.mark.django_db
KEV = lists.kev((lists.KEV_CVE, "Karst", "Breva V2"))
PAGE = "/signals/take-in"


@pytest.fixture
def host(settings: Any) -> Iterator[tuple[str, Seen]]:
    """A publisher on this machine, which the node's settings allow."""
    settings.MEDCORD_HTTP_PRIVATE = ["127.0.0.0/8"]
    with http_server() as (port, seen):
        seen.pages["/kev.json"] = KEV
        yield f"http://127.0.0.1:{port}", seen


def work(monkeypatch: pytest.MonkeyPatch) -> bool:
    """One look of the worker."""
    monkeypatch.setattr(fetching, "_looked", float("-inf"))
    busy = fetching.fetch_due()
    settle()
    return busy


def state() -> Fetching:
    return Fetching.objects.get()


def test_an_administrator_sets_an_address_and_the_worker_fetches_it_day_by_day(
    cast: Cast, host: tuple[str, Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, seen = host
    product_of(cast)
    desk = browser_of(cast.coordinator)
    assert desk.post(PAGE, {"act": "set", "url": f"{at}/kev.json"}).status_code == 302
    assert b"Waits for the worker" in desk.get(PAGE).content
    assert (work(monkeypatch), work(monkeypatch)) == (True, False)
    assert "1 read, 1 new" in desk.get(PAGE).content.decode()
    (case,) = case_queries.visible(cast.coordinator.viewer)
    assert (case.cves, advisories.kev_state().catalogue) == ([lists.KEV_CVE], "2026.11.01")
    Fetching.objects.update(next_at=F("next_at") - timedelta(days=1, seconds=1))
    assert work(monkeypatch)
    assert state().said == "Not changed since the last time."
    assert ["If-None-Match" in headers for _, headers, _ in seen.requests] == [False, True]
    assert SignalList.objects.count() == 1
    browser_of(cast.eve).post(PAGE, {"act": "end", "address": str(ListAddress.objects.get().pk)})
    assert browser_of(cast.eve).get(PAGE).status_code == 404
    assert ListAddress.objects.get().ended_at is None
    desk.post(PAGE, {"act": "now", "address": str(ListAddress.objects.get().pk)})
    assert work(monkeypatch)
    assert "If-None-Match" not in seen.requests[-1][1]
    desk.post(PAGE, {"act": "end", "address": str(ListAddress.objects.get().pk)})
    assert (queries.addresses(cast.coordinator.viewer), work(monkeypatch)) == ([], False)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none.json", "It answers with the status 404."),
        ("/to/http://127.0.0.2:9999/kev.json", "It sends us on to another host. Set the address where the list is."),
        ("/notes.txt", "notes.txt, its content: this is none of the lists that are read."),
        ("/short", "It does not answer."),
    ],
)
def test_what_went_wrong_stands_on_the_page_and_it_is_tried_again_within_the_hour(
    cast: Cast, host: tuple[str, Seen], path: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, seen = host
    seen.status, seen.pages["/notes.txt"] = 404, b"hello"
    actions.add_address(at + path, actor=cast.coordinator.viewer)
    assert work(monkeypatch)
    now = state()
    assert (now.failed, now.read_at, now.said[: len(said)]) == (True, None, said)
    assert now.tried_at is not None
    assert timedelta(minutes=59) < now.next_at - now.tried_at <= timedelta(hours=1)
    page = browser_of(cast.coordinator).get(PAGE).content.decode()
    assert "Never read yet" in page
    assert said.partition(":")[0] in page


def test_a_redirect_on_the_same_host_is_followed_and_a_list_that_is_too_large_is_not_read(
    cast: Cast, host: tuple[str, Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, _seen = host
    actions.add_address(f"{at}/to/{at}/kev.json", actor=cast.coordinator.viewer)
    assert work(monkeypatch)
    assert state().said.endswith("1 read, 0 new.")
    monkeypatch.setattr("medcord.signals.actions.fetching.MOST_BYTES", 100)
    Fetching.objects.update(next_at=F("next_at") - timedelta(days=2), etag="")
    assert work(monkeypatch)
    assert (state().failed, "Take it as a file" in state().said) == (True, True)


@pytest.mark.parametrize("url", ["http://lists.example/kev.json", "https://127.0.0.1/kev.json", "https://10.1/x", "x"])
def test_what_is_not_https_or_inside_is_refused_where_it_is_typed(cast: Cast, url: str) -> None:
    with pytest.raises(InputRefusal) as refused:
        actions.add_address(url, actor=cast.coordinator.viewer)
    assert refused.value.code == "list-address"
    said = browser_of(cast.coordinator).post(PAGE, {"act": "set", "url": url})
    assert (said.status_code, refused.value.sentence.split(",")[0] in said.content.decode()) == (422, True)


def test_only_an_administrator_of_the_coordinator_sets_and_ends_addresses(cast: Cast) -> None:
    url = "https://lists.example/kev.json"
    row = actions.add_address(url, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal):
        actions.add_address(url, actor=cast.coordinator.viewer)
    cast.coordinator.level = "member"
    with pytest.raises(NotAllowed):
        actions.change_address(row.pk, ends=True, actor=cast.coordinator.viewer)
    assert queries.addresses(cast.coordinator.viewer) == [row]
    for stranger in (cast.eve, cast.hospital, cast.regulator):
        with pytest.raises((NotAllowed, NotFound)):
            actions.add_address(url, actor=stranger.viewer)
        assert queries.addresses(stranger.viewer) == []
    assert queries.addresses(SYSTEM) == [row]


def test_a_command_fetches_at_once_and_says_what_came(cast: Cast, host: tuple[str, Seen]) -> None:
    at, _seen = host
    assert "No address is set" in CliRunner().invoke(signal, ["fetch"]).stdout
    actions.add_address(f"{at}/kev.json", actor=cast.coordinator.viewer)
    assert "1 read, 0 new." in CliRunner().invoke(signal, ["fetch"]).stdout
    actions.add_address(f"{at}/none", actor=cast.coordinator.viewer)
    assert CliRunner().invoke(signal, ["fetch"]).exit_code == 3


def test_two_workers_do_not_fetch_one_list_twice(cast: Cast) -> None:
    actions.add_address("https://lists.example/kev.json", actor=cast.coordinator.viewer)
    assert fetching.claim_due() == ListAddress.objects.get()
    assert fetching.claim_due() is None
