"""The calculator of CVSS vectors: its questions, and what they make together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medcord.core.advisory.metrics import CVSS_4_0, EDITIONS, Edition, Metric
from medcord.core.refusals import NotFound, Refusal
from medcord.drafting.flaws import FIRST, Flaw, flaws_of, part_name
from medcord.drafting.models import Draft
from medcord.drafting.scores import Reckoning, answered, reckon


@dataclass(frozen=True, slots=True)
class MetricAsked:
    """A question with the letter that is chosen; "" while none is."""

    metric: Metric
    chosen: str


@dataclass(frozen=True, slots=True)
class ScorePage:
    """``refused``: why the vector in the draft does not read, in a sentence. ``key`` is the vulnerability, ``name``
    what it is called where there are several."""

    edition: Edition
    groups: list[tuple[str, list[MetricAsked]]]
    says: Reckoning
    vector: str
    version: int | None
    refused: str
    key: str
    name: str

    @property
    def field(self) -> str:
        """The part of the draft that the vector goes into."""
        return part_name(self.key, self.edition.field)

    @property
    def others(self) -> list[Edition]:
        return list(EDITIONS.values())


def flaw_of(draft: Draft, key: str) -> Flaw:
    """The vulnerability that was asked for; the first-made one where none was. Raises NotFound."""
    found = next((one for one in flaws_of(draft) if one.key == (key or FIRST)), None)
    if found is None:
        raise NotFound("vulnerability")
    return found


def edition_named(given: str) -> Edition:
    """The edition that was asked for; 4.0 where none was."""
    return EDITIONS.get(given, CVSS_4_0)


def answers_in(edition: Edition, sent: Mapping[str, str]) -> dict[str, str]:
    """What was chosen on the page."""
    return {one.key: sent.get(one.key, "") for one in edition.metrics if sent.get(one.key, "")}


def build(edition: Edition, draft: Draft | None, sent: Mapping[str, str], key: str) -> ScorePage:
    """The page for one vulnerability, with the answers that were sent, else with those of the draft's vector. Raises
    NotFound for a vulnerability that is not in the draft."""
    flaw = flaw_of(draft, key) if draft else Flaw(FIRST)
    vector = str(getattr(flaw, edition.field))
    answers = answers_in(edition, sent) if "asked" in sent else answered(edition, vector)
    says, refused = _says(edition, answers, vector)
    groups = [
        (group.name, [MetricAsked(one, _chosen(one, answers)) for one in group.metrics]) for group in edition.groups
    ]
    name = flaw.name if draft and len(flaws_of(draft)) > 1 else ""
    return ScorePage(edition, groups, says, vector, draft.version if draft else None, refused, flaw.key, name)


def _says(edition: Edition, answers: Mapping[str, str], vector: str) -> tuple[Reckoning, str]:
    try:
        return reckon(edition, answers, before=vector), ""
    except Refusal as refusal:
        return reckon(edition, answers), refusal.sentence


def _chosen(metric: Metric, answers: Mapping[str, str]) -> str:
    given = answers.get(metric.key, "" if metric.needed else "X")
    return given if any(one.letter == given for one in metric.choices) else ""
