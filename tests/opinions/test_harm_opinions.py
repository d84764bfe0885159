"""The regulator's opinions: numbered, signed, deliberative, and one sentence that may leave."""

from __future__ import annotations

import pytest

from medcord.cases import queries as cases
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.core.vocabulary import Severity
from medcord.opinions import actions, queries
from tests.cases.road import joined, opened
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db


def words(severity: Severity = Severity.CRITICAL, scenario: str = "Pressure falls within minutes.") -> object:
    return actions.OpinionWords(severity, scenario, actions.Certainty.HIGH, would_change="Proof of a hard limit.")


def test_a_second_opinion_leaves_the_first_readable(cast: Cast) -> None:
    case = joined(cast)
    actions.sign(case, words(Severity.SERIOUS), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    actions.sign(case, words(Severity.CATASTROPHIC), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    row = cases.case_for(cast.coordinator.viewer, case)
    found = queries.of_case(cast.coordinator.viewer, row)
    assert [(one.number, one.severity) for one in found] == [(1, "serious"), (2, "catastrophic")]
    assert {one.signed_name for one in found} == {"Dr. A. Sennick"}
    assert {one.scale_version for one in found} == {"1.0.0"}


def test_an_opinion_needs_what_would_happen(cast: Cast) -> None:
    case = joined(cast)
    with pytest.raises(InputRefusal, match="step by step"):
        actions.sign(case, words(scenario="  "), actor=cast.regulator.viewer)  # type: ignore[arg-type]


def test_a_sentence_is_short_and_of_an_opinion_that_exists(cast: Cast) -> None:
    case = joined(cast)
    actions.sign(case, words(), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    with pytest.raises(InputRefusal, match="600"):
        actions.release_sentence(case, 1, "x" * 601, actor=cast.regulator.viewer)
    with pytest.raises(NotFound):
        actions.release_sentence(case, 9, "It could be dangerous.", actor=cast.regulator.viewer)
    with pytest.raises((NotAllowed, NotFound)):
        actions.release_sentence(case, 1, "It is harmless.", actor=cast.coordinator.viewer)


def test_the_form_has_five_levels_and_keeps_what_was_typed(cast: Cast) -> None:
    case = opened(cast)
    regulator = browser_of(cast.regulator)
    page = regulator.get(f"/cases/{case}/opinion").content.decode()
    assert [word for word in ("Negligible", "Minor", "Serious", "Critical", "Catastrophic") if word not in page] == []
    late = regulator.post(f"/cases/{case}/opinion", {"scenario": "A long story.", "certainty": "low"})
    assert late.status_code == 422
    assert "Choose one of the five levels." in late.content.decode()
    assert "A long story." in late.content.decode()


def test_eve_and_the_maker_see_no_opinion(cast: Cast) -> None:
    case = joined(cast)
    actions.sign(case, words(), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    for member in (cast.eve, cast.manufacturer, cast.hospital):
        assert browser_of(member).get(f"/cases/{case}/opinion").status_code == 404
