"""A scenario file (TOML) to its core value. Whatever is wrong names the table and the key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from medcord.core.exercise import Person, Player, Product, Scenario, Step
from medcord.core.refusals import UnreadableFile
from medcord.core.vocabulary import Role

LARGEST: Final = 1_000_000
MOST_STEPS: Final = 2_000
_LENGTH = re.compile(r"^(?:(\d{1,4})d)?\s*(?:(\d{1,3})h)?\s*(?:(\d{1,3})m)?$")
_CODE = re.compile(r"^[a-z0-9][a-z0-9-]{1,39}$")
_OTHERS: Final = ("finder", "system")
_TOP: Final = ("code", "version", "title", "purpose", "source", "start", "ends_after", "party", "product", "step")
_STEP: Final = ("after", "who", "do", "says", "inject", "with")
_REMEDY = "See “Write a scenario” in the documentation."


def read_scenario(data: bytes, *, name: str = "scenario", verbs: Collection[str] | None = None) -> Scenario:
    """Read a scenario. ``verbs`` are what a step may do; None: anything. Raises UnreadableFile with the place of the
    first fault."""
    found = _toml(data, name)
    file = _File(name)
    file.only(found, _TOP, "the file")
    start = file.take(found, "start", datetime, "the file")
    if start.tzinfo is None:
        raise file.fault("start", "has no zone", "Write it as 2027-02-22T09:00:00-05:00.")
    players = tuple(_player(file, one, f"party {n}") for n, one in enumerate(file.tables(found, "party"), start=1))
    products = tuple(_product(file, one, n, players) for n, one in enumerate(file.tables(found, "product"), start=1))
    steps = tuple(_step(file, one, n, players, verbs) for n, one in enumerate(file.tables(found, "step"), start=1))
    _check(file, players, steps)
    code = file.text(found, "code", "the file")
    if not _CODE.match(code):
        raise file.fault("code", "is not a short word", "Use small letters, digits and hyphens, at most 40.")
    ends = _length(file, found, "ends_after", "the file")
    if steps and ends < steps[-1].after:
        raise file.fault("ends_after", "lies before the last step", "Let the exercise end after it.")
    return Scenario(
        code=code,
        version=file.take(found, "version", int, "the file"),
        title=file.text(found, "title", "the file"),
        purpose=file.text(found, "purpose", "the file"),
        source=file.text(found, "source", "the file"),
        start=start,
        ends_after=ends,
        players=players,
        products=products,
        steps=steps,
    )


def _toml(data: bytes, name: str) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise UnreadableFile(name, f"it has {len(data):,} bytes; {LARGEST:,} fit.", _REMEDY, code="too-large")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableFile(name, "it is not UTF-8 text.", _REMEDY, where=f"byte {error.start}") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableFile(name, f"it is not TOML ({error}).", _REMEDY) from error


class _File:
    """The file's name, and how its parts are taken out of it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fault(self, where: str, why: str, todo: str = _REMEDY) -> UnreadableFile:
        return UnreadableFile(self.name, f"{why}.", todo, where=where)

    def only(self, table: Mapping[str, Any], known: Collection[str], where: str) -> None:
        strange = sorted(set(table) - set(known))
        if strange:
            raise self.fault(f"{where}, {strange[0]}", "is not known here", f"Known: {', '.join(known)}.")

    def take(self, table: Mapping[str, Any], key: str, kind: type[Any], where: str) -> Any:
        value = table.get(key)
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            words = {str: "a text", int: "a whole number", datetime: "a time with its zone"}
            raise self.fault(f"{where}, {key}", f"must be {words.get(kind, kind.__name__)}")
        return value

    def text(self, table: Mapping[str, Any], key: str, where: str, *, needed: bool = True) -> str:
        if key not in table and not needed:
            return ""
        value = str(self.take(table, key, str, where)).strip()
        if not value and needed:
            raise self.fault(f"{where}, {key}", "is empty")
        return value

    def tables(self, found: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        listed = found.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise self.fault(key, "must be a list of tables", f"Write each as [[{key}]].")
        if len(listed) > MOST_STEPS:
            raise self.fault(key, f"has {len(listed):,} entries; {MOST_STEPS:,} fit")
        return listed


def _player(file: _File, table: Mapping[str, Any], where: str) -> Player:
    file.only(table, ("key", "name", "short_name", "role", "zone", "person"), where)
    role = file.text(table, "role", where)
    if role not in [one.value for one in Role]:
        raise file.fault(f"{where}, role", f"“{role}” is no role", f"One of: {', '.join(one.value for one in Role)}.")
    zone = file.text(table, "zone", where)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise file.fault(f"{where}, zone", f"“{zone}” is no time zone", "For example America/New_York.") from error
    people = tuple(
        Person(
            file.text(one, "key", f"{where}, person {n}"),
            file.text(one, "name", f"{where}, person {n}"),
            file.text(one, "title", f"{where}, person {n}", needed=False),
        )
        for n, one in enumerate(file.tables(table, "person"), start=1)
    )
    key, name, short_name = (file.text(table, one, where) for one in ("key", "name", "short_name"))
    return Player(key, name, short_name, Role(role), zone, people)


def _product(file: _File, table: Mapping[str, Any], number: int, players: Collection[Player]) -> Product:
    where = f"product {number}"
    file.only(table, ("key", "maker", "name", "model_number", "versions"), where)
    maker = file.text(table, "maker", where)
    if maker not in [one.key for one in players if one.role is Role.MANUFACTURER]:
        raise file.fault(f"{where}, maker", f"“{maker}” is no manufacturer of this file")
    versions = table.get("versions", [])
    if not isinstance(versions, list) or not all(isinstance(one, str) for one in versions):
        raise file.fault(f"{where}, versions", "must be a list of texts")
    return Product(
        file.text(table, "key", where),
        maker,
        file.text(table, "name", where),
        file.text(table, "model_number", where, needed=False),
        tuple(versions),
    )


def _step(
    file: _File, table: Mapping[str, Any], number: int, players: Collection[Player], verbs: Collection[str] | None
) -> Step:
    where = f"step {number}"
    file.only(table, _STEP, where)
    who, do = file.text(table, "who", where), file.text(table, "do", where)
    if who not in (*_OTHERS, *_people(players)):
        raise file.fault(f"{where}, who", f"nobody here is called “{who}”", "Name a person's key, finder or system.")
    if verbs is not None and do not in verbs:
        raise file.fault(f"{where}, do", f"“{do}” is nothing that can be done", f"One of: {', '.join(sorted(verbs))}.")
    given = table.get("with", {})
    if not isinstance(given, dict):
        raise file.fault(f"{where}, with", "must be a table", 'Write it as with = { case = "main" }.')
    inject = file.take(table, "inject", bool, where) if "inject" in table else who in _OTHERS
    says = file.text(table, "says", where, needed=False)
    return Step(_length(file, table, "after", where), who, do, given, says, inject, where)


def _people(players: Collection[Player]) -> Iterator[str]:
    return (person.key for player in players for person in player.people)


def _length(file: _File, table: Mapping[str, Any], key: str, where: str) -> timedelta:
    text = file.text(table, key, where)
    parts = _LENGTH.match(text)
    if parts is None:
        raise file.fault(f"{where}, {key}", f"“{text}” is no length", "Write it as 2d 4h 30m.")
    days, hours, minutes = (int(part or 0) for part in parts.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _check(file: _File, players: Collection[Player], steps: Collection[Step]) -> None:
    for role in (Role.COORDINATOR, Role.REGULATOR):
        if [one.role for one in players].count(role) != 1:
            raise file.fault("party", f"there must be one {role.value}", "Both agencies take part in an exercise.")
    keys = [one.key for one in players]
    for names, what in ((keys, "party"), (list(_people(players)), "person")):
        if len(names) != len(set(names)):
            raise file.fault(what, "two have the same key")
    last = timedelta(0)
    for step in steps:
        if step.after < last:
            raise file.fault(f"{step.place}, after", "is earlier than the step before it", "Put them in order of time.")
        last = step.after
