"""The provider's files: whole, true, switched in at once, and never half out."""

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from medcord.advisories import actions as advisories
from medcord.advisories.queries import published
from medcord.core.refusals import NotAllowed, NotFound
from medcord.ledger import queries as ledger_queries
from medcord.ledger import worker
from medcord.sharing import actions, disk, queries, tree
from medcord.sharing.queries import Entry, ProviderFile
from tests.advisories.stories import COORDINATOR, HOSPITAL, MAKER, NODE, PUMP_ADVISORY, STRANGER
from tests.advisories.test_take_in import csaf

pytestmark = pytest.mark.django_db(transaction=True)

ORACLES = Path(__file__).parents[2] / ".." / "shared" / "oracles" / "csaf-schemas"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.MEDCORD_HOME = tmp_path
    return tmp_path / "provider"


def released() -> dict[str, bytes]:
    """All files of the tree in force by path."""
    folder = queries.provider_folder()
    assert folder is not None
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def opened(path: str) -> ProviderFile:
    file = queries.open_file(path)
    assert isinstance(file, ProviderFile)
    return file


def feed() -> dict[str, Any]:
    return dict(json.loads(released()[".well-known/csaf/white/csaf-feed-tlp-white.json"])["feed"])


def test_before_anything_is_published_metadata_and_an_empty_feed_are_there() -> None:
    actions.build_tree(actor=NODE)
    [key] = queries.published_keys()
    assert sorted(released()) == [
        ".well-known/csaf/category.json",
        f".well-known/csaf/openpgp/{key.fingerprint}.asc",
        ".well-known/csaf/provider-metadata.json",
        ".well-known/csaf/service.json",
        ".well-known/csaf/v2.1/category.json",
        ".well-known/csaf/v2.1/clear/changes.csv",
        ".well-known/csaf/v2.1/clear/csaf-feed-tlp-clear.json",
        ".well-known/csaf/v2.1/clear/index.txt",
        ".well-known/csaf/v2.1/provider-metadata.json",
        ".well-known/csaf/v2.1/service.json",
        ".well-known/csaf/white/changes.csv",
        ".well-known/csaf/white/csaf-feed-tlp-white.json",
        ".well-known/csaf/white/index.txt",
        ".well-known/security.txt",
    ]
    assert feed()["entry"] == []


def test_a_published_advisory_reaches_the_feed_by_itself() -> None:
    revision = advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    worker.drain()
    assert [entry["id"] for entry in feed()["entry"]] == [revision.advisory.tracking_id]
    [fact] = ledger_queries.facts_of_kinds(["ProviderTreeBuilt"])
    assert fact.data["documents"] == 1
    assert fact.data["digest"] == tree.digest(released())


def test_each_file_hashes_to_what_stands_beside_it() -> None:
    advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    worker.drain()
    files = released()
    documents = [path for path in files if "/white/20" in path and path.endswith(".json")]
    assert len(documents) == 2
    for path in documents:
        for kind in ("sha256", "sha512"):
            digest, name = files[f"{path}.{kind}"].decode().split()
            assert (digest, name) == (hashlib.new(kind, files[path]).hexdigest(), path.rpartition("/")[2])


@pytest.mark.skipif(not ORACLES.is_dir(), reason="the shared schemas are not beside the checkout")
def test_feed_and_metadata_hold_to_the_published_schemas() -> None:
    import jsonschema_rs

    advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    worker.drain()
    files = released()
    metadata = json.loads((ORACLES / "2.0" / "json_schema" / "provider_json_schema.json").read_bytes())
    document = json.loads(files[".well-known/csaf/provider-metadata.json"])

    def only_ours(uri: str) -> Any:
        if "csaf_json_schema" in uri:
            return json.loads((ORACLES / "2.0" / "json_schema" / "csaf_json_schema.json").read_bytes())
        return {}  # schemas of FIRST, which provider metadata does not use

    validator = jsonschema_rs.Draft202012Validator(metadata, retriever=only_ours)
    assert [error.message for error in validator.iter_errors(document)] == []


def test_the_feed_carries_what_a_downloader_needs() -> None:
    """ROLIE (RFC 8322) as CSAF 2.0 requirement 15 narrows it: the file, its hashes, format and both dates."""
    advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    worker.drain()
    [entry] = feed()["entry"]
    links = {(link["rel"], link["href"].rpartition(".")[2]) for link in entry["link"]}
    assert links == {("self", "json"), ("hash", "sha256"), ("hash", "sha512"), ("signature", "asc")}
    for link in entry["link"]:
        opened(link["href"].partition("/.well-known/")[2])
    assert entry["content"]["src"] == next(link["href"] for link in entry["link"] if link["rel"] == "self")
    assert entry["format"]["version"] == "2.0"


def test_advisories_of_others_are_not_passed_off_as_ours() -> None:
    advisories.take_in([("a.json", csaf())], actor=HOSPITAL)
    actions.build_tree(actor=NODE)
    assert feed()["entry"] == []


def test_a_new_release_shares_unchanged_files_with_the_former_one() -> None:
    first = advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    worker.drain()
    path = next(path for path in released() if path.endswith(f"{first.advisory.tracking_id.lower()}.json"))
    before = queries.provider_folder()
    advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    worker.drain()
    after = queries.provider_folder()
    assert before is not None
    assert after is not None
    assert before != after
    assert (before / path).stat().st_ino == (after / path).stat().st_ino


