"""Mail and webhooks are a channel: what is to be told stands in the outbox with the commit that releases.

A mail server keeps no instant: what leaves the house leaves after it, within seconds, at least once.
"""

from __future__ import annotations

from collections.abc import Sequence

from medcord.ledger import queries as ledger
from medcord.ledger.channels import Channel, Released, lay

_TELLING = "notices.calls"


def stands_in_outbox(released: Sequence[Released]) -> list[str]:
    """What nobody is going to be told of."""
    told = ledger.carried_for("AdvisoryPublished", _TELLING)
    missing = [one for one in released if (str(one.advisory), one.revision) not in told]
    return [f"Nobody is told of revision {one.revision} of {one.advisory}." for one in missing]


lay(Channel("mail", "mail and webhooks", verify=stands_in_outbox))
