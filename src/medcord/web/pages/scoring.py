"""The calculator of CVSS vectors: its questions, and what they make together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medcord.core.advisory.metrics import CVSS_4_0, EDITIONS, Edition, Metric
from medcord.core.refusals import Refusal
from medcord.drafting.models import Draft
from medcord.drafting.scores import Reckoning, answered, reckon


@dataclass(frozen=True, slots=True)
class MetricAsked:
    """A question with the letter that is chosen; "" while none is."""

    metric: Metric
    chosen: str


@dataclass(frozen=True, slots=True)
class ScorePage:
    """``refused``: why the vector in the draft does not read, in a sentence."""

    edition: Edition
    groups: list[tuple[str, list[MetricAsked]]]
    says: Reckoning
    vector: str
    version: int | None
    refused: str

    @property
    def others(self) -> list[Edition]:
        return list(EDITIONS.values())


def edition_named(given: str) -> Edition:
    """The edition that was asked for; 4.0 where none was."""
    return EDITIONS.get(given, CVSS_4_0)


def answers_in(edition: Edition, sent: Mapping[str, str]) -> dict[str, str]:
    """What was chosen on the page."""
    return {one.key: sent.get(one.key, "") for one in edition.metrics if sent.get(one.key, "")}


def build(edition: Edition, draft: Draft | None, sent: Mapping[str, str] | None) -> ScorePage:
    """The page with the answers that were sent, else with those of the draft's vector."""
    vector = str(getattr(draft, edition.field)) if draft else ""
    answers = answered(edition, vector) if sent is None else answers_in(edition, sent)
    says, refused = _says(edition, answers, vector)
    groups = [
        (group.name, [MetricAsked(one, _chosen(one, answers)) for one in group.metrics]) for group in edition.groups
    ]
    return ScorePage(edition, groups, says, vector, draft.version if draft else None, refused)


def _says(edition: Edition, answers: Mapping[str, str], vector: str) -> tuple[Reckoning, str]:
    try:
        return reckon(edition, answers, before=vector), ""
    except Refusal as refusal:
        return reckon(edition, answers), refusal.sentence


def _chosen(metric: Metric, answers: Mapping[str, str]) -> str:
    given = answers.get(metric.key, "" if metric.needed else "X")
    return given if any(one.letter == given for one in metric.choices) else ""
