"""The questions of a CVSS vector in words of our own: what each metric asks, and what each answer means for a device.

Letters and order are those of the specifications of CVSS 3.1 and 4.0 (FIRST). The arithmetic is not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its letter in the vector, its name, and what it means."""

    letter: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Metric:
    """One question. A vector without an answer to a ``needed`` one has no score."""

    key: str
    name: str
    question: str
    choices: tuple[Choice, ...]
    needed: bool = True


@dataclass(frozen=True, slots=True)
class MetricGroup:
    """Metrics that belong together."""

    name: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of CVSS as a calculator asks it. ``field`` is the part of a draft that holds its vector."""

    number: str
    field: str
    groups: tuple[MetricGroup, ...]

    @property
    def prefix(self) -> str:
        return f"CVSS:{self.number}/"

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """All questions, in the order of the vector."""
        return tuple(metric for group in self.groups for metric in group.metrics)


def _metric(key: str, name: str, question: str, *choices: tuple[str, str, str], needed: bool = True) -> Metric:
    return Metric(key, name, question, tuple(Choice(*one) for one in choices), needed)


_FROM_WHERE: Final = _metric(
    "AV",
    "Attack vector",
    "From where does the attack work?",
    ("N", "Network", "From anywhere, across routers, as over the internet."),
    ("A", "Adjacent", "Only from the same network or within radio range, as the ward's network or Bluetooth."),
    ("L", "Local", "By signing in at the device, or by a file that somebody opens there."),
    ("P", "Physical", "Only with hands on the device or its ports."),
)
_RIGHTS: Final = _metric(
    "PR",
    "Privileges required",
    "Which rights must the attacker have before?",
    ("N", "None", "No account at all."),
    ("L", "Low", "An account of an ordinary user."),
    ("H", "High", "An account that administers the device."),
)


def _loss(key: str, of: str, question: str, none: str, low: str, high: str) -> Metric:
    return _metric(key, of, question, ("H", "High", high), ("L", "Low", low), ("N", "None", none))


def _three(keys: tuple[str, str, str], of: str, where: str) -> tuple[Metric, ...]:
    return (
        _loss(
            keys[0],
            f"Confidentiality{of}",
            f"What can be read {where} that should not be?",
            "Nothing.",
            "Some of it; the attacker does not choose what.",
            "Everything, or what matters most, as keys or patients' records.",
        ),
        _loss(
            keys[1],
            f"Integrity{of}",
            f"What can be changed {where}?",
            "Nothing.",
            "Some of it, without grave effect.",
            "Everything, or what matters most, as settings of a therapy.",
        ),
        _loss(
            keys[2],
            f"Availability{of}",
            f"What stops working {where}?",
            "Nothing.",
            "It gets slower or drops out for short times.",
            "It stops, or what matters most does.",
        ),
    )


CVSS_3_1: Final = Edition(
    "3.1",
    "vector",
    (
        MetricGroup(
            "How it is attacked",
            (
                _FROM_WHERE,
                _metric(
                    "AC",
                    "Attack complexity",
                    "Does it depend on what the attacker does not control?",
                    ("L", "Low", "No. It works each time."),
                    ("H", "High", "Yes, as a race, a rare setting, or a place between two devices."),
                ),
                _RIGHTS,
                _metric(
                    "UI",
                    "User interaction",
                    "Must somebody else do something?",
                    ("N", "None", "No."),
                    ("R", "Required", "Yes, as open a file or press a button."),
                ),
                _metric(
                    "S",
                    "Scope",
                    "Does it reach beyond what the device's own protection governs?",
                    ("U", "Unchanged", "No. What is harmed is under the same protection."),
                    ("C", "Changed", "Yes. It breaks into something that another protection governs."),
                ),
            ),
        ),
        MetricGroup("What it does", _three(("C", "I", "A"), "", "in what is harmed")),
    ),
)

CVSS_4_0: Final = Edition(
    "4.0",
    "vector_4",
    (
        MetricGroup(
            "How it is attacked",
            (
                _FROM_WHERE,
                _metric(
                    "AC",
                    "Attack complexity",
                    "Must the attacker get round a protection that is built in?",
                    ("L", "Low", "No. It works each time."),
                    ("H", "High", "Yes, as a secret of this one device or memory that is laid out at random."),
                ),
                _metric(
                    "AT",
                    "Attack requirements",
                    "Must the device be in a special state?",
                    ("N", "None", "No. It works on all or nearly all that are in use."),
                    ("P", "Present", "Yes, as a race to be won, or a place between two devices."),
                ),
                _RIGHTS,
                _metric(
                    "UI",
                    "User interaction",
                    "Must somebody else do something?",
                    ("N", "None", "No."),
                    ("P", "Passive", "Only use the device as always."),
                    ("A", "Active", "Do something unusual, as put a warning aside."),
                ),
            ),
        ),
        MetricGroup("What it does to the device", _three(("VC", "VI", "VA"), ", device", "in the device")),
        MetricGroup("What it does to others", _three(("SC", "SI", "SA"), ", others", "in systems around the device")),
        MetricGroup(
            "Said beside the score",
            (
                _metric(
                    "S",
                    "Safety",
                    "Could a person be hurt?",
                    ("X", "Not said", "The vector says nothing of it."),
                    ("N", "Negligible", "At most a light injury (IEC 61508: negligible)."),
                    ("P", "Present", "Yes, more than a light injury. It changes no score."),
                    needed=False,
                ),
            ),
        ),
    ),
)

EDITIONS: Final = {edition.number: edition for edition in (CVSS_3_1, CVSS_4_0)}


def answers_in(edition: Edition, vector: str) -> dict[str, str]:
    """The letters that a vector gives to the questions of an edition; empty for a vector of another one."""
    if not vector.startswith(edition.prefix):
        return {}
    given = dict(part.split(":", 1) for part in vector.split("/")[1:] if ":" in part)
    return {one.key: given[one.key] for one in edition.metrics if given.get(one.key) in _letters(one)}


def beyond(edition: Edition, vector: str) -> tuple[str, ...]:
    """What a vector says that no question asks, as temporal metrics; it is kept when the questions are answered
    anew."""
    if not vector.startswith(edition.prefix):
        return ()
    keys = {one.key for one in edition.metrics}
    return tuple(part for part in vector.split("/")[1:] if part.partition(":")[0] not in keys)


def vector_of(edition: Edition, answers: dict[str, str], kept: tuple[str, ...] = ()) -> str:
    """The vector of these answers, those not given left out."""
    said = [f"{one.key}:{answers[one.key]}" for one in edition.metrics if answers.get(one.key, "X") != "X"]
    return edition.prefix + "/".join((*said, *kept))


def open_questions(edition: Edition, answers: dict[str, str]) -> list[Metric]:
    """What has to be answered before there is a score."""
    return [one for one in edition.metrics if one.needed and answers.get(one.key) not in _letters(one)]


def _letters(metric: Metric) -> frozenset[str]:
    return frozenset(choice.letter for choice in metric.choices)
