"""A release goes out in one act, at one instant, to every channel; one that cannot make ready holds all of it."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from medcord import ledger
from medcord.advisories import actions
from medcord.core.access import Viewer
from medcord.core.facts import Code, CveNamed
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import Tlp
from medcord.ledger import channels, ticks
from medcord.ledger import queries as ledger_queries
from medcord.ledger.channels import Channel, HeldUp, Released
from medcord.sharing import actions as sharing
from medcord.sharing import queries as provider
from medcord.sharing import tree
from tests.advisories.stories import COORDINATOR, NODE, PUMP_ADVISORY

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = ("page", "atom", "json", "api", "search", "rolie", "index", "changes")


def numbers(client: Client) -> dict[str, list[str]]:
    """The tracking ids that anybody reads in each place, sorted."""

    def text(path: str) -> str:
        answer = client.get(path)
        return answer.content.decode() if answer.status_code == 200 else ""

    def mentioned(said: str) -> list[str]:
        known = [f"MCA-{year}-{serial:04}" for year in range(2026, 2031) for serial in range(1, 9)]
        return [one for one in known if one in said or one.lower() in said]

    root = "/.well-known/csaf/white"
    return {
        "page": mentioned(text("/advisories")),
        "atom": mentioned(text("/advisories/feed.atom")),
        "json": mentioned(text("/advisories/feed.json")),
        "api": mentioned(text("/api/v1/advisories")),
        "search": mentioned(text("/advisories?q=Tidewater")),
        "rolie": mentioned(text(f"{root}/csaf-feed-tlp-white.json")),
        "index": mentioned(text(f"{root}/index.txt")),
        "changes": mentioned(text(f"{root}/changes.csv")),
    }


def everywhere(*ids: str) -> dict[str, list[str]]:
    return {place: list(ids) for place in PLACES}


@pytest.fixture(autouse=True)
def _a_node_that_has_a_tree() -> None:
    sharing.build_tree(actor=NODE)


@pytest.fixture
def more_channels() -> Iterator[Callable[[Channel], None]]:
    """Channels for one story."""
    before = dict(channels._CHANNELS)
    yield lambda channel: channels._CHANNELS.update({channel.name: channel})
    channels._CHANNELS.clear()
    channels._CHANNELS.update(before)


@ledger.action
def publish_all(titles: Sequence[str], *, tlp: Tlp = Tlp.CLEAR, actor: Viewer) -> list[str]:
    """Several advisories in one act; the last of them under this label."""
    values = [replace(PUMP_ADVISORY, title=title) for title in titles]
    values[-1] = replace(values[-1], tlp=tlp)
    return [actions.publish(value, actor=actor).advisory.tracking_id for value in values]


def test_when_the_act_returns_the_advisory_is_out_in_every_channel(client: Client) -> None:
    revision = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    number = revision.advisory.tracking_id
    assert numbers(client) == everywhere(number)
    assert channels.verify([Released(revision.advisory_id, 1, revision.sha256)]) == []
    folder = provider.provider_folder()
    assert folder is not None
    assert tree.current(provider.home()) == folder


def test_verify_tells_of_each_channel_that_does_not_show_what_was_released() -> None:
    revision = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    never = Released(revision.advisory_id, 2, "0" * 64)
    told = channels.verify([never])
    assert told.count(f"{revision.advisory.tracking_id} is not read as revision 2.") == 3
    assert f"Nobody is told of revision 2 of {revision.advisory_id}." in told
    folder = provider.provider_folder()
    assert folder is not None
    [place] = folder.rglob("white/20*/*.json")
    place.unlink()
    [said] = channels.verify([Released(revision.advisory_id, 1, revision.sha256)])
    assert said.endswith("is not in the provider’s files as it was signed.")


def test_nothing_shows_anywhere_while_the_act_goes_on(client: Client, more_channels: Callable[[Channel], None]) -> None:
    """The last channel looks from outside, through a connection of its own, when all others are ready."""
    first = actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id
    seen: list[dict[str, list[str]]] = []

    def look(released: Sequence[Released]) -> None:
        def read() -> dict[str, list[str]]:
            try:
                return numbers(Client())
            finally:
                connection.close()

        assert len(released) == 1
        if connection.vendor == "sqlite" and "mode=memory" in str(connection.settings_dict["NAME"]):
            return
        seen.append(ThreadPoolExecutor(1).submit(read).result())

    more_channels(Channel("looking", "the channel that looks", prepare=look))
    second = actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id
    assert seen in ([everywhere(first)], [])
    assert numbers(client) == everywhere(first, second)


def test_several_in_one_act_go_out_together_with_one_tree(client: Client) -> None:
    before = len(ledger_queries.facts_of_kinds(["ProviderTreeBuilt"]))
    ids = publish_all(["First", "Second", "Third"], actor=COORDINATOR)
    assert numbers(client) == everywhere(*ids)
    assert len(ledger_queries.facts_of_kinds(["ProviderTreeBuilt"])) == before + 1


@ledger.action
def publish_and_fail(*, actor: Viewer) -> None:
    try:
        publish_all(["First", "Second"], tlp=Tlp.GREEN, actor=actor)
    except RuleRefusal:
        ledger.commit(facts=[CveNamed(UUID(int=7), Code(""))], actor=actor)


def test_what_an_inner_act_took_back_is_not_released_by_the_outer_one(client: Client) -> None:
    publish_and_fail(actor=COORDINATOR)
    assert numbers(client) == everywhere()
    assert len(ledger_queries.facts_of_kinds(["ProviderTreeBuilt"])) == 1


def test_one_more_channel_is_one_more_line(client: Client, more_channels: Callable[[Channel], None]) -> None:
    told: list[str] = []
    paper = Channel(
        "paper",
        "the notice board",
        prepare=lambda released: told.append(f"ready {len(released)} {[*numbers(Client()).values()][5]}"),
        go=lambda: told.append("out"),
        verify=lambda released: [f"paper misses {len(released)}"],
    )
    more_channels(paper)
    revision = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    assert told[-1] == "out"
    assert len(told) == 2
    assert channels.verify([Released(revision.advisory_id, 1, revision.sha256)]) == ["paper misses 1"]


def full_disk(*_given: object, **_named: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_holds_the_whole_release_and_says_what_to_do(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id
    with monkeypatch.context() as patch:
        patch.setattr(tree, "_write_new", full_disk)
        with pytest.raises(HeldUp) as held:
            actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    assert held.value.sentence == (
        "Nothing was published, in no channel: the signed files of the CSAF provider could not be made ready. The disk "
        "of the node's home is full. Make room on it, then publish again."
    )
    assert held.value.fields == {"channel": "provider-files", "reason": "ENOSPC"}
    assert numbers(client) == everywhere(first)
    assert sorted(each.name for each in (provider.home() / "releases").iterdir() if each.name.startswith(".")) == []
    noted = ledger_queries.held_release()
    assert noted is not None
    assert (noted.channel, noted.reason) == ("provider-files", "ENOSPC")
    # The number that was not used leaves no gap, and what went out ends the notice.
    second = actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id
    assert (first[-4:], second[-4:]) == ("0001", "0002")
    assert numbers(client) == everywhere(first, second)
    assert ledger_queries.held_release() is None


def test_a_key_that_is_gone_holds_the_release_and_none_is_made_in_silence(client: Client, settings: Any) -> None:
    first = actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id
    private = settings.MEDCORD_HOME / "openpgp" / "key.asc"
    kept = private.read_bytes()
    for broken in (None, b"no key"):
        private.unlink()
        if broken is not None:
            private.write_bytes(broken)
        with pytest.raises(HeldUp, match=r"openpgp/key.asc below the node’s home. Put it back from a copy"):
            actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
        assert numbers(client) == everywhere(first)
        assert [said for channel, said in channels.lacking() if channel.name == "provider-files"] != [""]
        private.write_bytes(kept)
    second = actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id
    assert numbers(client) == everywhere(first, second)
    assert len(provider.published_keys()) == 1


def test_a_channel_that_holds_a_release_holds_every_other_one(
    client: Client, more_channels: Callable[[Channel], None]
) -> None:
    more_channels(Channel("late", "the late channel", lacks=lambda: "Its bell is broken. Mend it, then publish again."))
    with pytest.raises(HeldUp, match=r"the late channel could not be made ready\. Its bell is broken\."):
        publish_all(["First", "Second"], actor=COORDINATOR)
    assert numbers(client) == everywhere()


def test_what_cannot_follow_the_commit_is_out_all_the_same_and_made_good(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link for other web servers lags; the node's own files are the new ones with the page."""
    with monkeypatch.context() as patch:
        patch.setattr(tree, "switch", full_disk)
        number = actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id
    assert numbers(client) == everywhere(number)
    assert tree.current(provider.home()) != provider.provider_folder()
    ticks.run_all()
    assert tree.current(provider.home()) == provider.provider_folder()


def test_eve_learns_nothing_of_what_is_held_up(client: Client, more_channels: Callable[[Channel], None]) -> None:
    before = {path: client.get(path).content for path in ("/advisories/feed.json", "/.well-known/csaf/service.json")}
    more_channels(Channel("late", "the late channel", lacks=lambda: "It is late."))
    with pytest.raises(HeldUp):
        actions.publish(replace(PUMP_ADVISORY, title="Not out yet"), actor=COORDINATOR)
    assert {path: client.get(path).content for path in before} == before
    assert client.get("/advisories/MCA-2026-0001").status_code == 404
    held = [fact.data for fact in ledger_queries.facts_of_kinds(["ReleaseHeld"])]
    assert held == [{"channel": "late", "reason": "not-ready"}]
