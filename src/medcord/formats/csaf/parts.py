"""The small parts a document and its vulnerabilities share: notes, references, acknowledgments."""

from __future__ import annotations

from medcord.core.advisory.value import Acknowledgment, Note, Reference
from medcord.formats.csaf.reading import Node, Reading

_NOTE = frozenset({"category", "text", "title", "audience"})
_REFERENCE = frozenset({"url", "summary", "category"})
_ACKNOWLEDGMENT = frozenset({"names", "organization", "summary", "urls"})


def read_notes(node: Node, where: str, reading: Reading) -> tuple[Note, ...]:
    """``notes``; one without text is left out with a warning."""
    if "notes" not in node:
        return ()
    notes = []
    text = reading.text
    for at, item in enumerate(reading.objects(node, "notes", where)):
        place = f"{where}.notes[{at}]"
        rest = reading.rest(item, _NOTE, place)
        body = text(item, "text", place)
        if not body:
            reading.warn(place, "this note has no text and was left out")
            continue
        category = text(item, "category", place)
        if not category:
            reading.warn(place, 'this note has no category; it was read as "other"')
        notes.append(Note(category or "other", body, text(item, "title", place), text(item, "audience", place), rest))
    return tuple(notes)


def read_references(node: Node, where: str, reading: Reading) -> tuple[Reference, ...]:
    """``references``; one without an address is left out with a warning, a missing summary is the address."""
    if "references" not in node:
        return ()
    references = []
    text = reading.text
    for at, item in enumerate(reading.objects(node, "references", where)):
        place = f"{where}.references[{at}]"
        rest = reading.rest(item, _REFERENCE, place)
        url = text(item, "url", place)
        if not url:
            reading.warn(place, "this reference has no address and was left out")
            continue
        references.append(
            Reference(url, text(item, "summary", place) or url, text(item, "category", place) or "external", rest)
        )
    return tuple(references)


def read_acknowledgments(node: Node, where: str, reading: Reading) -> tuple[Acknowledgment, ...]:
    """``acknowledgments``; an empty one is left out with a warning."""
    if "acknowledgments" not in node:
        return ()
    thanks = []
    for at, item in enumerate(reading.objects(node, "acknowledgments", where)):
        place = f"{where}.acknowledgments[{at}]"
        rest = reading.rest(item, _ACKNOWLEDGMENT, place)
        thank = Acknowledgment(
            tuple(reading.texts(item, "names", place)),
            reading.text(item, "organization", place),
            reading.text(item, "summary", place),
            tuple(reading.texts(item, "urls", place)),
            rest,
        )
        if thank == Acknowledgment():
            reading.warn(place, "this acknowledgment is empty and was left out")
        else:
            thanks.append(thank)
    return tuple(thanks)
