"""``medcord ledger``: what an auditor and the people at the machine type, and what they read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from medcord.core.refusals import InputRefusal, NotFound, Refusal, UnreadableFile
from medcord.ledger import anchors, keys
from medcord.ledger.models import FactRow
from medcord.project.ledger_command import ledger
from tests.cast import Cast
from tests.ledger.files import STREAM, a_case_over_three_days
from tests.ledger.stories import cut_out, forge
from tests.ledger.test_anchors import rewrite_the_whole_chain

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ledger, list(arguments))


def refused(result: Result) -> str:
    assert isinstance(result.exception, Refusal), result.output
    return result.exception.sentence


@pytest.fixture
def file(tmp_path: Path) -> Path:
    a_case_over_three_days()
    path = tmp_path / "chain.jsonl"
    assert run("export", "--stream", STREAM, "--out", str(path)).exit_code == 0
    return path


def test_a_chain_goes_out_and_holds(file: Path, tmp_path: Path) -> None:
    done = run("verify", str(file))
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == f"The chain holds: 8 facts of {STREAM}."
    assert "Compared with nothing outside the file" in done.stdout


def test_the_same_on_standard_output(file: Path) -> None:
    done = run("export", "--stream", STREAM, "--days", "0")
    assert [json.loads(line).get("seq") for line in done.stdout.splitlines()[1:-1]] == list(range(1, 9))
    assert done.stderr == f"Written: 8 facts of {STREAM}, with proofs of 0 days.\n"


def test_an_auditor_holds_it_against_an_anchor_and_a_key(file: Path, tmp_path: Path) -> None:
    day = anchors.days()[0]
    page, known = tmp_path / "heads.json", tmp_path / "keys.json"
    page.write_text(json.dumps(anchors.heads_list()))
    known.write_text(run("key", "--format", "json").stdout)
    own = str(anchors.folder() / f"{day}.json")
    done = run("verify", str(file), "--anchor", own, "--anchor", str(page), "--key", str(known))
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[1:] == [
        f"It is the chain that was anchored on {', '.join(sorted(anchors.days()))}.",
        f"Signed by key {keys.keeper().ready().id}, which is among those you gave.",
    ]
    assert run("verify", str(file), "--key", keys.keeper().ready().key).exit_code == 0
    stranger = run("verify", str(file), "--key", "ab" * 32)
    assert stranger.exit_code == 1
    assert "none of those you gave" in stranger.stdout


def test_a_break_is_a_line_for_people_and_an_object_for_programs(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"mark":"F"', b'"mark":"V"', 1))
    done = run("verify", str(file))
    assert done.exit_code == 1
    (line,) = done.stdout.splitlines()
    assert line.startswith(f"{file}: line 5, fact 2 (")
    assert line.endswith("in “data.mark”, is “V” and was “F”")
    told = json.loads(run("verify", str(file), "--format", "json").stdout)
    assert (told["holds"], told["facts"], told["stream"]) == (False, 8, STREAM)
    (found,) = told["breaks"]
    assert (found["code"], found["line"], found["seq"]) == ("changed", 5, 2)


def test_a_file_with_very_many_breaks_does_not_flood_the_terminal(file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:4], *[b"rubbish\n", lines[4]] * 200, *lines[4:]]))
    done = run("verify", str(file))
    assert len(done.stdout.splitlines()) == 51
    assert "--format json gives all" in done.stdout.splitlines()[-1]


def test_the_nodes_own_check_counts_and_names(file: Path) -> None:
    assert run("verify").stdout.splitlines() == ["Every chain holds.", "Facts: 10. Chains: 2. Days with an anchor: 2."]
    rewrite_the_whole_chain()
    first = min(anchors.days())
    done = run("verify")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        1,
        f"{STREAM} fact 4: it is not what the anchor of {first} says",
    )
    assert json.loads(run("verify", "--format", "json").stdout)["breaks"][0]["seq"] == 4


def test_a_broken_chain_goes_out_as_it_is_with_a_warning(file: Path, tmp_path: Path) -> None:
    forge(FactRow.objects.get(stream=STREAM, seq=3), kind="CaseClosed")
    cut_out(FactRow.objects.get(stream=STREAM, seq=8))
    done = run("export", "--stream", STREAM, "--out", str(tmp_path / "b"))
    assert done.exit_code == 1
    assert "does not hold at fact 3, 8" in done.stderr
    assert run("verify", str(tmp_path / "b")).exit_code == 1


def test_a_new_key_is_shown_with_the_old_one(file: Path) -> None:
    old = run("key").stdout.split()[0]
    done = run("new-key").stdout.splitlines()
    assert [line.split()[1].strip(",") for line in done] == ["old", "in"]
    assert done[0].startswith(old)
    assert run("verify", str(file), "--key", old).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("export",), "Name one chain"),
        (("export", "MC-1", "--stream", "node"), "Name one chain"),
        (("export", "--stream", "case:nothing"), "There is no chain case:nothing"),
        (("verify", "--anchor", "x.json"), "give its FILE"),
        (("verify", "/nowhere/f.jsonl"), "/nowhere/f.jsonl: it cannot be read"),
        (("verify", "/nowhere/f.jsonl", "--anchor", "/nowhere/a.json"), "/nowhere/a.json: it cannot be read"),
        (("verify", "/nowhere/f.jsonl", "--key", "zz"), "zz: it cannot be read"),
        (("verify", "/nowhere/f.jsonl", "--key", "pyproject.toml"), "neither a public key"),
        (("verify", "/nowhere/f.jsonl", "--anchor", "package.json"), "cannot be used as an anchor"),
        (("export", "--stream", "node", "--out", "/nowhere/f"), "there is no folder"),
    ],
)
def test_a_refusal_says_what_to_do(arguments: tuple[str, ...], sentence: str) -> None:
    result = run(*arguments)
    assert sentence in refused(result)
    assert isinstance(result.exception, InputRefusal | UnreadableFile)


def test_a_case_that_is_not_there_has_no_ledger(cast: Cast) -> None:
    result = run("export", "MC-2222-2222")
    assert isinstance(result.exception, NotFound)
