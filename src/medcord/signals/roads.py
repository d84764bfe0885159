"""What of signals and sightings is destroyed after a spill."""

from __future__ import annotations

from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay
from medcord.signals.models import ListAddress, ListedEntry, Sighting, Signal, SignalHit, SignalList

_PUBLIC = "public: it stands in the list"
_NAME = "who decided; erased with the member"

SIGNAL = lay(
    Road(
        what="signal",
        model=Signal,
        words="why a public signal was set aside",
        texts={"aside_because": ""},
        shows=("aside_because",),
        keeps={
            **dict.fromkeys(
                (
                    "publisher",
                    "key",
                    "cve",
                    "more_cves",
                    "aliases",
                    "upstream",
                    "title",
                    "text",
                    "url",
                    "number",
                    "status",
                    "recall_class",
                    "rule",
                ),
                _PUBLIC,
            ),
            **dict.fromkeys(("digest", "file_digest"), "a digest of public words"),
            "aside_name": _NAME,
        },
    )
)
LIST = lay(
    Road(
        what="signal-list",
        model=SignalList,
        words="the name of a file that was read",
        texts={"name": GONE},
        shows=("name",),
        keeps={"digest": "a digest of public words", "listed_version": _PUBLIC},
    )
)
ADDRESS = lay(
    Road(
        what="list-address",
        model=ListAddress,
        words="the address of a list that is fetched",
        texts={"url": GONE},
        shows=("url",),
        keeps={"set_name": "who set it; erased with the member"},
    )
)
ENTRY = lay(
    Road(
        what="listed-entry",
        model=ListedEntry,
        words="an entry of a public list",
        texts={"said": dict},
        shows=("key",),
        keeps={"publisher": _PUBLIC, "key": _PUBLIC, "digest": "a digest of public words"},
    )
)
HIT = lay(
    Road(
        what="signal-hit",
        model=SignalHit,
        words="the evidence why a signal touches a product",
        texts={"because": list, "versions": list},
        shows=("because",),
    )
)
SIGHTING = lay(
    Road(
        what="sighting",
        model=Sighting,
        words="a sighting and its answer",
        texts={"title": GONE, "words": "", "answer": ""},
        shows=("title", "words"),
        keeps={
            "reference": "random, tells nothing",
            "advisory": "a public number",
            "cves": "public numbers",
            "made_name": "who made it; erased with the member",
            "answered_name": _NAME,
        },
    )
)

label(Label(ListAddress, "set_name", "set_by"))
label(Label(Signal, "aside_name", "aside_by"))
label(Label(Sighting, "made_name", "made_by"))
label(Label(Sighting, "answered_name"))
