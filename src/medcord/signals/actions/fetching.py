"""Lists are fetched from addresses that an administrator of the coordinator sets, and then go the road of a file.

Fetching goes by the one way out of the house: https, an address outside unless the node's settings list it, a cap on
size and time, no redirect to another host. What came of it is kept beside the address; a list that has not changed
since is not sent again (RFC 9110, 13.1: If-None-Match, If-Modified-Since).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from medcord import ledger
from medcord.core import access
from medcord.core.access import PartyItem, Permission, Viewer
from medcord.core.facts import Code, ListAddressChanged
from medcord.core.refusals import NotFound, Refusal, RuleRefusal
from medcord.formats.signals.entries import lists_in
from medcord.gateways import clock
from medcord.gateways.web import Answer, Ask, WebFailure
from medcord.ledger import outside
from medcord.parties import queries as parties
from medcord.signals import policy, queries
from medcord.signals.actions.reading import Reading, read
from medcord.signals.models import Fetching, ListAddress

MOST_ADDRESSES: Final = 20
MOST_BYTES: Final = 64 * 1024 * 1024
SECONDS: Final = 120.0
EVERY: Final = timedelta(days=1)
AGAIN: Final = timedelta(hours=1)
"""After a failure, or when whoever fetched was killed."""
NOTHING: Final = Reading(())

_REASONS: Final = {
    "private-address": "The name leads inside a private network. Who runs the node can list it in "
    "MEDCORD_HTTP_PRIVATE.",
    "not-https": "The address is not https.",
    "other-host": "It sends us on to another host. Set the address where the list is.",
    "bad-address": "It sends us on to an address that may not be asked.",
    "too-many-redirects": "It sends us on too often. Set the address where the list is.",
    "too-large": f"The list has more than {MOST_BYTES // 1024 // 1024} MB. Take it as a file, in parts.",
    "timeout": f"It did not answer in full within {SECONDS:.0f} seconds.",
    "certificate": "Its certificate is not trusted.",
    "unknown-host": "There is no such host.",
    "exercise": "Nothing is fetched in an exercise.",
}


@ledger.action
def add_address(url: str, *, actor: Viewer) -> ListAddress:
    """Have a list fetched from an address every day, the first time at once. Raises InputRefusal for an address that
    may not be asked."""
    coordinator = _administered(actor)
    url = outside.check(url, code="list-address")
    there = queries.addresses(actor)
    if any(row.url == url for row in there):
        raise RuleRefusal("This address is fetched already.", code="no-change", fields={"field": "url"})
    if len(there) >= MOST_ADDRESSES:
        raise RuleRefusal(f"At most {MOST_ADDRESSES} addresses are fetched. End one first.", code="too-many")
    name = parties.member_name(actor.member_id) if actor.member_id else ""
    now = clock.now()
    row = ListAddress(coordinator_id=coordinator, url=url, set_by=actor.member_id, set_name=name, set_at=now)
    ledger.commit(rows=[row], facts=[_changed(row, "set")], actor=actor)
    Fetching.objects.create(address=row, next_at=now)
    return row


@ledger.action
def change_address(address: UUID, *, ends: bool, actor: Viewer) -> ListAddress:
    """Fetch from an address at once, whatever it said last, or not any more."""
    _administered(actor)
    row = next((one for one in queries.addresses(actor) if one.pk == address), None)
    if row is None:
        raise NotFound("address")
    row.ended_at = clock.now() if ends else None
    ledger.commit(rows=[row], facts=[_changed(row, "ended" if ends else "asked")], actor=actor)
    Fetching.objects.filter(address=row).update(next_at=clock.now(), etag="", modified="")
    return row


def _administered(actor: Viewer) -> UUID:
    """The coordinator whose lists are read, for an administrator of it (68)."""
    coordinator = policy.coordinator_of(actor)
    access.require(actor, Permission.PARTY_ADMINISTER, PartyItem(coordinator), "page")
    return coordinator


def _changed(row: ListAddress, becomes: str) -> ListAddressChanged:
    return ListAddressChanged(row.coordinator_id, row.id, Code(becomes), ledger.digest_of(row.url.encode()))


def claim_due() -> ListAddress | None:
    """An address that is due, and nobody else's for the next hour."""
    now = clock.now()
    for one in Fetching.objects.filter(next_at__lte=now, address__ended_at=None).select_related("address"):
        if Fetching.objects.filter(pk=one.pk, next_at=one.next_at).update(next_at=now + AGAIN):
            return one.address
    return None


def fetch(address: ListAddress, *, watched: Collection[str] = (), actor: Viewer) -> Reading:
    """Ask for a list and read it as a file would be read. What came of it, good or bad, stands beside the address."""
    known = Fetching.objects.get(address=address)
    try:
        answer = outside.gateway(seconds=SECONDS).send(_ask(address.url, known))
        done, said = _read(answer, address.url, watched, actor)
    except WebFailure as failure:
        done, said = None, _REASONS.get(failure.reason, "It does not answer.")
    except Refusal as refusal:
        done, said = None, refusal.sentence
    now = clock.now()
    news: dict[str, object] = {"tried_at": now, "said": said[:400], "failed": done is None}
    if done is not None:
        news |= {"read_at": now, "next_at": now + EVERY}
        if answer.status == 200:
            news |= {"etag": _short(answer, "etag", 200), "modified": _short(answer, "last-modified", 60)}
    Fetching.objects.filter(pk=known.pk).update(**news)
    return done or NOTHING


def _ask(url: str, known: Fetching) -> Ask:
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    sent = {name: value for name, value in headers.items() if value}
    return Ask(url, headers=sent, redirects=3, same_host=True, most=MOST_BYTES)


def _short(answer: Answer, name: str, most: int) -> str:
    value = answer.headers.get(name, "")
    return value if len(value) <= most and value.isascii() and value.isprintable() else ""


def _read(answer: Answer, url: str, watched: Collection[str], actor: Viewer) -> tuple[Reading | None, str]:
    """What was read, None for nothing, and a sentence on it."""
    if answer.status == 304:
        return NOTHING, "Not changed since the last time."
    if answer.status != 200:
        return None, f"It answers with the status {answer.status}."
    name = urlsplit(url).path.rpartition("/")[2] or urlsplit(url).hostname or "list"
    done = read(lists_in(name, answer.body), watched=watched, actor=actor)
    said = "; ".join(f"{one.get_source_display()}: {one.entries:,} read, {one.new} new" for one in done.lists)
    refused = f" Not read: {done.refused[0].sentence}" if done.refused else ""
    return (done if done.lists else None), f"{said}.{refused}"
