"""A case whose manufacturer has a webhook, with news waiting for the worker: ``python -m tests.notices.busy_webhook
MESSAGES URL`` in a node's environment."""

from __future__ import annotations

import sys

import django


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.contrib.auth.hashers import MD5PasswordHasher

    settings.PASSWORD_HASHERS = [f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"]
    from tests.cases.road import joined
    from tests.cast import make_cast
    from tests.notices.people import hooked, say

    cast = make_cast()
    reference = joined(cast)
    hooked(cast.manufacturer, sys.argv[2], kinds=["MessageSent"])
    for number in range(int(sys.argv[1])):
        say(reference, cast.coordinator, f"News {number}.")


if __name__ == "__main__":
    main()
