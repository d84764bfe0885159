"""Full text behind one small interface: ``put``, ``drop``, ``find``. FTS5 on SQLite, tsvector on PostgreSQL.

The index knows words and where they stand, never who may read them. ``find`` gives keys to a stage's queries, which
load the rows and ask ``core.access.may`` of each: what is shown and what is counted is counted after that.
It is kept by reactions, each of which reads the rows as they are now, and can be built anew at any time. What is
published goes in with its own transaction: it is found from the moment on at which it can be read.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from medcord.search.found import Found, Hit
from medcord.search.words import Question, Snippet, question_of, snippet_of, without_phrases, words_of

if TYPE_CHECKING:
    from medcord.search.index import Text, drop, find, like, newest, put
    from medcord.search.sources import Source, rebuild, rebuild_if_never_built, source

_ROOMS = {
    **dict.fromkeys(("Text", "drop", "find", "like", "newest", "put"), "medcord.search.index"),
    **dict.fromkeys(("Source", "rebuild", "rebuild_if_never_built", "source"), "medcord.search.sources"),
}

__all__ = [
    "Found",
    "Hit",
    "Question",
    "Snippet",
    "Source",
    "Text",
    "drop",
    "find",
    "like",
    "newest",
    "put",
    "question_of",
    "rebuild",
    "rebuild_if_never_built",
    "snippet_of",
    "source",
    "without_phrases",
    "words_of",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(name)
