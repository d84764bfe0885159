"""The agreement's own clocks, version 1.1.0: as 1.0.0, but the time to comment ends when the text is out. Nobody waits
for comments on what everybody reads (C8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from medcord.core.clocks.packs.agreement import AGREEMENT_1_0_0
from medcord.core.clocks.rule import On

_OUT: Final = (
    On("DraftReleased", called=(("text", "draft"), ("number", ""))),
    On("CommunicationReleased", called=(("text", "communication"), ("number", ""))),
)

RULES: Final = tuple(
    replace(each, ends=(*_OUT, *each.ends)) if each.id == "C8" else each for each in AGREEMENT_1_0_0.rules
)

AGREEMENT_1_1_0: Final = replace(AGREEMENT_1_0_0, version="1.1.0", rules=RULES)
