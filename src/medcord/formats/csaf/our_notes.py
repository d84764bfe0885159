"""What CSAF 2.0 has no field for and we say in titled notes, so that other tools show it and ours reads it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import orjson

from medcord.core.advisory.value import ClinicianWords, Note, PlainWords, Score, Ssvc, Weakness
from medcord.core.vocabulary import Severity

ENGINE = "medcord"
AUDIENCE = "clinicians and patients"
PATIENTS = "patients"
CLINICIANS = "clinicians"
SUMMARY_TITLE = "Advisory summary"
CVSS4_TITLE = "CVSS 4.0 score"
EXPLOITED = "Exploited: attacks that use this vulnerability are known."
"""The threat entry (exploit_status) written for ``Vulnerability.exploited``."""

_ALONE_TITLE = re.compile(r"CVSS (2\.0|3\.0|3\.1) score")
_ALONE = re.compile(r"Base score (\d+(?:\.\d+)?), severity (\w*)\. Vector (\S*)\. It is of no named product\.")

SSVC_TITLE = "Decision by SSVC"
_SSVC = re.compile(
    r"((?:[^\n]+\n)*)CSAF 2\.0 has no field for SSVC\. Products: (\[[^\n]*\])\nSelection list: (\{[^\n]*\})"
)

WEAKNESSES_TITLE = "Further weaknesses (CWE)"
_WEAKNESSES = "CSAF 2.0 has a field for one weakness of a vulnerability. This one has these as well."

_PLAIN_TITLES = {
    "In plain words: which device": "device",
    "In plain words: what could happen": "what_could_happen",
    "In plain words: what to do": "what_to_do",
    "In plain words: what is not known": "not_known",
    "In plain words: your therapy": "therapy",
    "Severity of possible patient harm": "harm",
    "Regulator's statement on patient harm": "harm_statement",
}
_CLINICIAN_TITLES = {
    "For clinicians: which device": "device",
    "For clinicians: what could happen": "what_could_happen",
    "For clinicians: what to do": "what_to_do",
    "For clinicians: what is not known": "not_known",
}
_FOR_BOTH = frozenset({"harm", "harm_statement"})
_HARM_WORDS = {f"{step.value.capitalize()} (level {step.step} of {len(Severity)})": step for step in Severity}
_HARM_TEXT = {step: words for words, step in _HARM_WORDS.items()}
_CVSS4 = re.compile(
    r"Base score (\d+(?:\.\d+)?), severity (\w*)\. Vector (\S*)\. "
    r"CSAF 2\.0 has no field for CVSS 4\.0\. Products: (\[.*\])",
    re.DOTALL,
)


def plain_notes(plain: PlainWords) -> list[Note]:
    """The titled notes that carry the part for patients and that for clinicians, empty ones left out."""
    patients = PATIENTS if plain.for_clinicians else AUDIENCE
    notes = []
    for title, name in _PLAIN_TITLES.items():
        value = getattr(plain, name)
        text = _HARM_TEXT[value] if isinstance(value, Severity) else value
        if text:
            notes.append(Note("general", text, title, AUDIENCE if name in _FOR_BOTH else patients))
    for title, name in _CLINICIAN_TITLES.items():
        if text := getattr(plain.clinicians, name):
            notes.append(Note("general", text, title, CLINICIANS))
    return notes


def take_plain(notes: Iterable[Note]) -> tuple[PlainWords, tuple[Note, ...]]:
    """Split our titled notes from the rest: the plain words, and the other notes in their order."""
    given = tuple(notes)
    clinicians, given = _take(given, _CLINICIAN_TITLES, lambda _name: CLINICIANS)
    patients = PATIENTS if clinicians else AUDIENCE
    found, rest = _take(given, _PLAIN_TITLES, lambda name: AUDIENCE if name in _FOR_BOTH else patients)
    harm = _HARM_WORDS[found.pop("harm")] if "harm" in found else None
    return PlainWords(harm=harm, clinicians=ClinicianWords(**clinicians), **found), rest


def _take(
    notes: tuple[Note, ...], titles: Mapping[str, str], audience: Callable[[str], str]
) -> tuple[dict[str, str], tuple[Note, ...]]:
    """The first note of each of our titles, for the audience that we write it for, by name; and all others."""
    found: dict[str, str] = {}
    rest = []
    for note in notes:
        name = titles.get(note.title, "") if note.category == "general" else ""
        ours = bool(name) and name not in found and note.audience == audience(name)
        if ours and (name != "harm" or note.text in _HARM_WORDS):
            found[name] = note.text
        else:
            rest.append(note)
    return found, tuple(rest)


def cvss4_note(score: Score) -> Note:
    """A CVSS 4.0 score as a note of its vulnerability."""
    products = orjson.dumps(score.product_ids).decode()
    text = (
        f"Base score {score.base}, severity {score.severity}. Vector {score.vector}. "
        f"CSAF 2.0 has no field for CVSS 4.0. Products: {products}"
    )
    return Note("other", text, CVSS4_TITLE)


def score_alone(score: Score) -> Note:
    """A score of no named product, for which CSAF has no place either."""
    text = f"Base score {score.base}, severity {score.severity}. Vector {score.vector}. It is of no named product."
    return Note("other", text, f"CVSS {score.version} score")


def take_scores_alone(notes: Iterable[Note]) -> tuple[tuple[Score, ...], tuple[Note, ...]]:
    """Split the notes made by ``score_alone`` from the rest; one that was edited stays a note."""
    scores, rest = [], []
    for note in notes:
        title = _ALONE_TITLE.fullmatch(note.title) if note.category == "other" else None
        match = _ALONE.fullmatch(note.text) if title else None
        if title is None or match is None:
            rest.append(note)
        else:
            scores.append(Score(title[1], match[3], float(match[1]), match[2]))
    return tuple(scores), tuple(rest)


def take_cvss4(notes: Iterable[Note]) -> tuple[tuple[Score, ...], tuple[Note, ...]]:
    """Split the notes made by ``cvss4_note`` from the rest; one that was edited stays a note."""
    scores, rest = [], []
    for note in notes:
        match = _CVSS4.fullmatch(note.text) if note.title == CVSS4_TITLE and note.category == "other" else None
        products = _texts(match[4]) if match else None
        if match is None or products is None:
            rest.append(note)
        else:
            scores.append(Score("4.0", match[3], float(match[1]), match[2], products))
    return tuple(scores), tuple(rest)


def ssvc_note(one: Ssvc) -> Note:
    """A decision by SSVC as a note of its vulnerability: in words, and as the list that programs read."""
    lines = [f"{name}: {value}" for name, value in one.words]
    products = orjson.dumps(one.product_ids).decode()
    lines += [f"CSAF 2.0 has no field for SSVC. Products: {products}", f"Selection list: {one.selection_list}"]
    return Note("other", "\n".join(lines), SSVC_TITLE)


def take_ssvc(notes: Iterable[Note]) -> tuple[tuple[Ssvc, ...], tuple[Note, ...]]:
    """Split the notes made by ``ssvc_note`` from the rest; one that was edited stays a note."""
    found, rest = [], []
    for note in notes:
        match = _SSVC.fullmatch(note.text) if note.title == SSVC_TITLE and note.category == "other" else None
        one = _ssvc(match) if match else None
        if one is None or ssvc_note(one) != note:
            rest.append(note)
        else:
            found.append(one)
    return tuple(found), tuple(rest)


def _ssvc(match: re.Match[str]) -> Ssvc | None:
    products = _texts(match[2])
    lines = (line.partition(": ") for line in match[1].splitlines())
    return None if products is None else Ssvc(match[3], products, tuple((name, value) for name, _, value in lines))


def weaknesses_note(further: Iterable[Weakness]) -> Note:
    """The weaknesses after the first as a note of their vulnerability, one a line."""
    return Note("other", "\n".join((_WEAKNESSES, *(f"{one.id}: {one.name}" for one in further))), WEAKNESSES_TITLE)


def take_further_weaknesses(notes: Iterable[Note]) -> tuple[tuple[Weakness, ...], tuple[Note, ...]]:
    """Split the first note made by ``weaknesses_note`` from the rest; one that was edited stays a note."""
    found: tuple[Weakness, ...] = ()
    rest = []
    for note in notes:
        lines = note.text.split("\n")[1:] if note.title == WEAKNESSES_TITLE and not found else []
        said = tuple(Weakness(number, name) for number, _, name in (line.partition(": ") for line in lines))
        if said and weaknesses_note(said) == note:
            found = said
        else:
            rest.append(note)
    return found, tuple(rest)


def _texts(text: str) -> tuple[str, ...] | None:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return tuple(value) if all(isinstance(item, str) for item in value) else None
