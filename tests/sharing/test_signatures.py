"""Signatures beside what is published: made after the release, kept, checked before they go out, and never lost."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pysequoia
import pytest
from django.test import Client
from typer.testing import CliRunner

from medcord.advisories import actions as advisories
from medcord.cli.advisory import provider
from medcord.core.advisory import Advisory
from medcord.core.refusals import NotAllowed, RuleRefusal
from medcord.formats.csaf import CSAF_2_1
from medcord.gateways import clock
from medcord.gateways.openpgp import Certificate, signer_of
from medcord.ledger import queries as ledger_queries
from medcord.ledger import worker
from medcord.ledger.rows import writing
from medcord.notices import queries as notices
from medcord.project import node
from medcord.sharing import actions, channels, disk, queries, tree
from medcord.sharing.models import SignedDocument
from medcord.sharing.renditions import Rendition
from tests.advisories.stories import COORDINATOR, MAKER, NODE, PUMP_ADVISORY
from tests.sharing.test_provider_tree import Killed, released

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = ".well-known/csaf"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.MEDCORD_HOME = tmp_path
    return tmp_path


def publish(*titles: str) -> None:
    for title in titles:
        advisories.publish(replace(PUMP_ADVISORY, title=title), actor=COORDINATOR)


def signed_by(files: dict[str, bytes]) -> dict[str, str]:
    """The title of each document of a tree, with the fingerprint of the published key that signed it."""
    metadata = json.loads(files[f"{ROOT}/provider-metadata.json"])
    assert metadata["role"] == "csaf_trusted_provider"
    keys = []
    for said in metadata["public_openpgp_keys"]:
        key = Certificate.read(files[said["url"].removeprefix("http://127.0.0.1:8000/")])
        assert key.fingerprint == said["fingerprint"].lower()
        keys.append(key)
    found = {}
    for path in (path for path in files if path.startswith(f"{ROOT}/white/20") and path.endswith(".json")):
        signer = signer_of(files[path], files[f"{path}.asc"], keys)
        assert signer is not None, path
        found[json.loads(files[path])["document"]["title"]] = signer.fingerprint
    return found


def test_a_reader_checks_a_published_advisory_with_the_published_key() -> None:
    publish("First")
    worker.drain()
    [key] = queries.published_keys()
    assert signed_by(released()) == {"First": key.fingerprint}
    [signing] = ledger_queries.facts_of_kinds(["DocumentsSigned"])
    assert (signing.data["key"], signing.data["documents"]) == (key.fingerprint, 2)  # in both editions


def test_the_check_of_a_provider_finds_a_trusted_one(settings: Any) -> None:
    settings.MEDCORD_URL = "https://medcord.example"
    publish("First", "Second")
    worker.drain()
    folder = queries.provider_folder()
    assert folder is not None
    result = CliRunner().invoke(provider, ["check", str(folder), "--role", "trusted-provider", "--format", "json"])
    told = json.loads(result.stdout)
    assert [one for one in told["requirements"] if one["outcome"] == "fails"] == []
    assert (told["passes"], result.exit_code) == (True, 0)


def test_nothing_is_out_before_it_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    publish("First")
    before = released()
    monkeypatch.setattr(queries, "is_unsigned", lambda: False)
    with pytest.raises(RuleRefusal, match="not signed yet") as caught:
        publish("Second")
    assert caught.value.code == "release-held"
    assert released() == before
    monkeypatch.undo()
    publish("Third")
    assert set(signed_by(released())) == {"First", "Third"}
    assert [fact.data["documents"] for fact in ledger_queries.facts_of_kinds(["DocumentsSigned"])] == [2, 2]
    assert len(ledger_queries.facts_of_kinds(["ProviderTreeBuilt"])) == 2


def test_killed_after_the_commit_what_is_in_force_is_made_again_byte_by_byte(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("First")

    def killed(*_given: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(tree, "switch", killed)
        with pytest.raises(Killed):
            publish("Second")
    seen = released()
    assert set(signed_by(seen)) == {"First", "Second"}
    assert tree.current(home / "provider") != queries.provider_folder()
    disk.follow()
    assert tree.current(home / "provider") == queries.provider_folder()
    assert released() == seen
    # Neither the files nor the private key are needed for it.
    shutil.rmtree(home / "provider")
    shutil.rmtree(home / "openpgp")
    assert queries.provider_folder() is None
    disk.follow()
    assert tree.current(home / "provider") == queries.provider_folder()
    assert released() == seen


def test_what_cannot_be_made_again_as_it_was_is_built_anew_before_anybody_is_served(home: Path, settings: Any) -> None:
    """The files are lost, and since they were made the node has another address."""
    publish("First")
    before = queries.in_force()
    assert before is not None
    shutil.rmtree(home / "provider")
    settings.MEDCORD_URL = "https://other.example"
    assert not disk.follow()
    assert queries.provider_folder() is None
    node.make_whole()
    after = queries.in_force()
    assert after is not None
    assert after.name > before.name
    assert tree.current(home / "provider") == queries.provider_folder()
    assert b"https://other.example/.well-known/" in released()[f"{ROOT}/provider-metadata.json"]
    node.make_whole()
    assert queries.in_force() == after
    assert getattr(queries.in_force(), "name", "") == after.name


def test_after_a_new_key_old_signatures_stay_and_new_documents_have_the_new_one() -> None:
    publish("Old")
    worker.drain()
    [former] = queries.published_keys()
    fresh = actions.renew_key(actor=NODE)
    publish("New")
    worker.drain()
    assert signed_by(released()) == {"Old": former.fingerprint, "New": fresh.fingerprint}


def test_after_a_compromised_key_everything_is_signed_anew_and_that_key_is_revoked() -> None:
    publish("Old")
    worker.drain()
    old = released()
    [former] = queries.published_keys()
    fresh = actions.renew_key(actor=NODE, compromised=True)
    actions.build_tree(actor=NODE)
    assert signed_by(released()) == {"Old": fresh.fingerprint}
    metadata = json.loads(released()[f"{ROOT}/provider-metadata.json"])
    assert [key["fingerprint"].lower() for key in metadata["public_openpgp_keys"]] == [fresh.fingerprint]
    # Where it was, who looks again finds that the key itself takes everything back.
    there = Certificate.read(released()[f"{ROOT}/openpgp/{former.fingerprint}.asc"])
    assert (there.fingerprint, there.revoked) == (former.fingerprint, True)
    path = next(path for path in released() if "/white/20" in path and path.endswith(".json"))
    assert signer_of(old[path], old[f"{path}.asc"], [there]) is None
    assert signer_of(old[path], old[f"{path}.asc"], [Certificate.read(former.armored.encode())]) is not None
    facts = ledger_queries.facts_of_kinds(["ProviderKeyChanged"])
    assert [(fact.data["former"], fact.data["compromised"]) for fact in facts] == [
        ("", False),
        (former.fingerprint, True),
    ]


def test_a_lost_key_is_replaced_by_command_and_releases_go_on(home: Path) -> None:
    publish("Old")
    [former] = queries.published_keys()
    (home / "openpgp" / "key.asc").unlink()
    with pytest.raises(RuleRefusal, match="medcord provider key renew"):
        publish("New")
    fresh = actions.renew_key(actor=NODE)
    publish("New")
    assert signed_by(released()) == {"Old": former.fingerprint, "New": fresh.fingerprint}
    assert [key.fingerprint for key in queries.published_keys()] == [former.fingerprint, fresh.fingerprint]
    # Lost and in other hands: it cannot take itself back, and nothing under it is named any more.
    (home / "openpgp" / "key.asc").unlink()
    last = actions.renew_key(actor=NODE, compromised=True)
    actions.build_tree(actor=NODE)
    assert signed_by(released()) == {"Old": last.fingerprint, "New": last.fingerprint}
    assert f"{ROOT}/openpgp/{fresh.fingerprint}.asc" not in released()


@pytest.mark.parametrize("part", ["signature", "document"])
def test_what_was_changed_in_the_database_does_not_go_out(part: str, home: Path) -> None:
    publish("First", "Second")
    worker.drain()
    before = released()
    first, second, *_ = SignedDocument.objects.order_by("path")
    changes = {"signature": second.signature} if part == "signature" else {"sha256": "0" * 64}
    with writing():
        SignedDocument.objects.filter(pk=first.pk).update(**changes)
    with pytest.raises(RuleRefusal) as caught:
        actions.build_tree(actor=NODE)
    assert caught.value.code == "signature-broken"
    assert released() == before


def test_a_file_damaged_on_the_disk_is_mended_by_the_daily_build() -> None:
    publish("First")
    worker.drain()
    before, folder = released(), queries.provider_folder()
    assert folder is not None
    path = next(path for path in before if path.endswith(".json.asc"))
    (folder / path).write_bytes(b"x")
    actions.build_tree(actor=NODE)
    assert released()[path] == b"x"
    actions.build_tree(actor=NODE, trusting=False)
    assert released() == before


def test_eve_gets_public_files_and_never_the_private_key(home: Path) -> None:
    publish("First")
    worker.drain()
    private = (home / "openpgp" / "key.asc").read_bytes()
    assert b"PRIVATE KEY" in private
    assert not any(b"PRIVATE KEY" in data for data in released().values())
    eve = Client()
    for agent in ("curl/8", "", "python-requests/2"):
        [key] = queries.published_keys()
        answer = eve.get(f"/{ROOT}/openpgp/{key.fingerprint}.asc", headers={"User-Agent": agent})
        assert (answer.status_code, answer.content) == (200, key.armored.encode())
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for path in ("openpgp/key.asc", "csaf/openpgp/key.asc", "csaf/openpgp/../../../../../openpgp/key.asc"):
        assert eve.get(f"/.well-known/{path}").status_code == 404


def test_who_is_not_the_coordinator_neither_signs_nor_changes_the_key() -> None:
    for verb in (actions.sign_documents, actions.switch_tree, actions.renew_key):
        with pytest.raises(NotAllowed):
            verb(actor=MAKER)
    assert queries.published_keys() == []


def test_who_runs_the_node_shows_and_renews_the_key_by_command() -> None:
    publish("Old")
    worker.drain()
    [former] = queries.published_keys()
    told = CliRunner().invoke(provider, ["key", "renew"])
    fresh = told.output.split()[-1]
    shown = CliRunner().invoke(provider, ["key", "show"]).output.splitlines()
    assert [line.split()[0] for line in shown] == [former.fingerprint, fresh]
    CliRunner().invoke(provider, ["key", "renew", "--compromised"])
    assert signed_by(released())["Old"] not in {former.fingerprint, fresh}


def test_one_more_version_of_the_standard_is_one_more_entry(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published is written in the other version once, signed, kept, and comes out of the database again."""
    monkeypatch.setattr(actions, "RENDITIONS", actions.RENDITIONS[:1])
    monkeypatch.setattr(queries, "STANDARDS_OUT", queries.STANDARDS_OUT[:1])
    publish("First")
    worker.drain()
    made = iter(range(10))

    def write(value: Advisory, url: str, engine: str) -> bytes:
        return json.dumps({"document": {"title": value.title}, "url": url, "made": next(made)}).encode()

    other = Rendition(CSAF_2_1, write)
    monkeypatch.setattr(actions, "RENDITIONS", (*actions.RENDITIONS, other))
    monkeypatch.setattr(queries, "STANDARDS_OUT", (*queries.STANDARDS_OUT, CSAF_2_1))
    before = released()
    actions.build_tree(actor=NODE)
    seen = released()
    [path] = [path for path in seen if "/v2.1/clear/20" in path and path.endswith(".json")]
    assert json.loads(seen[path])["url"] == f"http://127.0.0.1:8000/{path}"
    assert {path: seen[path] for path in before if "/white/" in path} == {
        path: data for path, data in before.items() if "/white/" in path
    }
    shutil.rmtree(home / "provider")
    actions.build_tree(actor=NODE)
    assert released() == seen


def test_a_key_that_ends_soon_is_told_where_the_node_says_how_it_stands(home: Path) -> None:
    assert channels.warns() == "", "there is no key yet"
    publish("One")
    assert channels.warns() == "", "a key of ours does not end by itself"
    private = pysequoia.Tsk.from_bytes((home / "openpgp" / "key.asc").read_bytes())
    ends = clock.now().replace(microsecond=0) + timedelta(days=59)
    [public] = (home / "openpgp" / "public").glob("*.asc")
    lasting = private.extract_certificate()
    public.write_text(str(lasting.set_expiration(certifier=private.certifier(), expiration=ends)))
    assert channels.warns().startswith(f"The key that signs what this node publishes ends on {ends:%F}.")
    [told] = [one for one in notices.status(NODE).ways if one.name == "provider-files"]
    assert (told.lack, "provider key renew" in told.warning) == ("", True)
    public.write_text(str(lasting.set_expiration(certifier=private.certifier(), expiration=ends + timedelta(days=3))))
    assert channels.warns() == ""
