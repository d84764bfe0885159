"""A patient's name in the words of a further vulnerability: destroyed with the draft, and met nowhere after."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from medcord.cases import actions as cases
from medcord.core.refusals import NotAllowed, NotFound
from medcord.drafting import actions
from medcord.drafting.flaws import flaws_of
from medcord.drafting.models import DraftVersion
from tests.cast import Cast, browser_of, make_cast
from tests.drafting.test_flaws import draft_of, three

pytestmark = pytest.mark.django_db

NAME = "Zephyrine Quill"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def spilled(cast: Cast) -> str:
    """The second vulnerability names a patient in one version, and no more in the next; the third does in its title."""
    case, owner = three(cast), cast.coordinator.viewer
    for words in (f"{NAME} was given too much.", "Too much was given."):
        first, second, third = flaws_of(draft_of(cast, case))
        more = [replace(second, flaw=words), replace(third, title=f"The pump of {NAME}")]
        actions.save_draft(case, {}, flaws=[first, *more], actor=owner)
    actions.circulate(case, cast.regulator.organisation_id, actor=owner)
    return case


def tables_with(word: str) -> list[str]:
    """Every table of the database in which a word still stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(word in str(row) for row in cursor.fetchall()):
                found.append(table)
    return found


def test_words_of_a_further_vulnerability_are_destroyed_in_the_draft_and_in_every_version(cast: Cast) -> None:
    case = spilled(cast)
    assert NAME in browser_of(cast.regulator).get(f"/cases/{case}/draft").content.decode()
    assert any(NAME in str(row.words) for row in DraftVersion.objects.all())
    chosen = [cases.Chosen("draft", draft_of(cast, case).pk)]
    for member in (cast.eve, cast.regulator, cast.manufacturer):
        with pytest.raises((NotFound, NotAllowed)):
            cases.purge(case, chosen, reason="a patient was named", typed=case, actor=member.viewer)
    cases.purge(case, chosen, reason="a patient was named", typed=case, actor=cast.coordinator.viewer)
    for member in (cast.coordinator, cast.regulator):
        browser = browser_of(member)
        for path in (f"/cases/{case}/draft", f"/cases/{case}", f"/cases/{case}/facts", f"/search?q={NAME.split()[0]}"):
            assert NAME not in browser.get(path).content.decode(), path
    assert tables_with(NAME) == []
    assert tables_with("given too much") == []


def test_eve_meets_no_word_of_it_before_or_after(cast: Cast) -> None:
    case = spilled(cast)
    eve = browser_of(cast.eve)
    before = eve.get(f"/cases/{case}/draft")
    chosen = [cases.Chosen("draft", draft_of(cast, case).pk)]
    cases.purge(case, chosen, reason="a patient was named", typed=case, actor=cast.coordinator.viewer)
    after = eve.get(f"/cases/{case}/draft")
    assert (before.status_code, before.content) == (404, after.content)
