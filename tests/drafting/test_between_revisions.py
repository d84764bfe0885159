"""What changed between the versions that stand for revisions of an advisory, to be read and to be heard."""

from __future__ import annotations

import re
from html import unescape

import pytest

from medcord.core.advisory.revising import RevisionKind
from medcord.drafting import actions
from tests.cases.road import drafted, released
from tests.cast import Cast, browser_of, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def shown(text: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", text).split()))


def revised(cast: Cast, case: str, words: str) -> None:
    viewer = cast.coordinator.viewer
    actions.open_for_revision(case, kind=RevisionKind.UPDATE, news=words, actor=viewer)
    actions.save_draft(case, {"what_to_do": words}, actor=viewer)


def test_what_is_written_now_is_compared_with_what_is_out_by_one_link(cast: Cast) -> None:
    case = drafted(cast)
    released(cast, case)
    browser = browser_of(cast.coordinator)
    assert "What changed since what is out" not in browser.get(f"/cases/{case}/draft").content.decode()
    revised(cast, case, "Ask your clinic to install 4.2.2.")
    page = browser.get(f"/cases/{case}/draft").content.decode()
    link = re.search(r'href="(\?from=1&amp;to=\d#versions)">What changed since what is out', page)
    assert link is not None
    page = browser.get(f"/cases/{case}/draft{unescape(link[1])}").content.decode()
    assert '<del><span class="usa-sr-only">removed: </span>4.2.1.</del>' in page
    assert '<ins><span class="usa-sr-only">added: </span>4.2.2.</ins>' in page
    assert browser_of(cast.eve).get(f"/cases/{case}/draft?from=1&to=2").status_code == 404


def test_each_revision_is_compared_with_the_one_before_and_one_given_up_is_none(cast: Cast) -> None:
    case = drafted(cast)
    released(cast, case)
    revised(cast, case, "Ask your clinic to install 4.2.2.")
    released(cast, case)
    actions.open_for_revision(case, kind=RevisionKind.UPDATE, news="Never.", actor=cast.coordinator.viewer)
    actions.give_up_revision(case, actor=cast.coordinator.viewer)
    page = browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode()
    words = [unescape(one) for one in re.findall(r'to=\d+#versions">([^<]*)</a>', page)]
    assert words == ["From revision 1 to 2"]
