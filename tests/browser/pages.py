"""Every page of the product in the hands of each role that has it, and how to find one in the demo's data."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.browser.people import Person

Find = Callable[[Person], str]


class _Links(HTMLParser):
    """Addresses of links and of what htmx fetches by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"a": "href", "link": "href", "script": "src", "img": "src"}.get(tag)
        self.found.extend(value for name, value in attrs if value and name in (wanted, "hx-get"))


def links_of(html: str) -> list[str]:
    reader = _Links()
    reader.feed(html)
    return list(dict.fromkeys(reader.found))


def read(who: Person, path: str) -> str:
    """A page's source, fetched beside the open page with the same cookies."""
    if who.kept is not None and path in who.kept:
        return who.kept[path]
    answer = who.context.request.get(f"{who.product.url}{path}")
    assert answer.ok, f"{path} answered {answer.status} to {who.name}"
    if who.kept is not None:
        who.kept[path] = answer.text()
    return answer.text()


def first(on: str, pattern: str, *, then: str = "") -> Find:
    """The first link on page ``on`` that has this form; ``then`` is added to its path."""

    def find(who: Person) -> str:
        for link in links_of(read(who, on)):
            path = urlsplit(link).path
            if re.fullmatch(pattern, path):
                return path + then
        raise AssertionError(f"{who.name} finds no link like {pattern} on {on}")

    return find


def titled(on: str, words: str, *, then: str = "") -> Find:
    """The path of the link that says ``words`` on page ``on``; ``then`` is added to it."""

    def find(who: Person) -> str:
        for target, said in re.findall(r'<a [^>]*?href="([^"?#]+)[^>]*>(.*?)</a>', read(who, on), re.DOTALL):
            if words in said and not target.endswith((".csv", ".json")):
                return str(target) + then
        raise AssertionError(f"{who.name} finds no link “{words}” on {on}")

    return find


@dataclass(frozen=True)
class Page:
    """``find`` is the address or how to find it. ``status`` is what the page answers."""

    name: str
    find: str | Find
    status: int = 200

    def path(self, who: Person) -> str:
        return self.find if isinstance(self.find, str) else self.find(who)


def _supply(words: str) -> Find:
    """The page of the first item under a rule in a case."""

    def find(who: Person) -> str:
        listed = titled("/board", words, then="/supplied")(who)
        return first(listed, rf"{listed}/[0-9a-f-]{{36}}")(who)

    return find


def _room(words: str) -> list[Page]:
    return [
        Page("case", titled("/board", words)),
        Page("case-report", titled("/board", words, then="/report")),
        Page("case-terms", titled("/board", words, then="/terms")),
        Page("case-state", titled("/board", words, then="/state")),
        Page("case-products", titled("/board", words, then="/statements")),
        Page("case-evidence", titled("/board", words, then="/evidence")),
        Page("case-ledger", titled("/board", words, then="/facts")),
        Page("case-decisions", titled("/board", words, then="/decisions")),
        Page("case-declarations", titled("/board", words, then="/declarations")),
        Page("case-clocks", titled("/board", words, then="/clocks")),
        Page("case-supplied", titled("/board", words, then="/supplied")),
    ]


BREVA, MARLO, TIDEWATER = "Breva V2", "Marlo 2", "Tidewater LVP 3"
_OPINION = Page("case-opinion", titled("/board", BREVA, then="/opinion"))
_DISPUTE = Page("case-dispute", titled("/board", BREVA, then="/dispute"))
_ONE_PRODUCT = titled("/products", BREVA)
_PRODUCTS = [Page("products", "/products"), Page("product", _ONE_PRODUCT), Page("siblings", "/products/siblings")]
_CALLS = [Page("calls", "/calls"), Page("call", first("/calls", r"/calls/CL-[A-Z0-9-]+"))]
_CONVENING = [*_CALLS, Page("call-new", "/calls/new"), Page("call-emergency", "/calls/emergency")]
_TESTS = [
    Page("case-tests", titled("/board", BREVA, then="/tests")),
    Page("case-test", lambda who: first(titled("/board", BREVA, then="/tests")(who), r"/cases/[^/]+/tests/[^/]+")(who)),
]
_EVERY_MEMBER = [
    Page("measures", "/measures"),
    Page("tokens", "/tokens"),
    Page("notices", "/notices"),
    Page("webhooks", "/webhooks"),
    Page("search", "/search?q=Tidewater"),
    Page("told-before-all", "/restricted"),
]

