"""``medcord provider check`` as people type it: a folder, a server, and wrong use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.formats.csaf.providers import FEED, METADATA, METADATA_21, NEW, both, good, laid_out
from tests.gateways.servers import certificate, http_server
from typer.testing import CliRunner, Result

from medcord.cli.main import app


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["provider", "check", *arguments])


def numbers(output: str, outcome: str) -> Sequence[int]:
    return [one["number"] for one in json.loads(output)["requirements"] if one["outcome"] == outcome]


def test_a_folder_is_told_in_eighty_columns_and_one_sentence(tmp_path: Path) -> None:
    result = typed(str(laid_out(good(), tmp_path)))
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == " 1  Valid CSAF documents        ✓ holds"
    assert "19  Signatures                  ✓ holds" in lines
    assert " 3  TLS                         ? could not be told" in lines
    assert " ".join(lines[-2:]) == (
        "Nothing speaks against the role trusted provider; requirements 3, 4, 6 could not be told. "
        "Looked at 2 documents, 2 of them validated whole."
    )


def test_what_fails_is_named_with_its_file_and_ends_with_1(tmp_path: Path) -> None:
    files = good() | {f"{NEW}.sha256": b"0" * 64 + b"  mcsa-26-014-01.json\n"}
    result = typed(str(laid_out(files, tmp_path)))
    assert result.exit_code == 1
    words = " ".join(result.stdout.split())
    assert "18 Hash files ✗ fails The hash is not that of the document. https://psirt.example.org/" in words
    assert "The role trusted provider does not hold: requirement 18 fails." in words
    # A provider need not have hashes; who asks for that role gets another answer.
    assert typed(str(tmp_path), "--role", "provider").exit_code == 0


def test_foreign_text_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    files = good()
    files[METADATA] = files[METADATA].replace(b"csaf_trusted_provider", b"\\u001b[2J" + b"x" * 100)
    result = typed(str(laid_out(files, tmp_path)))
    assert (result.exit_code, "\x1b" in result.output) == (1, False)


def test_documents_can_be_left_out_but_then_the_role_is_not_told(tmp_path: Path) -> None:
    result = typed(str(laid_out(good(), tmp_path)), "--documents", "0", "--format", "json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["unknown"], told["validated"], told["documents"]) == (1, [1, 3, 4, 6], 0, 2)


def test_programs_get_all_twenty_five_as_json(tmp_path: Path) -> None:
    told = json.loads(typed(str(laid_out(good(), tmp_path)), "--documents", "all", "--format", "json").stdout)
    assert [one["number"] for one in told["requirements"]] == list(range(1, 26))
    assert (told["role"], told["role_outcome"], told["passes"]) == ("csaf_trusted_provider", "untold", True)
    assert told["requirements"][2] == {
        "number": 3,
        "requirement": "TLS",
        "outcome": "untold",
        "findings": [{"sentence": "TLS is the web server's; a folder does not show it.", "where": ""}],
        "more": 0,
    }


def test_a_server_here_is_asked_only_when_that_is_allowed() -> None:
    with http_server() as (port, seen):
        address = f"http://127.0.0.1:{port}"
        refused = typed(address, "--format", "json")
        assert (refused.exit_code, seen.requests) == (2, [])
        assert "Name its network with --allow-private" in json.loads(refused.stderr)["sentence"]
        files = {path: body.replace(b"https://psirt.example.org", address.encode()) for path, body in good().items()}
        seen.pages = {f"/{path}": body for path, body in files.items()}
        seen.status = 404
        result = typed(address, "--allow-private", "127.0.0.0/8", "--format", "json")
    assert result.exit_code == 1
    # No TLS, so its addresses are none a provider may give; its documents were changed after they were signed.
    assert numbers(result.stdout, "fails") == [3, 7, 8, 10, 14, 18, 19, 25]
    assert {"/" + METADATA, "/" + FEED, "/" + NEW} <= {path for path, _, _ in seen.requests}
    assert {headers["User-Agent"].split("/")[0] for _, headers, _ in seen.requests} == {
        "medcord", "curl", "Mozilla", "python-requests"
    }  # fmt: skip


def test_a_certificate_nobody_trusts_fails_3(tmp_path: Path) -> None:
    with http_server(certificate(tmp_path, "127.0.0.1")) as (port, _):
        result = typed(f"https://127.0.0.1:{port}", "--allow-private", "127.0.0.0/8", "--format", "json")
    third = json.loads(result.stdout)["requirements"][2]
    assert (result.exit_code, third["outcome"]) == (1, "fails")
    assert third["findings"][0]["sentence"] == "It has a TLS certificate that cannot be trusted."


def test_wrong_use_ends_with_2() -> None:
    assert typed("/nowhere/at/all").exit_code == 2
    assert typed("").exit_code == 2  # a forgotten variable is not the folder one stands in
    assert typed("ftp://psirt.example.org/").exit_code == 2
    assert typed(".", "--documents", "many").exit_code == 2
    assert typed("https://psirt.example.org", "--allow-private", "everywhere").exit_code == 2
    assert typed(".", "--role", "king").exit_code == 2


def test_an_edition_beside_is_told_below_and_has_to_hold_too(tmp_path: Path) -> None:
    files = both()
    result = typed(str(laid_out(files, tmp_path)))
    assert result.exit_code == 0, result.output
    words = " ".join(result.stdout.split())
    assert f"Beside it, CSAF 2.1: /{METADATA_21} 1 Valid CSAF documents ✓ holds" in words
    assert " 4  TLP:CLEAR free to read" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    (tmp_path / METADATA_21).write_bytes(b"{}")
    broken = typed(str(tmp_path), "--format", "json")
    told = json.loads(broken.stdout)
    assert (broken.exit_code, told["passes"], [one["passes"] for one in told["beside"]]) == (1, True, [False])
