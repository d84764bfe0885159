"""A manufacturer without a node has a trusted provider of its own: a folder, a key and one command."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from medcord.cli.advisory import provider
from medcord.core.refusals import Refusal
from medcord.core.vocabulary import Tlp
from medcord.formats.csaf import write_csaf
from medcord.formats.csaf.provider import csaf_path
from medcord.gateways import clock
from medcord.gateways.openpgp import Certificate, signer_of
from medcord.sharing import standalone
from tests.formats.csaf.documents import realistic_advisory

ROOT = ".well-known/csaf"
WORDS = [
    "--name",
    "Quillon Infusion Systems",
    "--base-url",
    "https://quillon.example",
    "--contact",
    "psirt@quillon.example",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "provider"
    done = CliRunner().invoke(provider, ["init", str(place), *WORDS])
    assert done.exit_code == 0, done.output
    return place


def put(folder: Path, name: str, **changes: Any) -> None:
    value = realistic_advisory()
    ours = replace(
        value.publisher, name="Quillon Infusion Systems", namespace="https://quillon.example", category="vendor"
    )
    value = replace(value, **{"publisher": ours, "references": (), **changes})
    url = f"https://quillon.example/{csaf_path(replace(value, tlp=Tlp.CLEAR))}"
    (folder / "documents" / name).write_bytes(write_csaf(value, canonical_url=url, engine_version="1"))


def tree_of(folder: Path) -> dict[str, bytes]:
    root = (folder / "current").resolve()
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_an_empty_provider_is_complete_and_trusted(folder: Path) -> None:
    files = tree_of(folder)
    metadata = json.loads(files[f"{ROOT}/provider-metadata.json"])
    [key] = metadata["public_openpgp_keys"]
    assert metadata["role"] == "csaf_trusted_provider"
    assert metadata["publisher"]["category"] == "vendor"
    assert key["url"].removeprefix("https://quillon.example/") in files
    assert (
        b"CSAF: https://quillon.example/.well-known/csaf/provider-metadata.json\n" in files[".well-known/security.txt"]
    )


def test_a_document_is_signed_listed_and_found_by_walking_the_folders(folder: Path) -> None:
    put(folder, "any-name.json")
    assert CliRunner().invoke(provider, ["build", str(folder)]).exit_code == 0
    files = tree_of(folder)
    [path] = [path for path in files if f"{path}.asc" in files]
    keys = [
        Certificate.read(data)
        for path, data in files.items()
        if path.startswith(f"{ROOT}/openpgp/") and path.endswith(".asc")
    ]
    assert signer_of(files[path], files[f"{path}.asc"], keys) is not None
    assert b"PRIVATE" not in b"".join(files.values())
    place = ROOT
    for step in path.removeprefix(f"{ROOT}/").split("/"):
        listing = files[f"{place}/index.html"].decode()
        place = f"{place}/{step}"
        assert f'href="./{step}' in listing


def test_made_again_from_nothing_the_tree_is_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "one.json")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    standalone.build(folder)
    before = tree_of(folder)
    for made in ("releases", "manifests"):
        shutil.rmtree(folder / made)
    standalone.build(folder)
    assert tree_of(folder) == before


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"tlp": Tlp.GREEN}, "TLP:GREEN"),
        ({"publisher": realistic_advisory().publisher}, "own documents only"),
        ({"vulnerabilities": ()}, "not valid CSAF"),
    ],
)
def test_what_may_not_be_published_leaves_everything_as_it_was(folder: Path, changes: dict[str, Any], why: str) -> None:
    before = tree_of(folder)
    put(folder, "wrong.json", **changes)
    with pytest.raises(Refusal, match=why):
        standalone.build(folder)
    assert tree_of(folder) == before


def test_a_folder_is_made_a_provider_once_and_only_with_words_that_hold(tmp_path: Path, folder: Path) -> None:
    key = (folder / "openpgp" / "key.asc").read_bytes()
    again = CliRunner().invoke(provider, ["init", str(folder), *WORDS])
    assert "there is a provider already" in str(again.exception)
    assert (folder / "openpgp" / "key.asc").read_bytes() == key
    wrong = CliRunner().invoke(
        provider, ["init", str(tmp_path / "new"), "--name", "X", "--base-url", "http://x.example"]
    )
    assert "is no https address" in str(wrong.exception)
    assert not (tmp_path / "new").exists()


def test_a_signature_that_does_not_fit_is_made_anew(folder: Path) -> None:
    put(folder, "one.json")
    standalone.build(folder)
    before = tree_of(folder)
    [kept] = (folder / "signatures").iterdir()
    kept.write_bytes(b"x")
    standalone.build(folder)
    [path] = [path for path in before if f"{path}.asc" in before]
    keys = [Certificate.read(data) for name, data in before.items() if "/openpgp/" in name and name.endswith(".asc")]
    assert signer_of(before[path], tree_of(folder)[f"{path}.asc"], keys) is not None
