"""Lists of any length are read in bounded time, and what was not looked at is said."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from medcord.cli.provider_source import OpenPgpKeys
from medcord.formats.csaf.checking import FolderSource, check_provider
from medcord.formats.csaf.checking.lists import _document
from medcord.formats.csaf.checking.outcome import Findings, Outcome
from medcord.formats.csaf.checking.walk import Walk
from tests.formats.csaf.providers import WHITE, good, laid_out


def test_a_hundred_and_fifty_thousand_files_that_are_not_there_are_told_and_not_waited_for(tmp_path: Path) -> None:
    files = good()
    names = [f"2026/x{number}.json" for number in range(150_000)]
    files[f"{WHITE}index.txt"] += "".join(f"{one}\n" for one in names).encode()
    files[f"{WHITE}changes.csv"] += "".join(f'"{one}","2020-01-01T00:00:00Z"\n' for one in names).encode()
    source = FolderSource(laid_out(files, tmp_path))
    begun = time.process_time()
    report = check_provider(source, keys=OpenPgpKeys())
    assert time.process_time() - begun < 8
    assert report.results[12].outcome is Outcome.FAILS
    assert report.results[12].more < 1_100
    assert report.documents == 2, "the newest are there and were looked at"


@pytest.mark.parametrize(
    "name",
    [
        "2026/a-1.json",
        "2026/..json",
        "../x.json",
        "2026/%2e%2e/x.json",
        "a/b/2026/c.json",
        " 2026/a.json",
        "2026/A.json",
    ],
)
def test_the_short_way_for_plain_names_ends_where_the_long_one_does(name: str, tmp_path: Path) -> None:
    found = []
    for folder in ("https://a.example/white/", "https://a.example/white/?/"):
        walk = Walk(FolderSource(tmp_path), Findings())
        listed = _document(walk, 12, folder, "", name, "index.txt")
        found.append(listed and listed.address.removeprefix(folder))
    plain, _ = found
    assert plain == {"2026/a-1.json": "2026/a-1.json", "2026/..json": "2026/..json", "a/b/2026/c.json": "2026/c.json",
                     " 2026/a.json": "2026/a.json", "2026/A.json": "2026/A.json"}.get(name)  # fmt: skip