def test_a_revised_advisory_is_one_file_with_the_new_bytes() -> None:
    first = advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    worker.drain()
    former = queries.provider_folder()
    second = advisories.publish(
        replace(PUMP_ADVISORY, title="Attacks seen"),
        revises=first.advisory_id,
        summary="Attacks seen",
        actor=COORDINATOR,
    )
    worker.drain()
    path = f"csaf/white/{first.kept_at.year}/{first.advisory.tracking_id.lower()}.json"
    assert hashlib.sha256(opened(path).data).hexdigest() == second.sha256
    assert former is not None
    assert hashlib.sha256((former / ".well-known" / path).read_bytes()).hexdigest() == first.sha256


def shown() -> int:
    """How many advisories a stranger is shown on the page."""
    return published(STRANGER).count


class Killed(BaseException):
    """The process ends here: nothing catches it."""


STEPS = ("fsync", "link", "rename", "symlink", "replace")


@pytest.mark.parametrize("nth", range(1, 40, 3))
def test_killed_at_any_step_the_old_tree_stays_in_force(nth: int, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    worker.drain()
    before, folder = released(), queries.provider_folder()
    count = 0

    def counted(real: Any) -> Any:
        def step(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == nth:
                raise Killed
            return real(*args, **kwargs)

        return step

    with monkeypatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, counted(getattr(os, name)))
        try:
            advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
            killed = False
        except Killed:
            killed = True
    switched = queries.provider_folder() != folder
    assert killed == (count == nth)
    assert shown() == len(feed()["entry"]) == (2 if switched else 1)
    assert switched or released() == before
    disk.follow()
    worker.drain()
    disk.tidy()
    folder = queries.provider_folder()
    assert folder is not None
    assert tree.linked(home) == folder.name
    assert sorted(path.name for path in home.glob(".*")) == []
    assert [path.name for path in (home / "releases").glob(".*")] == []


def test_old_releases_go_and_the_one_in_force_stays(home: Path) -> None:
    names = [actions.build_tree(actor=NODE) for _ in range(5)]
    assert sorted(path.name for path in (home / "releases").iterdir()) == sorted(names)[-3:]
    tree.switch(home, names[2])
    actions.build_tree(actor=NODE)
    assert queries.provider_folder() == tree.current(home)


def test_what_was_made_after_the_one_in_force_is_not_cleared_away(home: Path) -> None:
    """It may be in force in a moment: the commit that says so is on its way."""
    in_force = actions.build_tree(actor=NODE)
    coming = [f"9999-{number}" for number in range(5)]
    for name in coming:
        tree.write(home, name, {"a": b"1"}, former="")
    tree.prune(home, in_force)
    assert {path.name for path in (home / "releases").iterdir()} == {in_force, *coming}


def test_the_tree_is_built_by_the_node_or_its_coordinator() -> None:
    with pytest.raises(NotAllowed):
        actions.build_tree(actor=MAKER)
    assert queries.provider_folder() is None


def test_folders_are_listed() -> None:
    actions.build_tree(actor=NODE)
    listing = queries.open_file("csaf/")
    assert isinstance(listing, tuple)
    assert [entry.name for entry in listing if isinstance(entry, Entry)] == [
        "category.json",
        "openpgp/",
        "provider-metadata.json",
        "service.json",
        "v2.1/",
        "white/",
    ]


@pytest.fixture
def secret(home: Path) -> Path:
    actions.build_tree(actor=NODE)
    place = home / "secret.json"
    place.write_bytes(b"never")
    return place


@pytest.mark.parametrize(
    "path",
    [
        "../../../secret.json",
        "csaf/../../../../secret.json",
        "csaf/./service.json",
        "csaf//service.json",
        "/etc/passwd",
        "csaf/..\\..\\secret.json",
        "csaf/\0",
        "csaf/white",
        "csaf/absent.json",
        "csaf/absent/",
        "",
        "x" * 5000,
    ],
)
@pytest.mark.usefixtures("secret")
def test_no_path_leaves_the_tree(path: str) -> None:
    with pytest.raises(NotFound):
        queries.open_file(path)


def test_before_the_first_build_nothing_is_there() -> None:
    assert queries.provider_folder() is None
    with pytest.raises(NotFound):
        queries.open_file("security.txt")


def test_a_spare_that_was_made_beforehand_never_changes_what_is_in_force(tmp_path: Path) -> None:
    tree.release(tmp_path, "one", {"a/x": b"1", "a/y": b"2", "b/z": b"3"})
    tree.prepare(tmp_path, "one")
    tree.release(tmp_path, "two", {"a/x": b"1", "a/y": b"new", "c/w": b"4"})
    releases = tmp_path / "releases"

    def held(name: str) -> dict[str, bytes]:
        folder = releases / name
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert held("one") == {"a/x": b"1", "a/y": b"2", "b/z": b"3"}
    assert held("two") == {"a/x": b"1", "a/y": b"new", "c/w": b"4"}
    assert sorted(path.name for path in (releases / "two").iterdir()) == ["a", "c"]
    assert (releases / "one/a/x").stat().st_ino == (releases / "two/a/x").stat().st_ino
    assert list((tmp_path / "spare").iterdir()) == []
