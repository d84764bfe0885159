"""Who may read the texts of signals and sightings."""

from __future__ import annotations

from medcord.ledger.crossing import Crossing, Reach, crosses
from medcord.signals.models import ListAddress, ListedEntry, Sighting, Signal, SignalHit, SignalList

_PUBLIC = "public words, or written by the node"

crosses(Crossing(model=Signal, apart={"aside_because": "read by the coordinator alone"}))
crosses(Crossing(model=ListedEntry, apart={"said": _PUBLIC}))
crosses(Crossing(model=SignalList, apart={"name": _PUBLIC}))
crosses(Crossing(model=ListAddress, apart={"url": "the address of a public list"}))
crosses(Crossing(model=SignalHit, apart=dict.fromkeys(("because", "versions"), _PUBLIC)))
crosses(
    Crossing(
        model=Sighting,
        case=lambda _row: [],
        parties="party_id",
        beyond=True,
        texts={"answer": Reach.NAMED},
        apart=dict.fromkeys(("title", "words"), "written by a hospital or ISAO, which read no case"),
    )
)
