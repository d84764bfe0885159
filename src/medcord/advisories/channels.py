"""Pages, feeds and programs read the rows themselves; the index of words is told in the act that releases."""

from __future__ import annotations

from collections.abc import Sequence

from medcord.advisories import queries
from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import NotFound
from medcord.ledger.channels import Channel, Released, lay

_ANYBODY = Viewer(kind=ViewerKind.ANONYMOUS)


def put_words(released: Sequence[Released]) -> None:
    """Let what is released be found by its words."""
    queries.texts.refresh({one.advisory for one in released})


def is_read(released: Sequence[Released]) -> list[str]:
    """What a stranger does not read as it was released."""
    said = []
    for one in released:
        try:
            row = queries.by_id(_ANYBODY, one.advisory)
        except NotFound:
            said.append(f"{one.advisory} is not there.")
            continue
        older = row.current.number < one.revision
        if older or (row.current.number == one.revision and row.current.sha256 != one.digest):
            said.append(f"{row.tracking_id} is not read as revision {one.revision}.")
    return said


def is_found(released: Sequence[Released]) -> list[str]:
    """What a stranger does not find by its tracking id."""
    rows = {one: queries.by_id(_ANYBODY, one) for one in dict.fromkeys(each.advisory for each in released)}
    found = {one: queries.matching(_ANYBODY, q=row.tracking_id).filter(pk=one).exists() for one, row in rows.items()}
    return [f"{rows[one].tracking_id} is not found by its id." for one, there in found.items() if not there]


lay(Channel("pages", "the public pages", verify=is_read))
lay(Channel("feeds", "the Atom and JSON feeds", verify=is_read))
lay(Channel("api", "the interface for programs", verify=is_read))
lay(Channel("search", "the search of advisories", prepare=put_words, verify=is_found))
