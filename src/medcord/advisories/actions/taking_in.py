"""Other publishers' advisories come in, part by part: each part whole or not at all, broken files listed by name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError

from medcord import ledger
from medcord.advisories import policy, shelf
from medcord.advisories.models import AdvisoryRevision, PublishedAdvisory
from medcord.advisories.queries import texts
from medcord.core.access import Viewer
from medcord.core.facts import AdvisoriesRead, Digest
from medcord.core.refusals import EditedMeanwhile, InputRefusal, RuleRefusal, UnreadableFile
from medcord.core.vocabulary import Tlp
from medcord.formats.csaf import ReadAdvisory, read_advisory
from medcord.gateways import clock

PART_FILES = 50
PART_BYTES = 4 * 1024 * 1024
"""What one transaction takes: about 50 ms of writing."""
_TRIES = 5

Given = tuple[str, bytes] | UnreadableFile
"""A file by name, or what an archive or folder already had to refuse."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the files: new or newer (``older`` of them kept as history only), known already, refused."""

    batch: UUID
    taken: int
    unchanged: int
    older: int = 0
    refused: tuple[UnreadableFile, ...] = ()


@dataclass(slots=True)
class _Part:
    """Files read but not yet kept."""

    files: list[tuple[str, ReadAdvisory]] = field(default_factory=list)
    refused: list[UnreadableFile] = field(default_factory=list)
    size: int = 0

    def full(self) -> bool:
        return len(self.files) + len(self.refused) >= PART_FILES or self.size >= PART_BYTES


def take_in(documents: Iterable[Given], *, actor: Viewer) -> TakenIn:
    """Take in CSAF advisories of other publishers. A file that cannot be used is listed, and the rest goes in.

    Each part leaves its own fact with the batch's id. Raises NotAllowed, and InputRefusal when no file was given.
    """
    policy.require_take_in(actor)
    batch = uuid4()
    parts = [_keep_surely(batch, part, actor) for part in _parts(documents)]
    if not parts:
        raise InputRefusal(
            "No advisory was given. Choose CSAF files (.json), or a folder or archive of them.", code="empty"
        )
    return TakenIn(
        batch,
        taken=sum(part.taken for part in parts),
        unchanged=sum(part.unchanged for part in parts),
        older=sum(part.older for part in parts),
        refused=tuple(refusal for part in parts for refusal in part.refused),
    )


def _parts(documents: Iterable[Given]) -> Iterator[_Part]:
    part = _Part()
    for given in documents:
        if isinstance(given, UnreadableFile):
            part.refused.append(given)
        else:
            name, data = given
            part.size += len(data)
            try:
                part.files.append((name, _usable(name, data)))
            except UnreadableFile as refusal:
                part.refused.append(refusal)
        if part.full():
            yield part
            part = _Part()
    if part.files or part.refused:
        yield part


def _usable(name: str, data: bytes) -> ReadAdvisory:
    """Read one file and refuse what may not or cannot be kept."""
    read = read_advisory(data, name=name)
    value = read.advisory
    if value.tlp is not Tlp.CLEAR:
        raise UnreadableFile(
            name,
            f"it is marked TLP:{value.tlp.value} or carries no marking, and what is kept here is read by everybody.",
            "Match it on your own machine with “medcord match”, or ask its publisher for a file marked TLP:WHITE.",
            where="document.distribution.tlp",
            code="not-public",
        )
    if value.status == "draft":
        raise UnreadableFile(
            name, "it is a draft.", "Wait for its release.", where="document.tracking.status", code="draft"
        )
    if len(value.id) > shelf.LONGEST_ID or len(value.publisher.namespace) > shelf.LONGEST_NAMESPACE:
        raise UnreadableFile(
            name,
            f"its id has more than {shelf.LONGEST_ID} signs, or its publisher's namespace {shelf.LONGEST_NAMESPACE}.",
            "Ask its publisher for a corrected file.",
            where="document.tracking.id",
            code="too-long",
        )
    return read


