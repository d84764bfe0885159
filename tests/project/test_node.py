"""Starting a node: the demo stays on this machine and away from real data; a taken port is said."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

from medcord.core.refusals import RuleRefusal
from medcord.gateways.web import port_is_free
from medcord.ledger import queries as ledger
from medcord.project import commands, node
from medcord.project.demo import devices, story
from medcord.remediation import queries as work
from tests.cast import Cast


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as the web server does
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_a_taken_port_is_refused_even_when_it_would_be_shared(taken: int) -> None:
    assert not port_is_free("127.0.0.1", taken)
    with pytest.raises(RuleRefusal, match=f"Port {taken} is taken"):
        node.run(demo=False, host="127.0.0.1", port=taken, say=str)


def test_the_demo_listens_on_this_machine_only() -> None:
    with pytest.raises(RuleRefusal, match="this machine only"):
        commands.run(demo=True, host="0.0.0.0")


def test_the_demo_does_not_touch_a_real_nodes_database(cast: Cast) -> None:
    facts = len(ledger.facts_of_kinds(["OrganisationRegistered"]))
    with pytest.raises(RuleRefusal, match="real node"):
        node._seed(str)
    assert len(ledger.facts_of_kinds(["OrganisationRegistered"])) == facts


@pytest.mark.django_db
def test_the_demos_story_is_told_once_and_its_chain_holds() -> None:
    said: list[str] = []
    node._seed(said.append)
    before = len(ledger.facts_of_kinds(["CaseOpened", "AdvisoryPublished"]))
    node._seed(said.append)
    assert len(ledger.facts_of_kinds(["CaseOpened", "AdvisoryPublished"])) == before == 6
    assert len(said) == 1
    assert ledger.breaks() == []
    assert (settings.MEDCORD_HOME / "demo-node").exists()


@pytest.mark.django_db
def test_the_demos_hospital_has_two_thousand_devices_and_something_to_do() -> None:
    story.tell()
    from medcord.parties import queries as parties

    engineer = next(one for one in parties.demo_cast() if one.organisation.short_name == "St Elowen")
    found = work.worklist(engineer.viewer, work.Cut())
    assert found.devices == 2000
    assert len(found.groups) == 2
    assert devices.inventory() == devices.inventory()


def test_parts_that_start_at_once_in_an_empty_home_share_one_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from medcord.project import settings as made

    monkeypatch.delenv("MEDCORD_SECRET", raising=False)
    for number in range(40):
        home = tmp_path / str(number)
        monkeypatch.setattr(made, "MEDCORD_HOME", home)
        with ThreadPoolExecutor(8) as parts:
            said = set(parts.map(lambda _part: made._secret(), range(8)))
        assert said == {(home / "secret").read_text()}
        assert len(said.pop()) == 64
        assert [(one.name, one.stat().st_mode & 0o777) for one in home.iterdir()] == [("secret", 0o600)]
