"""Mail that stays in memory."""

from __future__ import annotations

from medcord.gateways.mail.protocol import Letter


class MemoryMail:
    """``sent`` holds every letter in order, repeats included."""

    def __init__(self) -> None:
        self.sent: list[Letter] = []

    def send(self, letter: Letter) -> None:
        self.sent.append(letter)
