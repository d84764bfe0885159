"""A person at a browser who presses only what is on a page: it is opened, the form is found, filled in and sent."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from medcord.gateways import clock
from medcord.ledger import worker
from medcord.parties import actions as parties
from medcord.parties.models import Member
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_PART = re.compile(
    r"<(input|select|/select|option|textarea|button)\b([^>]*)>(?:([^<]*)</(?:textarea|option)>)?", re.DOTALL
)
_MARK = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_BUTTON = re.compile(r"<button\b([^>]*)>(.*?)</button>", re.DOTALL)


def _marks(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _MARK.findall(text)}


def words(page: str) -> str:
    """What a person reads: no tags, single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


class Form:
    """A form as it stands on a page: what it holds, what it offers, what it hides, and its buttons."""

    def __init__(self, where: str, inside: str) -> None:
        self.action = _marks(where).get("action", "")
        self.holds: dict[str, Any] = {}
        self.offers: dict[str, list[str]] = {}
        self.hides: set[str] = set()
        self.buttons = [(words(said), _marks(marks)) for marks, said in _BUTTON.findall(inside)]
        select = ""
        for kind, marks, said in _PART.findall(inside):
            named = _marks(marks)
            name, value = named.get("name", ""), named.get("value", "on")
            if kind == "select":
                select, self.offers[name] = name, []
            elif kind == "option":
                value = named.get("value", said)
                self.offers[select].append(value)
                if "selected" in named or select not in self.holds:
                    self.holds[select] = value
            elif kind == "textarea":
                self.holds[name] = unescape(said).removeprefix("\n")
            elif named.get("type") in ("radio", "checkbox"):
                self.offers.setdefault(name, []).append(value)
                if "checked" in named:
                    self.holds[name] = [*self.holds.get(name, []), value]
            elif kind == "input":
                self.holds[name] = named.get("value", "")
                self.hides |= {name} if named.get("type") == "hidden" else set()

    def filled(self, typed: dict[str, Any]) -> dict[str, Any] | None:
        """The fields that a person sees by these names (a prefix is the form's own), filled in; None: not this form."""
        seen = ({*self.holds} | {*self.offers}) - self.hides
        found = {name: [one for one in seen if one == name or one.endswith(f"-{name}")] for name in typed}
        if any(len(fields) != 1 for fields in found.values()):
            return None
        return {found[name][0]: value for name, value in typed.items()}

    def check(self, filled: dict[str, Any]) -> None:
        """What is chosen stands among what is offered."""
        for name, value in filled.items():
            for one in value if isinstance(value, list) else [value]:
                assert name not in self.offers or str(one) in self.offers[name], (name, one, self.offers[name][:20])


@dataclass
class House:
    """What everybody at a browser did: pages that were met, and those that are open since the last form was sent."""

    met: set[str] = field(default_factory=set)
    open: dict[tuple[int, str, datetime], str] = field(default_factory=dict)