PAGES: dict[str, list[Page]] = {
    "stranger": [
        Page("start", "/"),
        Page("advisories", "/advisories"),
        Page("advisories-none", "/advisories?q=nothing-has-this-word"),
        Page("look-up", "/look-up"),
        Page("advisory", titled("/advisories", TIDEWATER)),
        Page("policy", "/policy"),
        Page("feeds", "/feeds"),
        Page("heads", "/ledger-heads"),
        Page("ssvc", "/ssvc"),
        Page("ssvc-deployer", "/ssvc/deployer?exploitation=active&patient_harm=serious&downtime_hazard=yes"),
        Page("report", "/report"),
        Page("my-report", "/my-report"),
        Page("sign-in", "/sign-in"),
        Page("not-there", "/advisories/MCA-0000-0000", 404),
    ],
    "coordinator": [
        Page("status", "/status"),
        Page("board", "/board"),
        Page("board-none", "/board?q=nothing-has-this-word"),
        Page("reports", "/reports"),
        Page("report", titled("/reports", "Lumis")),
        Page("report-in-case", titled("/reports", MARLO)),
        *_room(BREVA),
        _OPINION,
        _DISPUTE,
        Page("records", "/records"),
        Page("case-records", titled("/board", TIDEWATER, then="/records")),
        Page("records-request", titled("/records", "FOIA 2026-0412")),
        Page("case-draft", titled("/board", BREVA, then="/draft")),
        Page("case-telling", titled("/board", BREVA, then="/telling")),
        Page("case-communication-given", titled("/board", BREVA, then="/communication")),
        Page("case-texts", titled("/board", BREVA, then="/texts")),
        Page("texts-to-comment", "/texts"),
        Page("case-supply", _supply(BREVA)),
        Page("case-spill", titled("/board", BREVA, then="/spill")),
        Page("case-open-room", titled("/board", BREVA, then="/rooms/new")),
        Page("case-state-part", titled("/board", BREVA, then="?view=state")),
        Page("case-parties-part", titled("/board", BREVA, then="?view=parties")),
        Page("case-found", titled("/board", BREVA, then="?q=build&only=messages")),
        Page("case-who", titled("/board", BREVA, then="/who")),
        Page("case-duties", titled("/board", BREVA, then="/duties")),
        Page("duties", "/duties?period=all"),
        Page("clause", "/duties/R13"),
        Page("exercises", "/exercises"),
        Page("legal bases", "/bases"),
        Page("a legal basis", "/bases/cisa-2015"),
        Page("case-invite", titled("/board", BREVA, then="/invite")),
        Page("case-new", titled("/board", MARLO)),
        Page("case-new-draft", titled("/board", MARLO, then="/draft")),
        Page("case-published", titled("/board", TIDEWATER)),
        Page("case-published-draft", titled("/board", TIDEWATER, then="/draft")),
        *_PRODUCTS,
        Page("take-in", "/advisories/take-in"),
        Page("signals", "/signals"),
        Page("signals-none", "/signals?q=nothing-has-this-word"),
        Page("signals-read", "/signals/take-in"),
        Page("signal", first("/signals", r"/signals/[0-9a-f-]{36}")),
        Page("sightings-to-decide", "/sightings"),
        Page("sighting-to-decide", first("/sightings", r"/sightings/MS-[^/]+")),
        *_CONVENING,
        *_TESTS,
        *_EVERY_MEMBER,
    ],
    "regulator": [
        Page("consultations", "/consultations"),
        Page("emerging", "/emerging"),
        Page("board", "/board"),
        *_room(BREVA),
        _OPINION,
        _DISPUTE,
        Page("case-new-opinion", titled("/board", MARLO, then="/opinion")),
        Page("case-draft-given", titled("/board", BREVA, then="/draft")),
        Page("case-communication", titled("/board", BREVA, then="/communication")),
        Page("case-new-communication", titled("/board", MARLO, then="/communication")),
        *_CONVENING,
        *_TESTS,
        *_EVERY_MEMBER,
    ],
    "karst": [
        Page("inbox", "/board"),
        Page("calls-none", "/calls"),
        *_TESTS,
        *_room(BREVA),
        _DISPUTE,
        *_PRODUCTS,
        Page("product-new", "/products/new"),
        Page("product-edit", titled("/products", BREVA, then="/edit")),
        Page("product-sibling", first("/products", r"/products/siblings/[0-9a-f-]{36}")),
        Page("products-none", "/products?q=nothing-has-this-word"),
        Page("product-import", "/products/import"),
        Page("party", "/party"),
        Page("party-member", first("/party", r"/party/members/[0-9a-f-]{36}")),
        Page("party-profile", "/party/profile"),
        Page("party-tokens", "/party/tokens"),
        Page("party-log", "/party/log"),
        Page("case-declare", titled("/board", BREVA, then="/declarations?form=risk")),
        Page("risk-matrix", "/risk-matrix"),
        Page("case-people", titled("/board", BREVA, then="/people")),
        Page("case-supply", _supply(BREVA)),
        *_EVERY_MEMBER,
    ],
    "pellgrove": [
        Page("inbox-invited", "/board"),
        Page("terms-unsigned", first("/board", r"/cases/[^/]+/terms")),
    ],
    "hospital": [
        Page("worklist", "/worklist"),
        Page("worklist-none", "/worklist?q=nothing-has-this-word"),
        Page("worklist-print", "/worklist/print"),
        Page("group", titled("/worklist", TIDEWATER)),
        Page("how-soon", titled("/worklist", TIDEWATER, then="/decisions")),
        Page("identity", first("/worklist", r"/worklist/[0-9a-f-]{36}")),
        Page("inventory", "/inventory"),
        Page("device", first("/inventory", r"/inventory/devices/[0-9a-f-]{36}")),
        Page("import", "/inventory/import"),
        Page("take-in", "/advisories/take-in"),
        Page("harm-events", "/harm-events"),
        Page("sightings", "/sightings"),
        Page("sighting-receipt", first("/sightings", r"/sightings/MS-[^/]+")),
        Page("sighting-of-advisory", "/sightings?advisory=MCA-2026-0001"),
        *_EVERY_MEMBER,
    ],
    "merrow": [Page("worklist-empty", "/worklist"), Page("inventory-empty", "/inventory")],
    "isao": [
        Page("advisories", "/advisories"),
        Page("texts", "/isao-texts"),
        Page("take-in", "/advisories/take-in"),
        Page("sightings-none", "/sightings"),
        *_EVERY_MEMBER,
    ],
}
