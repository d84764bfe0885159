"""How a server answers: TLS (3), free reading (4), redirects (6), any User-Agent (24), the CORS header (25)."""

from __future__ import annotations

from medcord.formats.csaf.checking.walk import NOT_THEIRS, Walk

AGENTS = ("curl/8.5.0", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0", "python-requests/2.32")


def check_serving(walk: Walk, start: str) -> None:
    """After the walk, so that what it met counts; holds where nothing failed."""
    count = len(walk.answered)
    if not count:
        for number in (3, 4, 6, 24, 25):
            walk.findings.untold(number, "Nothing was answered, so there is nothing to look at.", start)
        return
    walk.findings.holds(3, f"All {count} addresses that answered are https with a trusted certificate.")
    walk.findings.holds(4, "No public file asked for a password.")
    walk.findings.holds(6, f"None of {count} addresses redirects.")
    plain = walk.source.get(start)
    if not plain.ok:
        walk.findings.untold(24, "The file could not be read, so nothing can be compared.", start)
        walk.findings.untold(25, "The file could not be read, so there are no headers to look at.", start)
        return
    for agent in AGENTS:
        other = walk.source.get(start, agent=agent)
        if other.problem in NOT_THEIRS:
            walk.missing(24, start, other)
        elif (other.status, other.body) != (plain.status, plain.body):
            walk.findings.fails(24, f"It answers {other.status or 'nothing'} to the User-Agent {agent!r}.", start)
    walk.findings.holds(24, f"{len(AGENTS)} programs and browsers are answered alike.", start)
    allowed = plain.headers.get("access-control-allow-origin", "")
    if allowed == "*":
        walk.findings.holds(25, "Programs of any web page may read it.", start)
    else:
        said = f"is {allowed[:80]!r}" if allowed else "is not there"
        walk.findings.fails(25, f"Access-Control-Allow-Origin {said}; it should be *.", start)