class Person:
    """A member, or nobody in particular, at a browser of a house."""

    def __init__(self, member: Any, house: House) -> None:
        self.browser, self.house = browser_of(member), house
        self.nothing = self.browser.get("/cases/MC-2222-2222").content

    def opens(self, path: str) -> str:
        """A page from its heading on."""
        answer = self.browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        self.house.met.add(path.partition("?")[0])
        shown = answer.content.decode()
        self.house.open[id(self), path, clock.now()] = shown = shown[shown.index("<main") :]
        return shown

    def looks_at(self, path: str) -> str:
        """The page as it is open already, as long as nobody has sent anything and the clock stands."""
        return self.house.open.get((id(self), path, clock.now())) or self.opens(path)

    def reads(self, path: str, *told: str) -> str:
        """The words of a page, with these among them."""
        shown = words(self.looks_at(path))
        missing = [one for one in told if one not in shown]
        assert missing == [], (missing, path, shown)
        return shown

    def misses(self, path: str, *untold: str) -> None:
        """A page that is there and says none of this."""
        shown = words(self.looks_at(path))
        assert [one for one in untold if one in shown] == [], path

    def meets_nothing(self, *paths: str) -> None:
        """What was never there answers the same."""
        for path in paths:
            answer = self.browser.get(path)
            assert (path, answer.status_code, answer.content == self.nothing) == (path, 404, True)

    def form(self, path: str, button: str, typed: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The one form of a page with this button and these fields; where it goes, and what it sends."""
        found = []
        for where, inside in _FORM.findall(self.looks_at(path)):
            form = Form(where, inside)
            pressed = next((marks for said, marks in form.buttons if button in said), None)
            filled = form.filled(typed) if pressed is not None else None
            if filled is not None and pressed is not None:
                form.check(filled)
                named = {pressed["name"]: pressed.get("value", "")} if "name" in pressed else {}
                found.append((form.action or path, {**form.holds, **named, **filled}))
        assert len(found) == 1, (path, button, [*typed], f"{len(found)} forms")
        return found[0]

    def press(self, path: str, button: str, **typed: Any) -> str:
        """Fill in a form of a page and press its button; where the browser is led."""
        return self.sends(*self.form(path, button, typed))

    def sends(self, action: str, sent: dict[str, Any]) -> str:
        """Send what a form holds; it is taken."""
        self.house.open.clear()
        answer = self.browser.post(action, sent)
        errors = re.findall(r'class="[^"]*error[^"]*"[^>]*>(.*?)</', answer.content.decode(), re.DOTALL)
        assert answer.status_code == 302, (action, answer.status_code, [words(one) for one in errors])
        return answer.headers["Location"]

    def is_told(self, sentence: str, action: str, sent: dict[str, Any]) -> str:
        """Send what a form holds; it is not taken, and the page says this sentence. The page."""
        self.house.open.clear()
        answer = self.browser.post(action, sent)
        shown = answer.content.decode()
        assert answer.status_code in (409, 422), (action, answer.status_code)
        assert sentence in words(shown), (action, words(shown[shown.index("<main") :]))
        return shown


MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)  # ten in the morning in Washington; Veterans Day is on Wednesday week


def at(day: int, hour: float = 0) -> AbstractContextManager[None]:
    """So many days and hours after that Monday."""
    return clock.at(MONDAY + timedelta(days=day, hours=hour))


def typed(day: int, hour: float = 0) -> str:
    """The same as it is typed into a field of date and time."""
    return (MONDAY + timedelta(days=day, hours=hour)).strftime("%Y-%m-%dT%H:%M")


def colleague(member: Member, name: str) -> Member:
    """A second person of a party."""
    mail = f"{name.split()[-1].lower()}@{member.email.partition('@')[2]}"
    return parties.add_member(member.organisation, email=mail, name=name, password=PASSWORD, actor=SYSTEM)


@dataclass
class Walk:
    """Everybody at a browser, and the case that they walk through."""

    cast: Cast
    house: House = field(default_factory=House)
    home: str = ""
    product: str = ""

    def __post_init__(self) -> None:
        people = ("coordinator", "regulator", "manufacturer", "eve", "hospital", "isao")
        everyone: dict[str, Any] = {one: Person(getattr(self.cast, one), self.house) for one in people}
        self.lead, self.regulator, self.maker, self.eve, self.hospital, self.isao = everyone.values()
        self.finder, self.stranger = Person(None, self.house), Person(None, self.house)
        self.second = Person(colleague(self.cast.coordinator, "S. Econd"), self.house)

    @property
    def case(self) -> str:
        return self.home.rpartition("/")[2]

    def settles(self) -> None:
        """The worker does what is to do; pages that are open may be old then."""
        worker.drain()
        self.house.open.clear()

    def outside(self, *paths: str) -> None:
        """For those who are not in the case these pages were never there."""
        for one in (self.eve, self.hospital, self.isao):
            one.meets_nothing(*(f"{self.home}{path}" for path in paths))

    def says(self, who: Person, body: str, klass: str = "none") -> str:
        """Send a message: what narrows its readers shows them first, and is sent by a second press. Its own page."""
        action, sent = who.form(self.home, "Send to", {"body": body, "confidentiality": klass})
        page = who.is_told("Who reads this has changed since the page was shown", action, sent)
        assert "Will be read by 3 people" in words(page)
        again = re.search(r'name="shown" value="(\w+)"', page)
        assert again is not None
        who.sends(action, sent | {"shown": again[1]})
        self.settles()
        return self.item(body)

    def item(self, body: str) -> str:
        rows = self.lead.opens(f"{self.home}/supplied").split("<tr")
        found = next(re.search(r'href="([^"]*/supplied/[0-9a-f-]{36})', row) for row in rows if body in row)
        assert found is not None
        return found[1]

    def signs(self, form: str, **said: Any) -> None:
        """The maker signs one of its forms."""
        self.maker.press(f"{self.home}/declarations?form={form}", "Sign as L. Ostrava", **said)

    def clock_of(self, who: Person, name: str) -> str:
        """What the page of clocks says of one clock."""
        page = words(who.opens(f"{self.home}/clocks"))
        return page[page.index(name) :][:420]
