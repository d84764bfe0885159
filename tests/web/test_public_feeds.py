"""Feeds that readers take by standard: RFC 4287 and JSON Feed 1.1, narrowed, asked again at little cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.test import Client

from medcord.advisories import actions
from medcord.core.vocabulary import Tlp
from tests.advisories.stories import COORDINATOR, HOSPITAL, PUMP_ADVISORY
from tests.advisories.test_finding import mark
from tests.advisories.test_take_in import csaf

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = ("atom", "json")


@pytest.fixture
def tracking_id() -> str:
    return actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id


def test_an_atom_feed_has_what_the_standard_asks_of_it(tracking_id: str) -> None:
    answer = Client().get("/advisories/feed.atom?maker=Quillon+Infusion+Systems")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    [entry] = root.findall(f"{ATOM}entry")
    for each in (root, entry):  # RFC 4287, 4.1.1 and 4.1.2: exactly one of each
        assert [len(each.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "National Coordination Centre"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert str(links["self"]).endswith("/advisories/feed.atom?maker=Quillon+Infusion+Systems")
    assert root.findtext(f"{ATOM}id") == links["self"]
    for name in ("published", "updated"):
        assert datetime.fromisoformat(str(entry.findtext(f"{ATOM}{name}"))).tzinfo is not None
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert tracking_id in str(link.get("href"))


def test_a_json_feed_has_what_the_standard_asks_of_it(tracking_id: str) -> None:
    answer = Client().get("/advisories/feed.json")
    assert answer.headers["Content-Type"].startswith("application/feed+json")
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].endswith("/advisories/feed.json")
    [item] = feed["items"]
    assert isinstance(item["id"], str)
    assert item["content_text"] == PUMP_ADVISORY.plain.what_could_happen
    assert tracking_id in item["url"]
    assert datetime.fromisoformat(item["date_published"]) <= datetime.fromisoformat(item["date_modified"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_that_asks_again_is_told_when_nothing_is_new(tracking_id: str, kind: str) -> None:
    path, browser = f"/advisories/feed.{kind}", Client()
    first = browser.get(path)
    for asked in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        again = browser.get(path, headers=asked)
        assert (again.status_code, again.content) == (304, b"")
    actions.publish(replace(PUMP_ADVISORY, title="Another pump"), actor=COORDINATOR)
    news = browser.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert news.status_code == 200
    assert "Another pump" in news.content.decode()
    assert dict(browser.cookies) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_is_narrowed_by_year_and_maker_and_holds_nothing_that_is_not_open(tracking_id: str, kind: str) -> None:
    actions.take_in([("a.json", csaf())], actor=HOSPITAL)
    hidden = actions.publish(replace(PUMP_ADVISORY, title="A hidden title"), actor=COORDINATOR)
    mark(hidden, Tlp.AMBER)
    year = tracking_id[4:8]

    def feed(query: str) -> str:
        return Client().get(f"/advisories/feed.{kind}{query}").content.decode()

    assert "ICSMA-99-001-01" in feed("")
    assert "ICSMA-99-001-01" not in feed(f"?year={year}")
    assert tracking_id in feed(f"?year={year}&maker=Quillon+Infusion+Systems")
    assert tracking_id not in feed("?maker=Oakhollow")
    assert "A hidden title" not in feed("")


def test_pages_lead_feed_readers_to_the_feeds(tracking_id: str) -> None:
    for path in ("/", "/advisories", f"/advisories/{tracking_id}"):
        assert 'rel="alternate" type="application/atom+xml"' in Client().get(path).content.decode()


def test_the_head_of_the_printed_page_stands_outside_main_and_is_not_read_aloud(tracking_id: str) -> None:
    page = Client().get(f"/advisories/{tracking_id}").content.decode()
    head = page.index('class="paper-head" aria-hidden="true"')
    assert head < page.index("<main")
    assert f"/advisories/{tracking_id}" in page[head : page.index("<main")]
    assert "medcord/print.css" in page
