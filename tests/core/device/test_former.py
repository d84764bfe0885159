"""A revision that no longer names a product has not said that it is safe: nothing goes without a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.advisory.in_force import ended
from medcord.core.advisory.revising import RevisionKind
from medcord.core.advisory.value import Advisory
from medcord.core.device.former import FormerIndex, formers, histories_of
from medcord.core.device.match import match_identity
from medcord.core.device.priority import NO_LONGER_NAMED, Action, actions_for
from medcord.core.device.value import Identity, Match
from medcord.core.vocabulary import Basis, ProductStatus, Verdict
from medcord.data import load_aliases
from tests.core.device.stories import advisory, index_of

BD = "Becton, Dickinson and Company (BD)"
PUMP = Identity("BD", "Alaris 8015 PCU", version="9.33")
CABINET = Identity("BD", "Pyxis MedStation ES", version="1.6.1")
BED = Identity("Stryker", "EPIC II")
PRODUCTS = {"pump": "Alaris 8015 PC unit", "cabinet": "BD Pyxis MedStation ES", "manager": "Alaris Systems Manager"}


def revision(number: int, said: dict[str, str], **more: object) -> Advisory:
    """Revision ``number``: product to range."""
    one = advisory("A-1", BD, {PRODUCTS[name]: versions for name, versions in said.items()}, **more)  # type: ignore[arg-type]
    day = one.initial_release + timedelta(days=number)
    return replace(one, version=str(number), current_release=day)


def withdrawn(number: int, former: Advisory) -> Advisory:
    gone = ended(former, RevisionKind.WITHDRAWAL, title=former.title, reason="An error.", advice="Ask us.")
    day = former.initial_release + timedelta(days=number)
    return replace(gone, version=str(number), current_release=day)


def last_word(identity: Identity, *line: Advisory) -> list[Match]:
    """What is said of the identity after these revisions, the last of them in force."""
    found = match_identity(identity, index_of(line[-1]))
    former = FormerIndex(histories_of([(line[:-1], line[-1])]), load_aliases())
    return [*found, *(one.match for one in former.unnamed(identity, {match.advisory for match in found}))]


def test_what_a_revision_no_longer_names_is_possible_and_says_which_revision_named_it() -> None:
    [match] = last_word(PUMP, revision(1, {"pump": "<= 9.33"}), revision(2, {"cabinet": "*"}))
    assert (match.verdict, match.basis) == (Verdict.POSSIBLE, Basis.NO_LONGER_NAMED)
    assert match.because[0] == "revision 2 no longer names this product; revision 1 did, and said: affected"
    assert (match.product, match.cves) == ("Alaris 8015 PC unit", ("CVE-2020-0001",))


def test_the_words_stay_the_same_however_many_revisions_follow() -> None:
    first, second = revision(1, {"pump": "<= 9.33"}), revision(2, {"cabinet": "*"})
    third = revision(3, {"cabinet": "1.6.1", "manager": "*"})
    assert last_word(PUMP, first, second) == last_word(PUMP, first, second, third)


def test_what_a_revision_still_names_is_said_by_that_revision_alone() -> None:
    narrower = revision(2, {"pump": "<= 5"})
    [match] = last_word(PUMP, revision(1, {"pump": "<= 9.33"}), narrower)
    assert match.basis is Basis.OUTSIDE_RANGE  # stays open until a person closes it
    [match] = last_word(PUMP, revision(1, {"cabinet": "*"}), revision(2, {"pump": "<= 9.33"}))
    assert match.verdict is Verdict.AFFECTED


def test_a_product_that_comes_back_is_said_by_the_revision_that_names_it() -> None:
    first = revision(1, {"pump": "<= 9.33"})
    line = (first, revision(2, {"cabinet": "*"}), replace(first, version="3", current_release=first.current_release))
    [match] = last_word(PUMP, *line)
    assert (match.verdict, match.basis) == (Verdict.AFFECTED, Basis.IN_RANGE)


def test_a_product_under_another_id_is_the_same_product() -> None:
    before, after = revision(1, {"pump": "<= 9.33"}), revision(2, {"cabinet": "*", "pump": "<= 9.33"})
    assert before.products[0].id != after.products[1].id
    [match] = last_word(PUMP, before, after)
    assert match.verdict is Verdict.AFFECTED


def test_fixed_is_not_safe_any_more_once_nobody_says_it() -> None:
    fixed = {PRODUCTS["pump"]: ProductStatus.FIXED}
    [match] = last_word(PUMP, revision(1, {"pump": "9.33"}, status=fixed), revision(2, {"cabinet": "*"}))
    assert (match.verdict, match.because[0].rpartition(": ")[2]) == (Verdict.POSSIBLE, "fixed")


def test_an_entry_that_only_says_fixed_for_another_version_silences_nothing() -> None:
    fixed = {PRODUCTS["pump"]: ProductStatus.FIXED}
    [match] = last_word(PUMP, revision(1, {"pump": "<= 9.33"}), revision(2, {"pump": "12.1"}, status=fixed))
    assert (match.verdict, match.basis) == (Verdict.POSSIBLE, Basis.NO_LONGER_NAMED)


def test_what_no_revision_ever_meant_gets_no_line() -> None:
    assert last_word(BED, revision(1, {"pump": "<= 9.33"}), revision(2, {"cabinet": "*"})) == []


def test_an_advisory_that_does_not_stand_is_left_alone_and_one_that_stands_again_is_read_past_it() -> None:
    first = revision(1, {"pump": "<= 9.33", "cabinet": "*"})
    gone = withdrawn(2, first)
    assert formers([first], gone) == ()
    assert last_word(PUMP, first, gone) == []
    [match] = last_word(PUMP, first, gone, revision(3, {"cabinet": "*"}))
    assert match.because[0] == "revision 3 no longer names this product; revision 1 did, and said: affected"


def test_revisions_with_one_number_are_told_apart_by_their_days() -> None:
    [match] = last_word(PUMP, revision(1, {"pump": "*"}), replace(revision(2, {"cabinet": "*"}), version="1"))
    assert match.because[0].startswith("revision 1 of 2020-03-03 00:00 UTC no longer names")


def test_nothing_is_read_again_where_no_revision_dropped_anything() -> None:
    narrow = revision(1, {"pump": "<= 9.33"})
    assert formers([narrow], revision(2, {"pump": "<= 9.33", "cabinet": "*"})) == ()
    assert histories_of([((), narrow)]) == {}


def test_its_remedies_are_not_those_of_another_product_that_has_its_id_now() -> None:
    now = revision(2, {"cabinet": "*"}, texts=("Update the cabinet.",))
    [match] = last_word(PUMP, revision(1, {"pump": "*"}), now)
    assert actions_for(match, now) == (Action("none_stated", NO_LONGER_NAMED, "A-1"),)


RANGES = st.sampled_from(["*", "<= 9.33", "<= 5", "1.6.1", ">= 2"])
STATUSES = st.sampled_from([ProductStatus.AFFECTED, ProductStatus.FIXED, ProductStatus.NOT_AFFECTED])
REVISIONS = st.lists(
    st.one_of(st.none(), st.dictionaries(st.sampled_from(list(PRODUCTS)), st.tuples(RANGES, STATUSES), max_size=3)),
    min_size=1,
    max_size=6,
)


def _line(drawn: Sequence[dict[str, tuple[str, ProductStatus]] | None]) -> list[Advisory]:
    """None is a withdrawal; a further revision stands again."""
    line: list[Advisory] = []
    for number, said in enumerate(drawn, start=1):
        if said is None:
            line.append(withdrawn(number, revision(number, {})))
        else:
            status = {PRODUCTS[name]: word for name, (_, word) in said.items()}
            line.append(revision(number, {name: versions for name, (versions, _) in said.items()}, status=status))
    return line


@settings(deadline=None, max_examples=150)
@given(REVISIONS)
def test_what_was_ever_affected_or_possible_never_goes_without_a_line(
    drawn: list[dict[str, tuple[str, ProductStatus]] | None],
) -> None:
    line = _line(drawn)
    for identity in (PUMP, CABINET, Identity("BD", "Alaris Systems Manager", version="4")):
        of_each = [match for one in line for match in match_identity(identity, index_of(one))]
        ever = any(match.verdict is not Verdict.NOT_AFFECTED for match in of_each)
        said = last_word(identity, *line)
        stands = drawn[-1] is not None
        assert len(said) <= 1
        assert bool(said) or not ever or not stands
        # Good news is only ever what the revision in force says itself.
        good = [match for match in said if match.verdict is Verdict.NOT_AFFECTED]
        assert good == [] or good == list(match_identity(identity, index_of(line[-1])))
