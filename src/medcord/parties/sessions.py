"""Sessions of the web in our own table, so that a member can see and end them. Django's engine, with more columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import Model
from django.dispatch import receiver
from django.http import HttpRequest

from medcord.gateways import clock

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
MEMBER, NAME, DEVICE, METHOD, BEGAN, SEEN = "_auth_user_id", "name", "device", "method", "began", "seen"
PROVED = "proved"
"""When the member last showed who it is; a change of how to sign in needs that to be fresh."""


class SessionStore(DatabaseStore):
    """What the session of a member says of itself stands in columns too; ``name`` is kept over every save."""

    @classmethod
    def get_model_class(cls) -> type[Any]:
        from medcord.parties.models import WebSession

        return WebSession

    def create_model_instance(self, data: dict[str, Any]) -> Model:  # type: ignore[override]
        row: Any = super().create_model_instance(data)
        if MEMBER in data:
            row.member_id = UUID(data[MEMBER])
            row.name = UUID(data[NAME]) if NAME in data else row.name
            row.device, row.method = data.get(DEVICE, ""), data.get(METHOD, "")
            row.began_at = datetime.fromtimestamp(data[BEGAN], UTC) if BEGAN in data else None
            row.seen_at = datetime.fromisoformat(data[SEEN]).date() if SEEN in data else None
        return cast(Model, row)


def device_of(agent: str) -> str:
    """A coarse word for what somebody sits at, such as "Firefox on Linux"; what the browser says itself is not kept."""
    browser = next((word for sign, word in BROWSERS if sign in agent), "")
    system = next((word for sign, word in SYSTEMS if sign in agent), "")
    return " on ".join(word for word in (browser, system) if word) or "an unknown device"


def today() -> str:
    """The day a session was seen, no finer."""
    return clock.of_machine().date().isoformat()


@receiver(user_logged_in)
def begin(request: HttpRequest, **_more: Any) -> None:
    """What the session of a member says of itself from its first moment."""
    now = int(clock.of_machine().timestamp())
    request.session[NAME] = str(uuid4())
    request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    request.session[BEGAN] = request.session[PROVED] = now
    request.session[SEEN] = today()
