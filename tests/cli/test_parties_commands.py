"""``medcord party`` and ``medcord member``: how a real node gets its organisations and people."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import typer
from django.contrib.auth import authenticate
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of
from typer.testing import CliRunner, Result

from medcord.cli.parties import member, party
from medcord.core.refusals import InputRefusal, Refusal, RuleRefusal
from medcord.ledger.models import FactRow
from medcord.parties import actions, queries

PHRASE = "ferry lantern gravel noon"

pytestmark = pytest.mark.django_db


def run(app: typer.Typer, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


def refused(result: Result) -> str:
    """The sentence of a refusal; the frame around the commands shows it."""
    assert isinstance(result.exception, Refusal), result.output
    return result.exception.sentence


def centre() -> Result:
    arguments = ("--role", "coordinator", "--short", "ECC", "--zone", "Europe/Berlin", "--address", "Box@ecc.example")
    return run(party, "add", "Example Coordination Centre", *arguments)


def lead(*more: str, typed: str | None = f"{PHRASE}\n") -> Result:
    given = ("Lead@ECC.example", "--name", "A. Lead", "--party", "ECC", "--title", "Desk lead", "--password-stdin")
    return run(member, "add", *given, *more, typed=typed)


def test_a_real_node_gets_its_coordinator_and_somebody_who_can_sign_in() -> None:
    assert centre().stdout == "Registered: Example Coordination Centre (ECC), coordinator.\n"
    assert lead().stdout == "Registered: A. Lead of ECC, who signs in as lead@ecc.example.\n"
    assert run(party, "list").stdout == (
        "short  name                         role         zone           address\n"
        "ECC    Example Coordination Centre  coordinator  Europe/Berlin  box@ecc.example\n"
    )
    assert run(member, "list").stdout == (
        "email             name     title      party  role           state\n"
        "lead@ecc.example  A. Lead  Desk lead  ECC    administrator  active\n"
    )
    person = authenticate(None, username="lead@ecc.example", password=PHRASE)
    assert person is not None
    assert authenticate(None, username="lead@ecc.example", password=PHRASE + "\n") is None
    facts = FactRow.objects.order_by("at", "seq").values_list("kind", flat=True)
    assert list(facts) == ["OrganisationRegistered", "MemberJoined", "MemberRoleChanged"]


def test_programs_read_one_object_a_line_and_a_party_by_its_name_in_any_case(cast: Cast) -> None:
    lines = [json.loads(line) for line in run(party, "list", "--format", "json").stdout.splitlines()]
    assert [line["short"] for line in lines] == ["DSA", "Eveline", "Karst", "Lanternway", "Merrow", "NCC", "Elowen"]
    only = run(member, "list", "--party", "saint elowen HOSPITAL", "--format", "json").stdout
    assert json.loads(only) == {
        "email": "brindle@elowen.example",
        "name": "T. Brindle",
        "title": "",
        "party": "Elowen",
        "role": "administrator",
        "state": "active",
        "id": str(cast.hospital.id),
    }


def test_the_password_is_typed_twice_and_never_shown(cast: Cast) -> None:
    given = ("new@elowen.example", "--name", "N. Ew", "--party", "Elowen", "--format", "json")
    done = run(member, "add", *given, typed=f"{PHRASE}\nsomething else\n{PHRASE}\n{PHRASE}\n")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["email"] == "new@elowen.example"
    assert done.stderr.count("Password") == 2
    assert PHRASE not in done.output
    assert authenticate(None, username="new@elowen.example", password=PHRASE) is not None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short-eleven", None),
        ("eleven-sign", "The password has 11 characters and needs at least 12."),
        ("qwerty123456", "This password stands on lists of common ones"),
        ("", "The password has 0 characters"),
    ],
)
def test_a_password_that_is_easily_guessed_registers_nobody(cast: Cast, password: str, why: str | None) -> None:
    given = ("new@elowen.example", "--name", "N. Ew", "--party", "Elowen", "--password-stdin")
    done = run(member, "add", *given, typed=f"{password}\n")
    there = [one.email for one in queries.members_of(SYSTEM, cast.hospital.organisation_id)]
    if why is None:
        assert there == ["new@elowen.example", "brindle@elowen.example"]
    else:
        assert refused(done).startswith(why)
        assert there == ["brindle@elowen.example"]


def test_a_party_that_is_there_is_refused_whatever_its_letters(cast: Cast) -> None:
    done = run(party, "add", "Another", "--role", "isao", "--short", "ncc")
    assert refused(done) == (
        "--short ncc: this party is there already (National Coordination Centre, coordinator). "
        "Choose another short name."
    )
    assert len(queries.directory(SYSTEM)) == 7


def test_an_unknown_role_is_answered_with_those_there_are() -> None:
    done = run(party, "add", "Ward", "--role", "nurse", "--short", "W")
    assert done.exit_code == 2
    for role in ("nurse", "coordinator", "regulator", "manufacturer", "isao", "hospital"):
        assert f"'{role}'" in done.stderr
    assert queries.directory(SYSTEM) == []


@pytest.mark.parametrize(
    ("option", "given", "sentence"),
    [
        ("--zone", "europe/berln", "--zone europe/berln: there is no such time zone. Did you mean Europe/Berlin?"),
        (
            "--zone",
            "../etc/passwd",
            "--zone ../etc/passwd: there is no such time zone. "
            "Write it as continent and city, such as Europe/Berlin, or UTC.",
        ),
        (
            "--address",
            "box",
            "--address box: this is no e-mail address. Write it as name@example.org.",
        ),
        ("--short", " ", "--short is empty. Give it a text."),
        ("--short", "x" * 41, "--short has 41 characters and may have 40. Shorten it."),
    ],
)
def test_a_slip_in_an_option_is_told_and_nothing_registered(option: str, given: str, sentence: str) -> None:
    done = run(party, "add", "Ward", "--role", "hospital", "--short", "W", option, given)
    assert refused(done) == sentence
    assert queries.directory(SYSTEM) == []


def test_a_member_of_an_unknown_party_is_refused_with_those_there_are() -> None:
    assert refused(lead()) == ("--party ECC: this node has no parties yet. Register it with “medcord party add” first.")
    centre()
    assert refused(run(member, "list", "--party", "EEC")) == (
        "--party EEC: there is no such party. There are: ECC (Example Coordination Centre)."
    )


def test_an_address_is_used_once_before_a_password_is_asked_for(cast: Cast) -> None:
    done = run(member, "add", "BRINDLE@elowen.example", "--name", "Two", "--party", "Merrow", typed="")
    assert refused(done).startswith("brindle@elowen.example: a member of this node has this e-mail address already.")
    assert "Password" not in done.output


def test_a_deactivated_member_is_out_at_once_with_session_and_token(cast: Cast) -> None:
    browser = browser_of(cast.hospital)
    _token, secret = actions.issue_token(label="night", days=30, actor=cast.hospital.viewer)
    assert browser.get("/worklist").status_code == 200
    done = run(member, "deactivate", "Brindle@elowen.example", "--reason", "left the hospital")
    assert done.stdout == "Deactivated: T. Brindle of Elowen (brindle@elowen.example).\n"
    assert browser.get("/worklist").url == "/sign-in?next=/worklist"  # type: ignore[attr-defined]
    assert queries.token_by_secret(secret) is None
    assert authenticate(None, username="brindle@elowen.example", password=PASSWORD) is None
    fact = FactRow.objects.get(kind="MemberDeactivated")
    assert fact.stream == f"organisation:{cast.hospital.organisation_id}"
    assert "left the hospital" not in json.dumps(fact.data)
    again = run(member, "deactivate", "brindle@elowen.example", "--reason", "twice")
    assert isinstance(again.exception, RuleRefusal)
    assert "is deactivated already" in refused(again)
    assert [one.name for one in queries.members_of(SYSTEM) if not one.is_active] == ["T. Brindle"]


def test_nobody_is_deactivated_by_a_wrong_address(cast: Cast) -> None:
    done = run(member, "deactivate", "nobody@elowen.example", "--reason", "x")
    assert isinstance(done.exception, InputRefusal)
    assert all(one.is_active for one in queries.members_of(SYSTEM))


def test_members_and_strangers_do_not_read_the_members_of_other_parties(cast: Cast) -> None:
    assert queries.members_of(cast.eve.viewer) == [cast.eve]
    assert queries.members_of(cast.eve.viewer, cast.hospital.organisation_id) == []


def test_without_a_terminal_the_other_way_to_give_a_password_is_named() -> None:
    code = (
        "from medcord.cli import parties\nfrom medcord.core.refusals import Refusal\n"
        "try:\n    parties._asked()\nexcept Refusal as no:\n    print(no.sentence)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert done.stdout == (
        "There is no terminal to type the password at. Give --password-stdin and write the password to "
        "standard input. Nobody was registered.\n"
    )


def test_a_party_that_is_locked_out_gets_an_administrator_again(cast: Cast) -> None:
    given = ("second@karst.example", "--name", "S. Econd", "--party", "Karst", "--role", "reader", "--password-stdin")
    assert run(member, "add", *given, typed=f"{PHRASE}\n").exit_code == 0
    assert run(member, "deactivate", cast.manufacturer.email, "--reason", "taken over").exit_code == 0
    said = run(party, "administrator", "Karst", "Second@karst.example").stdout
    assert said == "S. Econd (second@karst.example) administers Karst from now on.\n"
    assert "administrator" in run(member, "list", "--party", "Karst").stdout
    third = ("third@karst.example", "--name", "T. Hird", "--party", "Karst", "--password-stdin")
    assert run(member, "add", *third, typed=f"{PHRASE}\n").exit_code == 0
    assert run(party, "administrator", "Karst", "third@karst.example").exit_code == 0
    assert "does not administer" in run(party, "administrator", "Karst", given[0], "--step-down").stdout
    last = run(party, "administrator", "Karst", "third@karst.example", "--step-down").exception
    assert isinstance(last, RuleRefusal)
    assert "is no member of Karst" in refused(run(party, "administrator", "Karst", cast.eve.email))
    assert "there is no such party" in refused(run(party, "administrator", "Nobody", given[0]))
