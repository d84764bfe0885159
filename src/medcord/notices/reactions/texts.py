"""An ISAO is told that it was given a text. It is in no case, so it learns nothing of one."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.facts import IsaoTold
from medcord.ledger import letters
from medcord.ledger.models import FactRow
from medcord.notices import queries


@ledger.on(IsaoTold, name="notices.tell-isao")
def tell_isao(fact: FactRow) -> None:
    """A letter at once to each mailbox, whatever it chose: the same moment is what counts (I6, CLK-4)."""
    body = (
        "A manufacturer gave your ISAO a text for its customers. It asks for a receipt.\n\n"
        f"Sign in to read it:\n{letters.link('/isao-texts')}\n"
    )
    for boxes in queries.mailboxes([UUID(fact.data["isao"])]).values():
        for box in boxes:
            letters.write(to=box.address, subject="medcord: something is asked of you", body=body, party=box.party)
