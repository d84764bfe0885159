"""What one party typed is met by those whom the policy names and by nobody else: pages, exports, feeds, API, mail."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.refusals import NotFound
from medcord.intake import queries as intake
from medcord.intake.models import Report
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.products import queries as products
from medcord.products.models import Product
from tests.access.api_table import CELLS
from tests.access.table import AGENCIES, DONE, OLD, PAGE, READERS, SIGNED
from tests.access.test_routes import asked, named, shape
from tests.access.world import CLASSES, COORDINATORS, MEMBERS, REGULATORS, World

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]

SIGNED_MAKER = ("signed", "reader")
"""Those of the signed maker's party who see the case (35, 36)."""
REGISTRIES = (*COORDINATORS, *REGULATORS)
"""Who looks products up (29)."""

# By policy.md. Whoever is not named here must not meet it on any page, export, feed, or answer of the API.
MET_BY: dict[str, tuple[str, ...]] = {
    "zq-title": (*READERS, "reader"),  # what the case is called is no part of what was said in it
    "zq-summary": (*OLD, "reader"),  # 12: written before the late one's point
    "zq-plain-owner": (*OLD, "reader"),
    "zq-plain-signed": (*OLD, "reader"),
    "zq-plain-regulator": (*OLD, "reader"),
    "zq-secret-signed": ("owner", *SIGNED_MAKER),  # 21: the regulator was not named, its supplier not consulted
    "zq-cci-lapsed": ("owner", "lapsed"),  # 21, 19: its author, as long as it reads the case so far
    "zq-pcii-signed": ("owner", *SIGNED_MAKER),  # 21
    "zq-deliberative-regulator": AGENCIES,  # 23
    "zq-privacy-signed": ("owner", *SIGNED_MAKER),  # 22
    "zq-red-signed": ("owner", *SIGNED_MAKER),  # 24
    "zq-red-owner": ("owner",),  # 24
    "zq-side-title": ("owner", *SIGNED_MAKER),  # 20: in the room; the finder reads messages and no title
    "zq-side-signed": ("owner", *SIGNED_MAKER),  # the words before an edit, for those who read the message
    "zq-side-edited": ("owner", *SIGNED_MAKER, "finder"),
    "zq-side-owner": ("owner", *SIGNED_MAKER, "finder"),
    "zq-side-finder": ("owner", *SIGNED_MAKER, "finder"),
    "zq-thread-signed": (*SIGNED, "reader"),  # 20, 13: said after the lapse
    "zq-late-message": (*SIGNED, "reader"),  # 13
    "zq-late-product": (*SIGNED, "reader", "limited"),  # and whoever reads the registry, see REGISTRY
    "zq-late-remedy": (*SIGNED, "reader"),
    "zq-remedy": (*OLD, "reader"),
    "zq-scenario": AGENCIES,  # 25
    "zq-hazard": AGENCIES,
    "zq-second-scenario": AGENCIES,
    "zq-sentence": (*OLD, "reader"),  # 25; released before the lapse, so it stays readable (13)
    "zq-draft-title": ("owner", "guest"),  # 27
    "zq-learned": (*AGENCIES, *SIGNED_MAKER),  # 44
    "zq-corrected": (*AGENCIES, *SIGNED_MAKER),
    "zq-learned-because": (*AGENCIES, *SIGNED_MAKER),  # 45
    **dict.fromkeys(("zq-correction", "zq-lots"), (*AGENCIES, *SIGNED_MAKER)),
    "zq-consignees.csv": (),  # it is called otherwise
    "zq-consignee-held": ("regulator", *SIGNED_MAKER),  # 82
    "zq-customers-kept": (*AGENCIES, *SIGNED_MAKER),
    "zq-customers-given": (*AGENCIES, *SIGNED_MAKER, "isao"),  # 46
    "zq-draft-summary": ("owner", "guest"),
    "zq-draft-comment": ("owner", "guest"),  # 57
    "zq-sc-title": AGENCIES,  # 58: given to both coordinators, to no maker
    "zq-sc-do": AGENCIES,
    "zq-sc-not-known": AGENCIES,
    "zq-sc-versions": AGENCIES,
    "zq-sc-comment": AGENCIES,
    "zq-sc-proposal": AGENCIES,
    "zq-own-number": (*READERS, "reader"),  # a number stands as it is now; set before the lapse
    "zq-evidence": ("owner", *SIGNED_MAKER),  # a claim's, read by its author and the owner
    "zq-removed-because": ("owner",),
    "zq-r1-problem": (*OLD, "reader", "finder"),  # 5 to 7
    "zq-r1-tested": (*OLD, "reader", "finder"),
    "zq-r1-impact": (*OLD, "reader", "finder"),
    "zq-r1-finder": ("owner", "finder"),  # the finder did not allow it to go along
    "zq-to-finder": ("owner", "finder"),
    "zq-file text": (*OLD, "reader", "finder"),  # 7: the clean copy; 18b: the finder's own
    "zq-said-file": ("owner", "finder"),  # 18b: it hangs on a message between the two
    "zq-r2-problem": ("owner", "finder_out"),
    "zq-quiet-title": ("owner",),
    "zq-quiet-left-out": ("owner",),
    "zq-closed-title": ("owner", *SIGNED_MAKER, "limited"),
    "zq-closed-left-out": ("owner",),  # the regulator's absence is between the agencies
    "zq-none-title": ("owner", *SIGNED_MAKER),  # there and in the next two another maker is invited and has not signed
    "zq-proposed-title": ("owner", *SIGNED_MAKER),
    "zq-revise-title": ("owner", "guest", *SIGNED_MAKER),
    "zq-revise-offered": ("owner", "guest"),  # between the two coordinators
    "zq-p3-title": ("owner", "regulator", *SIGNED_MAKER),
    "zq-p3-message": ("owner", "regulator", *SIGNED_MAKER),
    "zq-p3-early": (),  # a reason that is sealed
    "zq-told-case": ("owner", "regulator", *SIGNED_MAKER),
    **dict.fromkeys(("zq-told-title", "zq-told-summary", "zq-told-device", "zq-told-do"), ("owner", "hospital")),  # 89
    "zq-told-why": ("owner",),
    "zq-late-evidence": AGENCIES,  # 67: on what "confirmed" rests
    "zq-emerging": AGENCIES,  # 70
    "zq-warning": (*AGENCIES, *SIGNED_MAKER),  # 70: the firm that is asked
    "zq-seen-title": ("owner", "hospital"),  # 69
    "zq-seen-words": ("owner", "hospital"),
    "zq-list": ("owner",),  # 68
    "zq-request-problem": (*SIGNED_MAKER, "owner"),  # 5, 6; 35: no case holds it
    "zq-request-model": (*SIGNED_MAKER, "owner"),
    "zq-own-product": (*SIGNED_MAKER, "limited", *REGISTRIES),  # 29
    "zq-eve-product": ("maker_out", *REGISTRIES),
    "zq-shared-product": (*SIGNED_MAKER, "limited", "maker_out", *REGISTRIES),
    "zq-sibling-name": (*SIGNED_MAKER, "limited", "maker_out", *REGISTRIES),
    "zq-sibling-note": (*SIGNED_MAKER, "limited", "maker_out", *REGISTRIES),
    "zq-file-product": (*SIGNED_MAKER, "limited"),  # not in the registry yet
    "zq-f.csv": (*SIGNED_MAKER, "limited"),
    "zq-webhook": (*SIGNED_MAKER, "limited"),  # 39
    "zq-path": (*SIGNED_MAKER, "limited"),
    "zq-tag-1": ("hospital",),  # 30
    "zq-ward": ("hospital",),
    "zq-work-note": ("hospital",),
    "zq-work-proof": ("hospital",),
    "zq-waiting.csv": ("hospital",),
    # 66: the result was released to who reads the case, before the lapse
    **dict.fromkeys(("zq-lab-name", "zq-lab-result"), (*OLD, "reader")),
    **dict.fromkeys(("zq-lab-scope", "zq-lab-question", "zq-lab-secret"), (*AGENCIES, *SIGNED_MAKER)),
    "zq-lab-serial": (*AGENCIES, *SIGNED_MAKER),  # it supplied the device
    "zq-lab-taker": AGENCIES,  # a hand-over that the owner signed
    "zq-lab-because": AGENCIES,
    # 62, 63: the convening party and those that are asked; all of them read the case
    **dict.fromkeys(
        ("zq-call-purpose", "zq-call-dial", "zq-call-decided", "zq-call-to-do", "zq-call-proof"),
        ("owner", "regulator", *SIGNED_MAKER),
    ),
    "zq-token": ("signed",),
    "zq-public-title": CLASSES,  # 31
    "zq-public-remedy": CLASSES,
    "zq-public-thanks": CLASSES,
}
REGISTRY = ("coordinator_out", "regulator_out")
"""Coordinators and regulators read all products (29), so they meet their names without any case."""
# Where a marker is met by fewer than may: nothing shows it to them yet. Each is a gap, not a leak.
NOT_SHOWN_YET = {
    "zq-sentence": ("signed",),  # on the API only once the page for makers is there
}

