"""Law 8: HTTP leaves the house by gateways/web alone, where addresses, redirects, size and time are checked."""

import pytest
from tests.architecture.source import Import, imports_of, modules

HTTP = ("aiohttp", "ftplib", "http.client", "httpx", "requests", "socket", "urllib.request", "urllib3")
MAIL = ("imaplib", "poplib", "smtplib")


def is_one_of(target: str, names: tuple[str, ...]) -> bool:
    return any(target == name or target.startswith(f"{name}.") for name in names)


def reaching_out(names: tuple[str, ...], door: str) -> list[Import]:
    found = [one for module in modules().values() for one in imports_of(module) if is_one_of(one.target, names)]
    return [one for one in found if not (one.module.name + ".").startswith(f"medcord.gateways.{door}.")]


@pytest.mark.parametrize(("names", "door"), [(HTTP, "web"), (MAIL, "mail")])
def test_each_way_out_of_the_house_has_one_door(names: tuple[str, ...], door: str) -> None:
    assert [str(one) for one in reaching_out(names, door)] == []


@pytest.mark.parametrize(
    ("target", "expected"),
    [("urllib.request", True), ("urllib.parse", False), ("http.client", True), ("http", False), ("requests", True)],
)
def test_the_door_knows_a_way_out_from_its_neighbours(target: str, expected: bool) -> None:
    assert is_one_of(target, HTTP) == expected