def _keep_surely(batch: UUID, part: _Part, actor: Viewer) -> TakenIn:
    for _ in range(_TRIES):
        try:
            return _keep(batch, part, actor=actor)
        except (IntegrityError, EditedMeanwhile):
            # Another taking in wrote one of these advisories between our look and our write: look again.
            continue
    raise RuleRefusal("These advisories are being taken in by somebody else. Try again in a minute.", code="busy")


@ledger.action
def _keep(batch: UUID, part: _Part, *, actor: Viewer) -> TakenIn:
    """Write one part and its fact."""
    keeping = _Keeping(batch, part)
    for name, read in part.files:
        keeping.add(name, read)
    digest = hashlib.sha256("".join(sorted(read.sha256 for _, read in part.files)).encode()).hexdigest()
    taken, refused = len(keeping.revisions), (*part.refused, *keeping.refused)
    fact = AdvisoriesRead(batch, taken, keeping.unchanged, len(refused), Digest(digest))
    ledger.commit(
        rows=list(keeping.changed.values()),
        new=[list(keeping.added.values()), keeping.revisions],
        facts=[fact],
        actor=actor,
    )
    texts.refresh({revision.advisory_id for revision in keeping.revisions})
    return TakenIn(batch, taken, keeping.unchanged, keeping.older, refused)


class _Keeping:
    """Sorts the files of one part into rows: new advisories, newer revisions, history, known, refused."""

    def __init__(self, batch: UUID, part: _Part) -> None:
        self._batch, self._now = batch, clock.now()
        self._ours = settings.MEDCORD_PUBLISHER_NAMESPACE.rstrip("/")
        ids = {read.advisory.id for _, read in part.files}
        rows = PublishedAdvisory.objects.select_for_update().filter(tracking_id__in=ids)
        self._known = {(row.publisher_namespace, row.tracking_id): row for row in rows}
        self._history: dict[UUID, list[AdvisoryRevision]] = {row.id: [] for row in self._known.values()}
        for revision in AdvisoryRevision.objects.filter(advisory__in=self._history).defer("document"):
            self._history[revision.advisory_id].append(revision)
        self.added: dict[UUID, PublishedAdvisory] = {}
        self.changed: dict[UUID, PublishedAdvisory] = {}
        self.revisions: list[AdvisoryRevision] = []
        self.refused: list[UnreadableFile] = []
        self.unchanged = self.older = 0

    def add(self, name: str, read: ReadAdvisory) -> None:
        """Find the place of one file."""
        value = read.advisory
        key = (shelf.namespace_of(value), value.id)
        advisory = self._known.get(key)
        history = self._history[advisory.id] if advisory else []
        if any(revision.sha256 == read.sha256 for revision in history):
            self.unchanged += 1
            return
        if key[0] == self._ours or (advisory and advisory.own):
            self.refused.append(_ours(name, value.id))
            return
        if advisory is None:
            advisory = self._known[key] = PublishedAdvisory(
                tracking_id=value.id,
                publisher_namespace=key[0],
                publisher_name=value.publisher.name[: shelf.LONGEST_NAME],
            )
            self.added[advisory.id] = advisory
            history = self._history[advisory.id] = []
        number = 1 + max((revision.number for revision in history), default=0)
        revision = shelf.new_revision(advisory, number, read, now=self._now, batch=self._batch, file_name=name)
        if self._point(advisory, revision, history):
            advisory.publisher_name = value.publisher.name[: shelf.LONGEST_NAME] or advisory.publisher_name
        history.append(revision)
        self.revisions.append(revision)

    def _point(self, advisory: PublishedAdvisory, revision: AdvisoryRevision, history: list[AdvisoryRevision]) -> bool:
        """Make the revision the one everybody reads; False when a newer one is at hand."""
        now = next((one for one in history if one.id == advisory.current_id), None)
        if now is not None and shelf.age_key(revision) < shelf.age_key(now):
            self.older += 1
            return False
        advisory.current_id = revision.id
        if advisory.id not in self.added:
            self.changed[advisory.id] = advisory
        return True


def _ours(name: str, tracking_id: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        f"{tracking_id} names this node as its publisher, and its bytes are not those published here.",
        "Do not use the file; read the advisory on this node's own pages.",
        where="document.publisher.namespace",
        code="our-own",
    )
