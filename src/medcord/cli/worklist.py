"""A worklist from files: advisories of a folder, devices of an inventory, the lines between them in order of risk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from medcord.core.advisory.fallen import fallen
from medcord.core.advisory.value import Advisory
from medcord.core.device.former import FormerIndex, histories_of
from medcord.core.device.match import OUTSIDE_RANGE, AdvisoryIndex, match_devices
from medcord.core.device.priority import Action, Priority, actions_for, priority, ranked
from medcord.core.device.value import Device, Identity, Match
from medcord.core.refusals import InputRefusal, UnreadableFile
from medcord.core.vocabulary import Basis, Verdict
from medcord.data import load_aliases, load_clinical_words
from medcord.formats.csaf import ReadAdvisory, read_advisory, read_folder
from medcord.formats.inventory import DeviceFile

Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class AdvisoryShelf:
    """What a folder held: the present revision of each advisory, and what was set aside or could not be read."""

    advisories: tuple[Advisory, ...]
    refused: tuple[UnreadableFile, ...] = ()
    set_aside: tuple[str, ...] = ()
    """Sentences on earlier revisions of an advisory that is there in a later one."""
    earlier: tuple[tuple[Advisory, ...], ...] = ()
    """For each of ``advisories`` its earlier revisions, oldest first: what they name and it does not is possible."""

    @property
    def no_longer(self) -> tuple[str, ...]:
        """Sentences on those of ``advisories`` that were withdrawn or superseded: they are matched with nothing."""
        ends = ((one.id, gone) for one in self.advisories if (gone := fallen(one)) is not None)
        return tuple(
            f"{number}: {gone.word} on {gone.since:%Y-%m-%d}, so that it names no device here and clears none. "
            + gone.todo
            for number, gone in ends
        )

    @property
    def read(self) -> int:
        """Files that were read."""
        return len(self.advisories) + len(self.set_aside)


@dataclass(frozen=True, slots=True)
class Line:
    """One device and what one advisory means for it; ``rank`` 1 is the most urgent of the worklist."""

    rank: int
    device: Device
    match: Match
    priority: Priority
    advisory: Advisory

    @property
    def actions(self) -> tuple[Action, ...]:
        """What the advisory itself says can be done."""
        return actions_for(self.match, self.advisory)


@dataclass(slots=True)
class Worklist:
    """Lines in order of risk, and the counts of all of them (``lines`` may have been narrowed since)."""

    lines: list[Line]
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    outside_range: int = 0
    devices_touched: int = 0
    """Devices with a line that is affected or possible."""


def read_shelf(path: Path, advance: Advance) -> AdvisoryShelf:
    """Read a folder of CSAF files, or one file. Refuses when there is not one advisory in it."""
    found: dict[str, list[Advisory]] = {}
    refused: list[UnreadableFile] = []
    total = sum(1 for _file in path.rglob("*.json")) if path.is_dir() else 1
    for done, outcome in enumerate(_outcomes(path), start=1):
        advance(min(done, total), total)
        if isinstance(outcome, UnreadableFile):
            refused.append(outcome)
            continue
        line = found.setdefault(outcome.advisory.id, [])
        line.append(outcome.advisory)
        line.sort(key=lambda one: (one.current_release, len(one.revisions)))
    if not found:
        raise _nothing_read(path, refused)
    set_aside = tuple(
        f"{older.id}: version {older.version} is set aside, version {line[-1].version} is newer."
        for line in found.values()
        for older in line[:-1]
    )
    current, earlier = (line[-1] for line in found.values()), (tuple(line[:-1]) for line in found.values())
    return AdvisoryShelf(tuple(current), tuple(refused), set_aside, tuple(earlier))


def _outcomes(path: Path) -> Iterator[ReadAdvisory | UnreadableFile]:
    if path.is_file():
        yield read_advisory(path.read_bytes(), name=path.name)
    else:
        yield from read_folder(path)


def _nothing_read(path: Path, refused: Sequence[UnreadableFile]) -> InputRefusal:
    if not path.exists():
        return refused[0]
    why = f" The first of {len(refused)} files that could not be read: {refused[0].sentence}" if refused else ""
    return InputRefusal(
        f"{path}: there is no advisory to match against.{why} Give a folder with CSAF files (.json).",
        code="no-advisories",
        fields={"file": str(path)},
    )


def build_worklist(file: DeviceFile, shelf: AdvisoryShelf, exploited: frozenset[str], advance: Advance) -> Worklist:
    """Match every device of the file against the shelf. Devices without a line are counted, not kept."""
    by_id = {advisory.id: advisory for advisory in shelf.advisories}
    index, words = AdvisoryIndex(shelf.advisories, load_aliases()), load_clinical_words()
    former = FormerIndex(histories_of(zip(shelf.earlier, shelf.advisories, strict=True)), load_aliases())
    last_word: dict[Match, Advisory] = {}

    def unnamed(identity: Identity, matches: tuple[Match, ...]) -> Iterator[Match]:
        for one in former.unnamed(identity, {match.advisory for match in matches}):
            last_word[one.match] = one.value
            yield one.match

    @lru_cache(maxsize=65_536)
    def urgency(match: Match, device: Device) -> Priority:
        said_by = last_word.get(match) or by_id[match.advisory]
        return priority(match, advisory=said_by, device=device, known_exploited=exploited, words=words)

    found: list[tuple[Device, Match, Priority]] = []
    work, touched = Worklist([]), set[int]()
    for device, match in match_devices(_told(file, advance), index, more=unnamed):
        found.append((device, match, urgency(match, _identical(device))))
        work.verdicts[match.verdict] += 1
        work.outside_range += match.basis is Basis.OUTSIDE_RANGE
        if match.verdict is not Verdict.NOT_AFFECTED:
            touched.add(device.row)
    work.devices_touched = len(touched)
    for rank, (device, match, urgent) in ranked(found, key=lambda item: item[2]):
        work.lines.append(Line(rank, device, match, urgent, by_id[match.advisory]))
    return work


def _identical(device: Device) -> Device:
    """The device without what tells one unit from another, so that urgency is weighed once an identity."""
    identity = device.identity
    return Device(
        "", identity.manufacturer, identity.model, identity.description, identity.catalog_no, version=identity.version
    )


def _told(file: DeviceFile, advance: Advance) -> Iterator[Device]:
    for count, device in enumerate(file.devices()):
        if count % 512 == 0:
            advance(*file.progress)
        yield device
    advance(*file.progress)


def verdict_words(match: Match) -> str:
    """A verdict in words, never shorter than is honest."""
    if match.basis is Basis.OUTSIDE_RANGE:
        return f"not affected as far as stated: {OUTSIDE_RANGE}"
    if match.basis is Basis.FIXED:
        return "not affected: the advisory names this version, or one before it, as fixed"
    if match.basis is Basis.NO_LONGER_NAMED:
        return "possible: an earlier revision named this product and the present one does not; a person must decide"
    return {
        Verdict.AFFECTED: "affected",
        Verdict.POSSIBLE: "possible: a person must decide",
        Verdict.NOT_AFFECTED: "not affected: stated by the publisher",
    }[match.verdict]