EVERY = products.ProductCut(state="all")
EVERY_PAGE = sorted({cell.path for cell in CELLS if cell.method == "GET"})


@pytest.fixture(scope="package")
def met(world: World) -> dict[str, dict[str, set[str]]]:
    """For each class and marker, the pages where the class meets it."""
    found: dict[str, dict[str, set[str]]] = {who: {} for who in CLASSES}
    for cell in CELLS:
        if cell.method != "GET":
            continue
        for who in CLASSES:
            said = asked(world, cell, who)[0].said
            for mark in MET_BY:
                if mark in said and re.search(re.escape(mark) + r"(?![\w-])", said):
                    found[who].setdefault(mark, set()).add(cell.path)
    return found


@pytest.mark.parametrize("mark", MET_BY)
def test_only_those_named_meet_what_was_typed(met: dict[str, dict[str, set[str]]], mark: str) -> None:
    allowed = {*MET_BY[mark], *(REGISTRY if mark.endswith("-product") else ())}
    leaks = {who: sorted(met[who][mark]) for who in CLASSES if who not in allowed and mark in met[who]}
    assert leaks == {}


@pytest.mark.parametrize("mark", [mark for mark in MET_BY if MET_BY[mark]])
def test_those_named_do_meet_it(met: dict[str, dict[str, set[str]]], mark: str) -> None:
    assert [who for who in MET_BY[mark] if mark not in met[who] and who not in NOT_SHOWN_YET.get(mark, ())] == []


