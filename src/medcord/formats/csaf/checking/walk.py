"""One walk through a provider: every answer is asked for once and what its way there says is noted (3, 4, 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.checking.outcome import Findings
from medcord.formats.csaf.checking.source import Got, Source
from medcord.formats.csaf.json_text import load_object

MOST_REDIRECTS = 5
PUBLIC = frozenset({"WHITE", "CLEAR"})
PROTECTED = frozenset({"AMBER", "AMBER+STRICT", "RED"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_ANSWER = {
    "outside": "leads out of the folder, so it was not opened",
    "not-opened": "cannot be opened",
    "too-large": "is larger than a file of a provider may be (32 MB)",
    "certificate": "has a TLS certificate that cannot be trusted",
    "tls": "does not speak TLS as it should",
    "not-https": "is not an https address",
    "private-address": "leads to a private address, which is not asked unless it is allowed",
    "unknown-host": "has a host name that does not resolve",
    "redirect-circle": "redirects in a circle, or too often",
    "timeout": "did not answer in time",
    "bad-address": "is no address that can be asked",
    "other-host": "lies on another host than this folder is of",
}

NOT_THEIRS = frozenset({"timeout", "private-address", "other-host"})
"""No answer for one of these reasons does not show that a file is missing."""


@dataclass(slots=True)
class Listed:
    """A document as the lists name it: by its address; ``folder`` is the distribution's folder it lies in, if any.

    ``updated`` is the time of the feed or, without one, of changes.csv; ``entry`` the id in the feed at ``feed``.
    """

    address: str
    folder: str = ""
    label: str = ""
    updated: str = ""
    entry: str = ""
    in_index: bool = False
    in_changes: str = ""
    feed: str = ""
    links: frozenset[str] = frozenset()
    version: str = ""
    """The version of CSAF that the feed says it is in."""


@dataclass(slots=True)
class Walk:
    """Where we are: ``start`` is the address of provider-metadata.json, ``documents`` what the lists name."""

    source: Source
    findings: Findings
    start: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, Listed] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    own: str = ""
    """Origin a folder stands for, once its metadata told; what lies elsewhere is not in it."""
    edition: str = ""
    """The edition looked for beside another one; empty where whatever is in force is looked at."""

    @property
    def version(self) -> str:
        """The edition looked for, else what the metadata name; what is not 2.1 is judged as 2.0."""
        if self.edition:
            return self.edition
        return "2.1" if text_of(self.metadata, "metadata_version") == "2.1" else "2.0"

    def get(self, address: str, *, protected: bool = False) -> Got:
        """The file at an address, redirects followed and noted. Asks for the same address as often as it is called."""
        if self.own and self.source.is_folder and origin_of(address) != self.own:
            return Got(0, problem="other-host")
        seen: set[str] = set()
        here = address
        while True:
            got = self.source.get(here)
            self._note(here, got, protected=protected)
            if got.status not in _REDIRECTS or not got.headers.get("location"):
                return got
            self.findings.fails(6, f"It redirects to {got.headers['location'][:200]}.", here)
            seen.add(here)
            here = joined(here, got.headers["location"])
            if here in seen or len(seen) > MOST_REDIRECTS:
                return Got(0, problem="redirect-circle")

    def _note(self, address: str, got: Got, *, protected: bool) -> None:
        if got.status:
            self.answered.add(address)
        if self.source.is_folder:
            return
        if not address.lower().startswith("https://") or got.problem in ("certificate", "tls", "not-https"):
            why = f"It {_NO_ANSWER[got.problem]}." if got.problem in _NO_ANSWER else "It is not an https address."
            self.findings.fails(3, why, address)
        if got.status in (401, 403) and not protected:
            self.findings.fails(4, f"The server answers {got.status}: it is not free to read.", address)

    def object_at(self, number: int, address: str) -> dict[str, Any] | None:
        """The JSON object at an address; what is wrong with it fails the requirement of that number."""
        got = self.get(address)
        if not got.ok:
            self.missing(number, address, got)
            return None
        try:
            return load_object(got.body, name=address, warnings=[])
        except UnreadableFile as refusal:
            self.findings.fails(number, f"It cannot be read: {refusal.why}", address)
            return None

    def missing(self, number: int, address: str, got: Got) -> None:
        """Say that a file is not there. Who could not be reached at all is not known to lack it."""
        say = self.findings.untold if got.problem in NOT_THEIRS else self.findings.fails
        say(number, why_not(got), address)


def joined(base: str, reference: str) -> str:
    """A reference made absolute; what cannot be joined stays as it is and will not be found."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def origin_of(address: str) -> str:
    """Scheme and host of an address: "https://psirt.example.com"."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def why_not(got: Got) -> str:
    """A sentence why there is no file."""
    if got.problem:
        return f"It {_NO_ANSWER.get(got.problem, 'gave no answer')}."
    return "There is no such file." if got.status == 404 else f"The server answers {got.status}."


def text_of(value: object, *path: str) -> str:
    """The text at a path of keys in foreign JSON, or nothing."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def items_of(value: object, *path: str) -> list[dict[str, Any]]:
    """The objects of the list at a path of keys in foreign JSON; what is none of that counts as empty."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def texts_of(value: object, *path: str) -> list[str]:
    """The texts of the list at a path of keys in foreign JSON."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
