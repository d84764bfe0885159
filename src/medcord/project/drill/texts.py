"""The after-action report as text for a terminal and as Markdown for a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from medcord.core.exercise import AfterAction, Asked, Gap, Result


def span(length: timedelta | None) -> str:
    """A duration in days, hours and minutes."""
    if length is None:
        return "not yet"
    minutes = round(length.total_seconds() / 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(part for part in parts if part) or "0 min"


def markdown(report: AfterAction) -> str:
    """The whole report."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: AfterAction) -> Iterator[str]:
    yield f"# After-action report: {report.title}"
    yield ""
    yield (
        f"Exercise `{report.scenario}`, version {report.version}, from {report.started:%Y-%m-%d %H:%M %Z} to "
        f"{report.ended:%Y-%m-%d %H:%M %Z} in its own time. Nothing in it was real."
    )
    yield ""
    yield f"**{report.met} of {report.arose} duties that arose were met.**" + (
        f" Compared with {report.compared_with}." if report.compared_with else " There is no earlier report to compare."
    )
    yield ""
    yield "## Duties"
    yield ""
    yield "| duty | owed by | target | arose | in time | late | open | longest | before |"
    yield "|---|---|---|---|---|---|---|---|---|"
    yield from (_row(one) for one in report.results)
    yield ""
    yield "## Gaps"
    yield ""
    if not report.gaps:
        yield "None: nothing was late."
    yield from (_gap(one) for one in report.gaps)
    yield ""
    if report.asked:
        yield "## Asked for"
        yield ""
        yield from (_asked(one) for one in report.asked)
        yield ""
    yield "## Decisions"
    yield ""
    if not report.decisions:
        yield "None was taken."
    yield from (f"- {at:%Y-%m-%d %H:%M} UTC: {what}" for at, what in report.decisions)


def _row(one: Result) -> str:
    before = f"{one.before[0]} of {one.before[1]} in time" if one.before else ""
    if not one.arose:
        return f"| {one.code} {one.title} | {one.actor} | {one.target} | 0 | | | | | {before} |"
    counts = f"{one.arose} | {one.in_time} | {one.late} | {one.open}"
    return f"| {one.code} {one.title} | {one.actor} | {one.target} | {counts} | {span(one.longest)} | {before} |"


def _asked(one: Asked) -> str:
    done = f"done {one.done:%Y-%m-%d %H:%M}" if one.done else "not done"
    asked = f"asked {one.at:%Y-%m-%d %H:%M}, due {one.due:%Y-%m-%d %H:%M}, {done}, UTC"
    return f"- {one.what}: {one.held_by}, {one.outcome.value} ({asked})"


def _gap(one: Gap) -> str:
    over = f", {span(one.over)} over" if one.over is not None else ""
    return f"- {one.what}, held by {one.held_by}: {one.state}{over} (since {one.since:%Y-%m-%d %H:%M} UTC)"
