"""What changed between two revisions, in words; two that differ are never said to be the same."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.advisory import Advisory, Identifiers, Note, Reference, Remediation, Score, Statement
from medcord.core.advisory.difference import Change, Kind, Part, differences, pieces
from medcord.core.advisory.value import ClinicianWords
from medcord.core.vocabulary import ProductStatus
from tests.advisories.stories import FIXED_PUMP, FLAW, PUMP, PUMP_ADVISORY

FIX = FLAW.remediations[0]


def with_flaw(**changed: Any) -> Advisory:
    return replace(PUMP_ADVISORY, vulnerabilities=(replace(FLAW, **changed),))


def sentences(after: Advisory, before: Advisory = PUMP_ADVISORY) -> list[str]:
    return [one.sentence for one in differences(before, after)]


def test_the_same_words_are_no_change_whatever_number_and_date_a_revision_has() -> None:
    later = replace(
        PUMP_ADVISORY, version="2", status="final", current_release=PUMP_ADVISORY.current_release + timedelta(days=1)
    )
    assert differences(PUMP_ADVISORY, later) == ()


def test_a_status_that_changed_is_told_of_its_product_and_flaw_before_all_else() -> None:
    after = with_flaw(
        statements=(
            Statement("MCPID-0001", ProductStatus.NOT_AFFECTED, "vulnerable_code_not_present"),
            FLAW.statements[1],
        ),
        title="Another title",
    )
    assert sentences(after) == [
        "Statement of Tidewater LVP 3, >= 3.0 | <= 3.6.1 (CVE-2026-90417): affected → "
        "not affected (vulnerable code not present).",
        "Vulnerability of CVE-2026-90417: Missing authentication on the rate service → Another title.",
    ]


def test_versions_products_and_identifiers_are_told_apart_by_the_product_and_not_by_its_id() -> None:
    wider = replace(PUMP, id="X-7", version="<= 3.6.1", full_name="Tidewater LVP 3 up to 3.6.1")
    other = replace(PUMP, id="X-8", name="Harbour", version="1", version_is_range=False, full_name="Harbour 1")
    flaw = replace(
        FLAW,
        statements=(Statement("X-7", ProductStatus.AFFECTED), Statement("X-8", ProductStatus.AFFECTED)),
        remediations=(replace(FIX, product_ids=("X-7",)),),
        scores=(replace(FLAW.scores[0], product_ids=("X-7",)),),
    )
    before = replace(PUMP_ADVISORY, products=(PUMP,), vulnerabilities=(replace(FLAW, statements=FLAW.statements[:1]),))
    after = replace(PUMP_ADVISORY, products=(wider, other), vulnerabilities=(flaw,))
    assert sentences(after, before) == [
        "Statement added: Harbour, 1 (CVE-2026-90417) (affected).",
        "Product added: Harbour, 1.",
        "Versions of Tidewater LVP 3: >= 3.0 | <= 3.6.1 (a range) → <= 3.6.1 (a range).",
    ]


def test_a_product_that_is_gone_is_told_with_its_statement() -> None:
    after = replace(with_flaw(statements=FLAW.statements[:1]), products=(PUMP,))
    assert sentences(after) == [
        "Statement removed: Tidewater LVP 3, 3.6.2 (CVE-2026-90417) (fixed).",
        "Product removed: Tidewater LVP 3, 3.6.2.",
    ]


def test_renumbered_products_alone_change_nothing_that_is_said() -> None:
    first, second = replace(PUMP, id="B"), replace(FIXED_PUMP, id="A")
    flaw = replace(
        FLAW,
        statements=(Statement("B", ProductStatus.AFFECTED), Statement("A", ProductStatus.FIXED)),
        remediations=(replace(FIX, product_ids=("B",)),),
        scores=(replace(FLAW.scores[0], product_ids=("B",)),),
    )
    after = replace(PUMP_ADVISORY, products=(second, first), vulnerabilities=(flaw,))
    assert sentences(after) == ["Other changed: numbering or order in the file, nothing that it says."]


def test_remedies_are_added_removed_and_changed_with_their_words() -> None:
    reworded = replace(FIX, details="Install software 3.6.3. The pump must be empty.")
    wall = Remediation("mitigation", "Put the pump on a network of its own.", product_ids=("MCPID-0001",))
    [changed, added] = differences(PUMP_ADVISORY, with_flaw(remediations=(reworded, wall)))
    assert (changed.kind, changed.before.splitlines()[0]) == (Kind.CHANGED, FIX.details)
    assert (added.kind, added.after.splitlines()[0]) == (Kind.ADDED, wall.details)
    [removed] = differences(with_flaw(remediations=(FIX, wall)), with_flaw(remediations=(FIX,)))
    assert removed.sentence == "Remediation removed: mitigation for CVE-2026-90417."


def test_flaws_scores_texts_and_references_are_told() -> None:
    second = replace(FLAW, cve="CVE-2026-90418", title="", statements=(), remediations=())
    after = replace(PUMP_ADVISORY, vulnerabilities=(FLAW, second), title="A new title")
    assert "Vulnerability added: CVE-2026-90418." in sentences(after)
    assert "Text changed: title." in sentences(after)
    worse = (Score("3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H", 9.1, "CRITICAL", ("MCPID-0001",)),)
    [score] = differences(PUMP_ADVISORY, with_flaw(scores=worse))
    assert (score.part, score.after) == (Part.SCORE, "9.1 CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H")
    plain = replace(PUMP_ADVISORY, plain=replace(PUMP_ADVISORY.plain, not_known="Nothing."))
    assert sentences(plain) == ["Text changed: plain words: not known."]
    note = replace(PUMP_ADVISORY, notes=(*PUMP_ADVISORY.notes, Note("other", "Sold in 4 countries.", "Where")))
    assert sentences(note) == ["Text added: Where."]
    linked = replace(PUMP_ADVISORY, references=(Reference("https://a.example/x"),))
    assert sentences(linked) == ["Reference added: https://a.example/x."]


def test_serial_numbers_are_said_to_have_changed_and_never_shown() -> None:
    with_serials = replace(PUMP, identifiers=Identifiers(model_numbers=("QI-3100",), serial_numbers=("SN7788",)))
    before = replace(PUMP_ADVISORY, products=(with_serials, FIXED_PUMP))
    later = replace(PUMP, identifiers=Identifiers(model_numbers=("QI-3100",), serial_numbers=("SN7789",)))
    after = replace(PUMP_ADVISORY, products=(later, FIXED_PUMP))
    assert sentences(after, before) == ["Identifier changed: Tidewater LVP 3 (serial numbers)."]
    assert "778" not in repr(differences(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("keep the pump", "keep the pump", [("keep the pump", None)]),
        ("a b c", "a x c", [("a ", None), ("b", Kind.REMOVED), ("x", Kind.ADDED), (" c", None)]),
        ("", "new words", [("new words", Kind.ADDED)]),
        ("old", "", [("old", Kind.REMOVED)]),
    ],
)
def test_two_texts_are_compared_word_by_word(before: str, after: str, expected: list[tuple[str, Kind | None]]) -> None:
    assert [(one.words, one.kind) for one in pieces(before, after)] == expected


def test_very_long_texts_are_shown_whole_in_bounded_time() -> None:
    assert len(pieces("a b " * 50_000, "b a " * 50_000)) == 2


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_both_texts_can_be_read_out_of_the_pieces(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(one.words for one in found if one.kind is not Kind.ADDED) == before
    assert "".join(one.words for one in found if one.kind is not Kind.REMOVED) == after


SET_ANEW = {"id", "version", "status", "initial_release", "current_release", "revisions"}


@pytest.mark.parametrize("name", [each.name for each in fields(Advisory) if each.name not in SET_ANEW])
def test_no_field_of_an_advisory_changes_without_a_word(name: str) -> None:
    """Also one that is added to the value after this was written."""
    was = getattr(PUMP_ADVISORY, name)
    other: Any
    if isinstance(was, str):
        other = f"{was} and more"
    elif isinstance(was, tuple):
        other = was[1:] if was else (Reference("https://a.example/x"),)
    elif name == "publisher":
        other = replace(was, contact="another@ncc.example")
    elif name == "plain":
        other = replace(was, device="Another device.")
    elif name == "tlp":
        other = type(was)("GREEN")
    else:
        pytest.fail(f"say here what another {name} is")
    assert differences(PUMP_ADVISORY, replace(PUMP_ADVISORY, **{name: other})) != ()


@settings(max_examples=60)
@given(st.lists(st.sampled_from("abc"), max_size=4), st.lists(st.sampled_from("abc"), max_size=4))
def test_products_are_paired_whatever_their_number(before: list[str], after: list[str]) -> None:
    """Each product of either side is told at most once, and equal lists are no change."""

    def of(names: list[str]) -> Advisory:
        products = tuple(replace(PUMP, id=f"P{n}", name=name, full_name=name) for n, name in enumerate(names))
        return replace(PUMP_ADVISORY, products=products, vulnerabilities=())

    found = differences(of(before), of(after))
    assert all(isinstance(one, Change) for one in found)
    assert (found == ()) == (sorted(set(before)) == sorted(set(after)) and len(before) == len(after)) or found != ()
    assert differences(of(before), of(before)) == ()


def test_a_change_in_the_words_for_clinicians_alone_is_told_word_by_word() -> None:
    def said(words: str) -> Advisory:
        plain = replace(PUMP_ADVISORY.plain, clinicians=ClinicianWords(what_to_do=words))
        return replace(PUMP_ADVISORY, plain=plain)

    before, after = said("Watch the rate."), said("Watch the alarm.")
    [change] = differences(before, after)
    assert change == Change(
        Part.TEXT, Kind.CHANGED, "words for clinicians: what to do", "Watch the rate.", "Watch the alarm."
    )
    [gone] = differences(after, said(""))
    assert (gone.kind, gone.before) == (Kind.REMOVED, "Watch the alarm.")
