"""The timeline of a case room: what was said and what happened, cut to one page, and the composer above it.

Bodies are read for the page that is shown and for no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.safestring import SafeString

from medcord.cases import queries as cases
from medcord.cases.items import message_item
from medcord.cases.models import Message
from medcord.cases.models import Room as RoomRow
from medcord.cases.queries import Seen
from medcord.core.access import Permission, Viewer, may
from medcord.core.refusals import NotFound
from medcord.ledger.queries import ShortFact
from medcord.parties import queries as parties
from medcord.web.pages.quoted import Quoted, limit_of, quoted_of
from medcord.web.pages.room import CASE_WIDE, Talked
from medcord.web.pages.said import codes_in, html_of
from medcord.web.pages.words import Line, line_of

PER_PAGE = 50
CHANGES = ("MessageEdited", "MessagePinned")
ABOVE = 4  # entries above the one that a deep link leads to
PILLS = (
    ("", "Everything"),
    ("messages", "Messages"),
    ("facts", "Facts"),
    ("unread", "New"),
    ("pinned", "Pinned"),
    ("me", "For us"),
    ("files", "Files"),
)
KINDS = frozenset(key for key, _name in PILLS)


@dataclass(frozen=True, slots=True)
class Ask:
    """What of the timeline is wanted: a thread, a kind, a party, words; and which page."""

    thread: str = ""
    only: str = ""
    party: str = ""
    q: str = ""
    before: str = ""
    at: str = ""

    @classmethod
    def of(cls, given: QueryDict) -> Ask:
        """From an address; what cannot be meant is left out."""
        only = given.get("only", "")
        return cls(
            thread=_id(given.get("thread", ""), also="case"),
            only=only if only in KINDS else "",
            party=_id(given.get("party", "")),
            q=" ".join(given.get("q", "")[:100].split()),
            before=_id(given.get("before", "")),
            at=_id(given.get("at", "")),
        )

    def address(self, **other: str) -> str:
        """The query of the same with something else; the first page unless it says otherwise."""
        asked = {"thread": self.thread, "only": self.only, "party": self.party, "q": self.q, **other}
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in asked.items() if value})
        return f"?{query.urlencode()}" if query else ""

    @property
    def room(self) -> UUID | None:
        """The room that is chosen, if one is."""
        return UUID(self.thread) if self.thread not in ("", "case") else None

    @property
    def live(self) -> bool:
        """Whether new entries come in by themselves: on the newest page, and not among results."""
        return not (self.before or self.at or self.q)


def _id(given: str, *, also: str = "") -> str:
    """An id as it is written everywhere, or nothing."""
    if also and given == also:
        return given
    try:
        return str(UUID(given))
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the timeline: a fact in words, or a message."""

    key: UUID
    at: datetime
    line: Line | None = None
    message: Message | None = None
    html: SafeString | str = ""
    author: str = ""
    code: str = ""
    thread: str = ""
    thread_key: str = ""
    fresh: bool = False
    edited: datetime | None = None
    can: frozenset[str] = frozenset()
    files: tuple[cases.FileSeen, ...] = ()
    quotations: tuple[Quoted, ...] = ()
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry before it is fetched."""

    at: datetime
    said: Seen | None = None
    fact: ShortFact | None = None
    line: Line | None = None

    @property
    def key(self) -> UUID:
        return self.what.pk

    @property
    def what(self) -> Seen | ShortFact:
        """The message or the fact that it is."""
        if self.said is not None:
            return self.said
        if self.fact is None:
            raise ValueError("an entry is a message or a fact")
        return self.fact


@dataclass(frozen=True, slots=True)
class Talk:
    ask: Ask
    room: RoomRow | None
    heading: str
    inside: list[str]
    days: list[tuple[date, list[Entry]]]
    counts: dict[str, int]
    older: str
    newer: str
    first_unread: str
    unread_here: list[UUID] = field(default_factory=list)
    newest: str = ""
    first_visit: bool = False
    can: frozenset[str] = frozenset()

    @property
    def pills(self) -> list[tuple[str, str, int]]:
        """The kinds to choose from; what there is nothing of is left out, except the first three."""
        found = [(key, name, self.counts[key or "all"]) for key, name in PILLS]
        return [pill for pill in found if pill[2] or pill[0] in ("", "messages", "facts", self.ask.only)]

    @property
    def pill_address(self) -> dict[str, str]:
        return {key: self.ask.address(only=key) for key, _name in PILLS}

    @property
    def party(self) -> UUID | None:
        return UUID(self.ask.party) if self.ask.party else None


def build(viewer: Viewer, room: Talked, ask: Ask) -> Talk:
    """One page of the timeline. Raises NotFound for a thread that does not exist for the viewer."""
    chosen = room.view.room(ask.room)
    if ask.room is not None and chosen is None:
        raise NotFound("room")
    names = _names(room)
    items = _filtered(room, ask, _items(room.seen, room.facts, names))
    by_kind = _by_kind(room, items)
    shown = by_kind[ask.only] if ask.only else items
    start = _start(shown, ask)
    page = shown[start : start + PER_PAGE]
    fresh = {row.pk for row in room.fresh}
    entries = entries_of(viewer, room, page, names, fresh)
    ahead = [item for item in shown if item.said and item.said.pk in fresh]
    return Talk(
        ask=ask,
        room=chosen,
        heading=chosen.title if chosen else CASE_WIDE if ask.thread == "case" else "Everything",
        inside=_inside(room, chosen),
        days=by_day(entries),
        counts={"all": len(items), **{kind: len(found) for kind, found in by_kind.items()}},
        older=ask.address(before=str(page[-1].key)) if page and start + PER_PAGE < len(shown) else "",
        newer=ask.address(at=str(shown[max(0, start - PER_PAGE + ABOVE)].key)) if start else "",
        first_unread=f"{ask.address(at=str(ahead[-1].key))}#m-{ahead[-1].key}" if ahead else "",
        unread_here=[item.key for item in page if item.key in fresh],
        newest=newest(room.seen, room.facts),
        first_visit=room.mine is not None and room.mine.opened_at is None,
        can=_room_acts(viewer, room, chosen),
    )


def newest(seen: list[Seen], facts: list[ShortFact]) -> str:
    """Where the page stands, for the question what came since: the newest message and fact that the viewer knows."""
    query = QueryDict(mutable=True)
    query.update({"m": str(seen[-1].pk) if seen else "", "f": str(facts[-1].pk) if facts else ""})
    return query.urlencode()


def _names(room: Talked) -> dict[UUID, str]:
    """Parties and rooms that lines speak of."""
    named = {row.party_id: row.party.name for row in room.case.participants.all()}
    missing = {fact.party for fact in room.facts if fact.party} - named.keys()
    more = parties.names(missing) if missing else {}
    return {**named, **more, **{row.pk: row.title for row in room.view.rooms()}}


def _items(seen: list[Seen], facts: list[ShortFact], names: Mapping[UUID, str]) -> list[Item]:
    lines = [Item(fact.at, fact=fact, line=line) for fact in facts if (line := line_of(fact, names))]
    said = [Item(row.at, said=row) for row in seen]
    # Facts of one act share an instant; reversed here and stably sorted, the last written comes first.
    return sorted([*reversed(lines), *reversed(said)], key=lambda item: item.at, reverse=True)


def _filtered(room: Talked, ask: Ask, items: list[Item]) -> list[Item]:
    """Those of the thread, the party and the words that were asked for."""
    found = items
    if ask.thread:
        found = [item for item in found if _in_thread(item, ask.room)]
    if ask.party:
        found = [item for item in found if str(item.what.party) == ask.party]
    if ask.q:
        hits = cases.saying(room.view, room.seen, ask.q)
        words = ask.q.lower().split()
        found = [item for item in found if _holds(item, hits, words)]
    return found


def _in_thread(item: Item, wanted: UUID | None) -> bool:
    if item.said:
        return item.said.room == wanted
    about = item.fact.data.get("room") if item.fact else None
    return wanted is not None and about == str(wanted)


def _holds(item: Item, hits: set[UUID], words: list[str]) -> bool:
    if item.said:
        return item.said.pk in hits
    return item.line is not None and all(word in item.line.sentence.lower() for word in words)


def _by_kind(room: Talked, items: list[Item]) -> dict[str, list[Item]]:
    fresh = {row.pk for row in room.fresh}
    said = [item for item in items if item.said]
    rows = [item.said for item in said if item.said]
    to_me, files = cases.mentioning(room.view, rows), cases.with_files(room.view, rows)
    return {
        "messages": said,
        "facts": [item for item in items if item.fact],
        "unread": [item for item in said if item.key in fresh],
        "pinned": [item for item in said if item.said and item.said.pinned],
        "me": [item for item in said if item.key in to_me],
        "files": [item for item in said if item.key in files],
    }


def _start(shown: list[Item], ask: Ask) -> int:
    places = {str(item.key): place for place, item in enumerate(shown)}
    if ask.before in places:
        return places[ask.before] + 1
    return max(0, places[ask.at] - ABOVE) if ask.at in places else 0


def entries_of(
    viewer: Viewer, room: Talked, page: Iterable[Item], names: Mapping[UUID, str], fresh: set[UUID]
) -> list[Entry]:
    """The entries of a page, with the words of its messages."""
    items = list(page)
    rows = {row.pk: row for row in cases.with_words(room.view, [item.said for item in items if item.said])}
    authors = parties.member_names({row.author for row in rows.values() if row.author})
    places = _places(room, rows.values())
    files = cases.files_of(viewer, room.case, rows.values()) if rows else {}
    quotes = cases.quotations_of(list(rows.values()))
    found = []
    for item in items:
        row = rows.get(item.key)
        if row is None:
            found.append(Entry(item.key, item.at, line=item.line))
            continue
        where = room.view.room(row.room_id)
        called = [name for pk, name in {**names, **authors}.items() if str(pk) in row.mentions]
        found.append(
            Entry(
                item.key,
                item.at,
                message=row,
                html=html_of(row.body, places, [*called, *_short_names(room, row)]),
                author=_author(row, authors),
                code=cases.code_of(row.pk),
                thread=where.title if where else CASE_WIDE if row.room_id is None else "A side room you left",
                thread_key=str(where.pk) if where else "case" if row.room_id is None else "",
                fresh=row.pk in fresh,
                edited=row.edited_at,
                can=_acts(viewer, room, row),
                files=tuple(files.get(row.pk, ())),
                quotations=tuple(quoted_of(one) for one in quotes.get(row.pk, ())),
                limit=limit_of(row),
            )
        )
    return found


def _author(row: Message, authors: Mapping[UUID, str]) -> str:
    if row.author is None:
        return "The finder" if row.party_id is None else "A member"
    return authors.get(row.author, "A member")


def _short_names(room: Talked, row: Message) -> list[str]:
    return [part.party.short_name for part in room.present if str(part.party_id) in row.mentions]


def _places(room: Talked, rows: Iterable[Message]) -> dict[str, str]:
    """Addresses of the messages that these speak of by "#…", of those that exist for the viewer."""
    wanted = {code for row in rows for code in codes_in(row.body)}
    if not wanted:
        return {}
    found = {code: row for row in room.seen if (code := cases.code_of(row.pk)) in wanted}
    base = f"/cases/{room.case.reference}"
    return {code: f"{base}?at={row.pk}#m-{row.pk}" for code, row in found.items()}


def _acts(viewer: Viewer, room: Talked, row: Message) -> frozenset[str]:
    """What the viewer may do to a message."""
    if row.purged_at is not None:
        return frozenset()
    what = message_item(row, room.view.item)
    asked = {"edit": Permission.CASE_MESSAGE_EDIT, "pin": Permission.CASE_MESSAGE_PIN}
    found = {name for name, permission in asked.items() if may(viewer, permission, what).allowed}
    mine = viewer.party_id is not None and viewer.party_id in (row.party_id, room.case.owner_id)
    return frozenset(found | ({"purge"} if mine and room.mine is not None else set()))


def by_day(entries: Iterable[Entry]) -> list[tuple[date, list[Entry]]]:
    """Entries under their days."""
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(entry.at.date(), []).append(entry)
    return list(days.items())


def _inside(room: Talked, chosen: RoomRow | None) -> list[str]:
    """Who is in a side room, in words, for those who are."""
    if chosen is None or chosen.kind != RoomRow.Kind.SIDE:
        return []
    named = [row.party.short_name for row in room.present if str(row.party_id) in chosen.parties]
    return [*named, *(["the finder"] if chosen.with_finder else [])]


def _room_acts(viewer: Viewer, room: Talked, chosen: RoomRow | None) -> frozenset[str]:
    if chosen is None:
        return frozenset()
    what = cases.room_item(chosen, room.view.item)
    asked = {
        "speak": Permission.CASE_ROOM_SPEAK,
        "close": Permission.CASE_ROOM_CLOSE,
        "leave": Permission.CASE_ROOM_LEAVE,
    }
    return frozenset(name for name, permission in asked.items() if may(viewer, permission, what).allowed)


# --- what came since the page was shown ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class News:
    """Entries that came since, newest first, and where the page stands with them."""

    entries: list[Entry]
    changed: list[Entry]
    newest: str


def since(viewer: Viewer, room: Talked, ask: Ask, given: QueryDict) -> News:
    """What came after the message and the fact that the page knows. Raises NotFound for a thread that is not there."""
    if ask.room is not None and room.view.room(ask.room) is None:
        raise NotFound("room")
    after_message, after_fact = _id(given.get("m", "")), _id(given.get("f", ""))
    places = {str(row.pk): place for place, row in enumerate(room.seen)}
    fact_places = {str(row.pk): place for place, row in enumerate(room.facts)}
    seen = room.seen[places.get(after_message, -1) + 1 :]
    facts = room.facts[fact_places.get(after_fact, -1) + 1 :]
    names = _names(room)
    items = _filtered(room, ask, _items(seen, facts, names))
    shown = _by_kind(room, items)[ask.only] if ask.only else items
    fresh = {row.pk for row in room.fresh}
    touched = {fact.data["message"] for fact in facts if fact.kind in CHANGES}
    known = {item.key for item in shown}
    # Only what the page may show: for another one there would be no place to put it.
    page = _wanted(room, ask, names) if touched else []
    again = [item for item in page if str(item.key) in touched and item.key not in known]
    return News(
        entries_of(viewer, room, shown[:PER_PAGE], names, fresh),
        entries_of(viewer, room, again, names, fresh),
        newest(room.seen, room.facts),
    )


def _wanted(room: Talked, ask: Ask, names: Mapping[UUID, str]) -> list[Item]:
    """The newest page."""
    items = _filtered(room, ask, _items(room.seen, room.facts, names))
    return (_by_kind(room, items)[ask.only] if ask.only else items)[:PER_PAGE]


# --- one message ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said, from when on, and by whom."""

    at: datetime
    html: SafeString | str
    purged: bool


@dataclass(frozen=True, slots=True)
class One:
    entry: Entry
    versions: list[Version]


def one_message(viewer: Viewer, room: Talked, row: Message) -> One:
    """A message with what it said before, newest first."""
    said = [item for item in room.seen if item.pk == row.pk]
    entry = entries_of(viewer, room, [Item(one.at, said=one) for one in said], _names(room), set())[0]
    before = cases.versions(viewer, room.case, row)
    found = [Version(one.at, html_of(one.body, {}), one.purged_at is not None) for one in before]
    now = Version(row.edited_at or row.at, entry.html, row.purged_at is not None)
    return One(entry, [now, *reversed(found)])
