"""One provider, all requirements: find the metadata, read the lists, look at the documents, weigh the role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from medcord.formats.csaf.checking.aggregator import check_aggregator
from medcord.formats.csaf.checking.documents import (
    Checked,
    check_document,
    note_what_a_folder_cannot_tell,
)
from medcord.formats.csaf.checking.keys import Keys, read_keys
from medcord.formats.csaf.checking.lists import read_lists
from medcord.formats.csaf.checking.metadata import BESIDE, find_metadata
from medcord.formats.csaf.checking.outcome import REQUIREMENTS, Findings, Report, weigh
from medcord.formats.csaf.checking.serving import check_serving
from medcord.formats.csaf.checking.source import Source
from medcord.formats.csaf.checking.walk import Listed, Walk, origin_of, text_of

SAMPLE = 20
MOST_MISSING = 1_000
"""Who lists so many files that are not there is told so, and is not asked for the others."""
FOLDER = "https://folder.invalid"
"""The host of a folder before its metadata tell for which host it stands."""

__all__ = ["FOLDER", "SAMPLE", "Keys", "check_editions", "check_provider"]


def _silent(_done: int, _total: int) -> None:
    """Nobody wants to see how far it is."""


def check_provider(
    source: Source,
    address: str = FOLDER,
    *,
    keys: Keys,
    role: str = "",
    documents: int | None = SAMPLE,
    edition: str = "",
    advance: Callable[[int, int], None] = _silent,
) -> Report:
    """Check the provider at ``address`` (a host, its provider-metadata.json or its aggregator.json).

    ``role``: what to weigh; empty: what it claims. ``documents``: how many, newest first, are validated whole, None
    for all; of a server only so many are fetched, of a folder every hash and signature is checked. ``edition``: look
    at what is served beside for that version of CSAF. Never raises for what the provider holds.
    """
    walk = Walk(source, Findings(), edition=edition)
    origin = origin_of(address)
    is_list = address.endswith("/aggregator.json")
    given = address if address.endswith(".json") and not is_list else ""
    category = check_aggregator(walk, origin, address if is_list else "")
    find_metadata(walk, origin, given)
    read_lists(walk)
    looked_at, validated = _documents(walk, keys, documents, advance)
    if source.is_folder:
        note_what_a_folder_cannot_tell(walk)
    else:
        check_serving(walk, walk.start or address)
    results = {number: walk.findings.result(number) for number in REQUIREMENTS}
    claimed = role or (category if is_list else text_of(walk.metadata, "role")) or category
    version = edition or text_of(walk.metadata, "metadata_version") or "2.0"
    lacking, unknown = weigh(claimed, version, results)
    return Report(claimed, version, source.is_folder, looked_at, validated, results, lacking, unknown, walk.start)


def check_editions(
    source: Source,
    address: str = FOLDER,
    *,
    keys: Keys,
    role: str = "",
    documents: int | None = SAMPLE,
    advance: Callable[[int, int], None] = _silent,
) -> tuple[Report, ...]:
    """What is in force at a host, and then each edition that is served beside it (CSAF 2.1, 7.4).

    An edition is beside when its own address has other metadata than the one in force. An address of one file is
    checked alone.
    """
    first = check_provider(source, address, keys=keys, role=role, documents=documents, advance=advance)
    if address.endswith(".json"):
        return (first,)
    origin = origin_of(address)
    in_force = source.get(first.start).body if first.start else b""
    found = [first]
    for edition, path in BESIDE.items():
        there = source.get(origin + path)
        if not there.ok or there.body == in_force or first.start == origin + path:
            continue
        found.append(
            check_provider(source, address, keys=keys, role=role, documents=documents, edition=edition, advance=advance)
        )
    return tuple(found)


def _documents(walk: Walk, keys: Keys, most: int | None, advance: Callable[[int, int], None]) -> tuple[int, int]:
    """Look at the documents, newest first; how many were looked at, and how many of them whole."""
    known = read_keys(walk, keys)
    newest = sorted(walk.documents.values(), key=_age, reverse=True)
    whole = len(newest) if most is None else min(most, len(newest))
    looked_at = len(newest) if walk.source.is_folder else whole
    outcomes: Counter[Checked] = Counter()
    for number, listed in enumerate(newest[:looked_at]):
        outcomes[check_document(walk, listed, keys=keys, known=known, whole=number < whole)] += 1
        advance(number + 1, looked_at)
        if outcomes[Checked.MISSING] >= MOST_MISSING:
            said = (
                f"Of {len(newest):,} files that the lists name, {MOST_MISSING:,} are not there; "
                "nothing after them was looked at."
            )
            walk.findings.fails(12, said, walk.start)
            break
    read = outcomes[Checked.READ] + outcomes[Checked.WHOLE]
    if not read:
        for requirement in (1, 2, 5, 11, 18, 19):
            walk.findings.untold(requirement, "No document that the lists name could be read.", walk.start)
    elif not whole:
        walk.findings.untold(1, "No document was validated, as was asked.")
    elif outcomes[Checked.WHOLE]:
        said = f"{outcomes[Checked.WHOLE]} of {len(newest)} documents were validated, and none breaks a rule."
        walk.findings.holds(1, said)
    return read, outcomes[Checked.WHOLE]


def _age(listed: Listed) -> tuple[str, str]:
    return listed.updated, listed.address