def test_mail_and_facts_hold_no_word_that_anybody_typed(world: World) -> None:
    letters = [f"{row.to} {row.subject} {row.body}" for row in OutgoingLetter.objects.all()]
    assert len(letters) > 0
    assert [one for one in letters if "zq-" in one] == []
    assert [str(row) for row in FactRow.objects.all() if "zq-" in str(row.data)] == []


def test_no_letter_about_a_case_goes_to_a_party_outside_it(world: World) -> None:
    outside = {
        world.members[who].email for who in ("coordinator_out", "regulator_out", "maker_out", "hospital", "isao")
    }
    told = {row.to for row in OutgoingLetter.objects.filter(body__contains=world.names["case"])}
    assert told & outside == set()
    assert world.members["signed"].email in told


@pytest.mark.parametrize("who", MEMBERS)
def test_the_list_of_cases_is_what_single_look_ups_find(world: World, who: str) -> None:
    viewer = world.viewer(who)

    def found(look: object, reference: str) -> bool:
        try:
            look(viewer, reference)  # type: ignore[operator]
        except NotFound:
            return False
        return True

    every = Case.objects.values_list("reference", flat=True)
    assert {one.reference for one in cases.visible(viewer)} == {one for one in every if found(cases.case_for, one)}
    listed = {one.reference for one in cases.invitations(viewer)}
    invited = {one for one in every if found(cases.invitation_for, one) and not found(cases.case_for, one)}
    # Where a case is closed nothing is left to sign: the invitation is still found and not listed.
    assert listed == invited - set(Case.objects.exclude(closed_at=None).values_list("reference", flat=True))


@pytest.mark.parametrize("who", MEMBERS)
def test_the_lists_of_reports_and_products_are_what_single_look_ups_find(world: World, who: str) -> None:
    viewer = world.viewer(who)

    def found(look: object, key: object) -> bool:
        try:
            look(viewer, key)  # type: ignore[operator]
        except NotFound:
            return False
        return True

    references = Report.objects.values_list("reference", flat=True)
    assert {row.reference for row in (*intake.inbox(viewer), *intake.requests(viewer))} == {
        one for one in references if found(intake.report_for, one)
    }
    keys = Product.objects.values_list("pk", flat=True)
    assert {row.pk for row in products.visible(viewer, cut=EVERY)} == {
        one for one in keys if found(products.product_for, one)
    }


POSTS = [cell for cell in CELLS if cell.method == "POST" and "{case" in cell.path and not cell.path.startswith("/api/")]


