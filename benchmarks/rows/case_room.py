"""The slowest page of a case with 121 manufacturers and 2,000 messages over 30 threads, and its queries.

Pages are asked of the running application inside one process, so that what is measured is its work and no network; the
peer is a page of the same application that shows no data, asked by the same member in the same run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from benchmarks.row import ROOT, Row

LIMIT_MS, LIMIT_QUERIES = 300, 30


def measure() -> list[Row]:
    """Milliseconds (median of five after one to warm up) and database queries, for the owner and a manufacturer."""
    with tempfile.TemporaryDirectory() as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MEDCORD_", "DJANGO_"))}
        env = {**kept, "MEDCORD_HOME": home, "DJANGO_SETTINGS_MODULE": "medcord.project.settings"}
        command = [sys.executable, "-m", __name__]
        done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    slowest = max(ms for ms, _queries in found["pages"].values())
    most = max(queries for _ms, queries in found["pages"].values())
    empty_ms, empty_queries = found["empty"]
    peer = "a page without data"
    return [
        Row("case-room-121", round(slowest, 1), "ms", {peer: round(empty_ms, 1)}, limit=LIMIT_MS),
        Row("case-room-121-queries", most, "queries", {peer: empty_queries}, limit=LIMIT_QUERIES),
    ]


def main() -> None:
    """In a home of its own: make the case, look at every page, print the figures of each."""
    import django
    from django.conf import settings

    django.setup()
    from django.contrib.auth.hashers import MD5PasswordHasher
    from django.core.management import call_command

    settings.PASSWORD_HASHERS = [f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"]
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    from tests.cases import crowded

    crowd = crowded.build()
    owner, maker = crowd.cast.coordinator, crowd.makers[1]
    pages = {
        f"{who} {path}": crowded.look(member, path)
        for who, member in (("owner", owner), ("maker", maker))
        for path in crowded.paths(crowd, member)
    }
    for name, (ms, queries) in pages.items():
        print(f"{ms:8.1f} ms {queries:4d} queries  {name}", file=sys.stderr)
    json.dump({"pages": pages, "empty": crowded.look(owner, "/policy")}, sys.stdout)


if __name__ == "__main__":
    main()
