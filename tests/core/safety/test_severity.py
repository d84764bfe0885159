"""The scale of harm has five levels, least first, each with a meaning of its own."""

from __future__ import annotations

from medcord.core.safety.severity import LATEST, SCALE_1, SCALES
from medcord.core.vocabulary import Severity


def test_there_is_a_level_for_each_severity_in_order() -> None:
    assert [level.severity for level in LATEST.levels] == [
        Severity.NEGLIGIBLE,
        Severity.MINOR,
        Severity.SERIOUS,
        Severity.CRITICAL,
        Severity.CATASTROPHIC,
    ]


def test_each_level_is_found_by_its_severity() -> None:
    assert [SCALE_1.level(each).severity for each in Severity] == list(Severity)
    assert SCALE_1.level(Severity.CATASTROPHIC).meaning == "The patient dies."


def test_no_two_levels_say_the_same() -> None:
    assert len({level.meaning for level in LATEST.levels}) == 5
    assert len({level.question for level in LATEST.levels}) == 5


def test_an_opinion_finds_its_scale_again_by_key_and_version() -> None:
    assert SCALES["patient-harm", "1.0.0"] is SCALE_1


def test_loss_of_data_is_not_on_the_scale() -> None:
    assert "Loss of health data" in LATEST.limits