@pytest.mark.parametrize("row", POSTS, ids=named)
def test_without_a_token_a_hidden_case_is_refused_like_an_absent_one(world: World, row: object) -> None:
    """Cross-site forgery is refused before anybody looks whether the case is there."""
    for who in ("stranger", "maker_out", "coordinator_out"):
        answers = []
        for absent in (False, True):
            connection.queries_log.clear()
            with CaptureQueriesContext(connection) as taken:
                answer = world.browser(who, csrf=True).post(world.path(row.path, absent=absent))  # type: ignore[attr-defined]
            answer.said = answer.content.decode()
            answers.append((shape(answer), len(taken)))
        assert answers[0] == answers[1]
        assert answers[0][0][0] in (400, 403)


@pytest.mark.parametrize("word", ["silenced", "zq-quiet-title", "{case}", "zq-r1", "zq-draft-title"])
@pytest.mark.parametrize("who", ["stranger", "maker_out", "hospital", "isao"])
def test_no_search_feed_or_export_counts_what_is_hidden(world: World, who: str, word: str) -> None:
    absent = "zq-nowhere"
    pages = ["/search", "/advisories", "/advisories/feed.atom", "/advisories/feed.json", "/advisories/list.csv"]
    pages += ["/board", "/board.csv", "/products", "/products.csv"] if who == "maker_out" else []
    for page in pages:
        answers = []
        for q in (world.path(word), absent):
            answer = world.browser(who).get(page, {"q": q})
            answer.said = (answer.getvalue() if answer.streaming else answer.content).decode().replace(q, "…")
            status, _, _, said = shape(answer)
            answers.append((status, said))
        assert answers[0] == answers[1], page


def test_a_party_that_declined_or_was_removed_has_an_empty_board(world: World) -> None:
    for who in ("declined", "removed", "maker_out", "coordinator_out", "regulator_out"):
        page = world.browser(who).get("/board").content.decode()
        assert (who, "MC-" in page) == (who, False)


def test_the_ledger_page_shows_no_gaps_to_those_who_do_not_read_everything(world: World) -> None:
    for who in ("signed", "lapsed", "regulator"):
        page = world.browser(who).get(world.path("/cases/{case}/facts")).content.decode()
        numbers = [int(one) for one in re.findall(r'<td class="num">(\d+)</td>', page)]
        newest = numbers[0]
        assert numbers == list(range(newest, newest - len(numbers), -1))


def test_a_lapsed_party_does_not_learn_what_happened_since(world: World) -> None:
    browser = world.browser("lapsed")
    room = browser.get(world.path("/cases/{case}")).content.decode()
    assert world.members["invited"].organisation.name not in room
    assert "Confirmed" not in room
    known = browser.get(world.path("/api/v1/cases/{case}")).content.decode()
    assert world.members["invited"].organisation.name not in known


def test_a_stranger_is_given_no_cookie_by_what_is_public(world: World) -> None:
    for path in ("/", "/advisories", "/search?q=x", "/feeds", "/policy", world.path("/advisories/{advisory}")):
        answer = Client().get(path)
        assert (path, dict(answer.cookies)) == (path, {})


def test_private_pages_are_kept_by_no_cache(world: World) -> None:
    kept = []
    for cell in CELLS:
        if cell.method != "GET":
            continue
        for who in ("owner", "hospital", "signed", "finder"):
            answer, _, _ = asked(world, cell, who)
            if (
                "zq-" in answer.said
                and "public" not in answer.said
                and "no-store" not in answer.headers["Cache-Control"]
            ):
                kept.append(f"{cell.path} as {who}: {answer.headers['Cache-Control']}")
    assert kept == []


def test_every_row_of_the_table_lets_somebody_in_or_says_why_not() -> None:
    """A row that hides from everybody would prove nothing."""
    useless = [
        str(row)
        for row in CELLS
        if {PAGE, DONE}.isdisjoint(row.outcomes.values()) and len(set(row.outcomes.values())) == 1
    ]
    expected = [
        "GET /.well-known/csaf/nothing.json", "GET /api/", "GET /home", "GET /report/received",
        # A way back, a provider and a passkey that are not there: the table of sign-in shows that all look alike.
        "GET /sign-in/oidc/1/back", "GET /sign-in/second", "POST /api/v1/credit-claims",
        # without a file
        "POST /api/v1/reports/as-csaf", "POST /api/v1/reports/as-csaf/preview",
        "POST /join/{secret}/passkey", "POST /my-report/leave", "POST /recover/nothing", "POST /recover/nothing/begin",
        "POST /recover/nothing/passkey", "POST /sign-in/oidc/1", "POST /sign-in/oidc/1/finish", "POST /sign-in/passkey",
        "POST /sign-in/second", "POST /welcome/{welcome}/passkey",
    ]  # fmt: skip
    assert sorted(useless) == expected
