"""Mail that stays in memory."""

from __future__ import annotations

from medcord.gateways.mail.protocol import Letter, MailRefused


class MemoryMail:
    """``sent`` holds every letter in order, repeats included; a letter to one of ``refused`` is refused so."""

    def __init__(self, refused: dict[str, MailRefused] | None = None) -> None:
        self.sent: list[Letter] = []
        self.refused = refused or {}

    def send(self, letter: Letter) -> None:
        if letter.to in self.refused:
            raise self.refused[letter.to]
        self.sent.append(letter)
