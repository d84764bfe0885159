"""The proof of decision 27: with something told to some in the database, and without, everybody else gets the same,
byte by byte: every public address, every file of the provider, every list, figure and search of those not told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from medcord.core.vocabulary import Tlp
from medcord.gateways import clock
from medcord.ledger import worker
from medcord.parties.models import Member
from medcord.restricted.models import RestrictedAdvisory
from medcord.search.models import Entry
from medcord.sharing import actions as sharing
from medcord.sharing import queries as provider
from tests.api.programs import Program
from tests.cases.road import DRAFT, drafted, joined, released, stated
from tests.cast import SYSTEM, Cast, browser_of, make_cast
from tests.inventory.ward import imported, table
from tests.restricted.telling import told

pytestmark = pytest.mark.django_db

WORDS = ("Karst", "Breva", "alarm", "isolate", "CVE-2026-90533", "MCR", "zqtold")
FILTERS = ("q", "product", "model", "cve", "maker", "year")
PLACES = (
    "/", "/advisories", "/advisories/feed.atom", "/advisories/feed.json", "/advisories/list.csv", "/search", "/feeds",
    "/policy", "/ssvc", "/look-up", "/ledger-heads", "/ledger-heads.json", "/robots.txt", "/sitemap.xml",
    "/.well-known/csaf/", "/.well-known/security.txt", "/api/v1/advisories", "/api/v1/ledger/heads",
)  # fmt: skip
OF_MEMBERS = (
    "/board", "/board.csv", "/measures", "/measures.csv", "/products", "/notices", "/directory", "/calls", "/texts",
    "/consultations", "/worklist", "/worklist.csv", "/inventory", "/sightings", "/isao-texts", "/restricted", "/status",
    "/signals", "/duties", "/api/v1/me", "/api/v1/measures", "/api/v1/worklist", "/api/v1/restricted",
    "/api/v1/parties", "/api/v1/cases",
    "/api/v1/restricted/csaf/2.0/amber/csaf-feed-tlp-amber.json", "/api/v1/node/status",
)  # fmt: skip
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|csrf-token="\w+"')


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found += [value for name, value in attrs if value and name == "href"]


def parameterless(patterns: object = None, before: str = "") -> Iterator[str]:
    """Every address of the url configuration that names nothing."""
    for one in get_resolver().url_patterns if patterns is None else patterns:  # type: ignore[attr-defined]
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from parameterless(one.url_patterns, route)
        elif isinstance(one, URLPattern) and "<" not in route and "(" not in route:
            yield f"/{route}"


Answer = tuple[int, dict[str, str], bytes]


def answer_of(found: HttpResponse) -> Answer:
    body = found.getvalue() if found.streaming else found.content
    return found.status_code, dict(found.headers), _TOKEN.sub(b"", body)


def walked(browser: Client, *starts: str) -> dict[str, Answer]:
    """Every address that can be reached from these by links, each with its answer."""
    seen: dict[str, Answer] = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen[address] = answer = answer_of(browser.get(address))
        if "html" in answer[1].get("Content-Type", "") and answer[0] == 200:
            reader = Links()
            reader.feed(answer[2].decode())
            links = [urlsplit(urljoin(f"http://testserver{address}", one)) for one in reader.found]
            waiting += [
                f"{one.path}?{one.query}" if one.query else one.path for one in links if _ours(one.netloc, one.path)
            ]
    return seen


def _ours(host: str, path: str) -> bool:
    return host == "testserver" and not path.startswith(("/static/", "/sign-in", "/sign-out"))


def the_public_side(cast: Cast) -> dict[str, object]:
    """All of it, as strangers and as members who were not told meet it."""
    stranger = Client()
    asked = [f"/advisories?{name}={word}" for name in FILTERS for word in (*WORDS, "2026")]
    asked += [f"/search?q={word}" for word in WORDS] + [f"/api/v1/advisories?q={word}" for word in WORDS]
    found: dict[str, object] = dict(walked(stranger, *PLACES, *sorted(set(parameterless())), *asked))
    for word in WORDS:
        found[f"look up {word}"] = answer_of(stranger.post("/look-up", {"what": word, "model": word, "udi": ""}))
        answer = Program().send("POST", "/advisories/look-up", {"product": word})
        found[f"look up {word} by program"] = answer_of(answer)
    for method in ("HEAD", "OPTIONS"):
        found |= {f"{method} {place}": answer_of(stranger.generic(method, place)) for place in PLACES}
    for member in not_told(cast):
        browser, who = browser_of(member), member.email
        pages = [*OF_MEMBERS, *(f"/search?q={word}" for word in WORDS), "/advisories", *asked[:7]]
        found |= {f"{who} {page}": answer_of(browser.get(page)) for page in pages}
    found["words in the index"] = sorted(Entry.objects.values_list("kind", "key"))
    sharing.build_tree(actor=SYSTEM)
    files = provider.provider_files(clock.now()).files
    found["the provider"] = {path: data if isinstance(data, bytes) else data.load() for path, data in files.items()}
    return found


def not_told(cast: Cast) -> tuple[Member, ...]:
    return cast.eve, cast.other_hospital, cast.isao


def test_nothing_public_differs_by_what_some_were_told_before_all(tmp_path: Path, settings: LazySettings) -> None:
    settings.MEDCORD_HOME = tmp_path
    with clock.at(clock.now().replace(microsecond=0)):
        cast = make_cast()
        released(cast, drafted(cast))
        imported(
            cast.other_hospital,
            table(("SE-001", "Karst Respiratory", "Breva V2", "ventilator", "4.1.0", "ICU", "A", "1")),
        )
        other = joined(cast, device_model="Breva V3")
        stated(cast, other)
        from medcord.drafting import actions

        words = {**DRAFT, "title": "zqtold Breva V2", "summary": "zqtold isolate it", "cve": "CVE-2026-90777"}
        actions.save_draft(other, words, actor=cast.coordinator.viewer)
        worker.drain()
        # The colleague who approves is there in both.
        before = the_public_side(cast)
        for label in (Tlp.AMBER, Tlp.GREEN, Tlp.AMBER_STRICT):
            told(cast, case=other, label=label)
        worker.drain()
        after = the_public_side(cast)
        assert RestrictedAdvisory.objects.filter(stand="told").count() == 3
        assert len(before) > 250
        assert [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)] == []
        assert not [
            name for name, answer in after.items() if b"zqtold" in str(answer).encode() and "zqtold" not in name
        ]
        released(cast, other)
        worker.drain()
        public = the_public_side(cast)
        differ = {name for name in before if public.get(name) != before[name]}
        assert {"/", "/advisories", "/advisories/feed.atom", "the provider", "/api/v1/advisories"} <= differ


def test_the_numbers_of_published_advisories_have_no_gap_for_it() -> None:
    cast = make_cast()
    first = released(cast, drafted(cast))
    told(cast, case=_another(cast, "Breva V4"))
    second = released(cast, _another(cast, "Breva V5"))
    number = int(first.tracking_id[-4:])
    assert second.tracking_id == f"{first.tracking_id[:-4]}{number + 1:04}"


def _another(cast: Cast, model: str) -> str:
    from medcord.drafting import actions

    case = joined(cast, device_model=model)
    stated(cast, case)
    actions.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    return case


def test_a_day_later_the_heads_that_are_sealed_tell_no_number_of_it(tmp_path: Path, settings: LazySettings) -> None:
    """What is anchored a day is one sealed root: it differs by any fact, and says of none what it was."""
    settings.MEDCORD_HOME = tmp_path
    cast = make_cast()
    told(cast, case=drafted(cast))
    from medcord.ledger import anchors, ticks

    with clock.at(clock.now() + timedelta(days=1)):
        ticks.run_all()
        for day in anchors.days():
            said = Client().get(f"/ledger-heads/{day}.json").content.decode()
            number = RestrictedAdvisory.objects.get()
            assert not [one for one in (number.tracking_id, str(number.pk), number.sha256, "estricted") if one in said]
