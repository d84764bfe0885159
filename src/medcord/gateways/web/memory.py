"""A web that answers from memory."""

from __future__ import annotations

from medcord.gateways.web.protocol import Answer, Ask, WebFailure


class MemoryWeb:
    """``asked`` holds every request in order. ``answers`` maps an address to a status, or to a reason for none; what is
    not in it answers 204."""

    def __init__(self, answers: dict[str, int | str] | None = None) -> None:
        self.asked: list[Ask] = []
        self.answers = answers or {}

    def send(self, ask: Ask) -> Answer:
        self.asked.append(ask)
        answer = self.answers.get(ask.url, 204)
        if isinstance(answer, str):
            raise WebFailure(answer)
        return Answer(answer, {}, b"", ask.url)


class NoWeb:
    """There is no way out: of an exercise nothing leaves."""

    def send(self, ask: Ask) -> Answer:  # noqa: ARG002
        raise WebFailure("exercise")
