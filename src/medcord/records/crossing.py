"""Who may read what is decided about records."""

from __future__ import annotations

from medcord.ledger.crossing import Crossing, crosses
from medcord.records.models import ItemDecision, RecordsRequest, Retention

_BUNDLE = "read by the owner; what leaves is compared with all that is withheld (55)"

crosses(Crossing(model=RecordsRequest, apart={"requester": "a reference of the requester"}))
crosses(Crossing(model=ItemDecision, apart={"because": _BUNDLE}))
crosses(Crossing(model=Retention, apart={"because": "read by the owner alone"}))
