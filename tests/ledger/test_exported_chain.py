"""An auditor with a file, without the node: whatever was done to the file is found, and named where it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from django.db import connection  # noqa: F401 - named in a mark below
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcord.core.refusals import RuleRefusal
from medcord.ledger import export
from medcord.ledger.canon import canonical, link_of, sha256
from medcord.ledger.models import FactRow, StreamHead
from medcord.ledger.offline import walk
from tests.ledger.files import STREAM, a_case_over_three_days, check, exported, said
from tests.ledger.stories import CASE, OTHER, cut_out, forge

pytestmark = pytest.mark.django_db

FIRST = 4
"""The line of the first fact: after the first line and two proofs."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    a_case_over_three_days()
    path = tmp_path / "chain.jsonl"
    path.write_bytes(exported())
    return path


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def test_what_a_node_exports_holds(file: Path) -> None:
    verdict = check(file, file.read_bytes(), key=True)
    assert said(verdict) == []
    assert (verdict.facts, verdict.stream, verdict.trusted) == (8, STREAM, True)


def test_a_file_holds_what_is_hashed_and_nothing_that_people_typed(file: Path) -> None:
    lines = [orjson.loads(line) for line in lines_of(file)]
    assert [sorted(line) for line in lines[1:3]] == [["proof"], ["proof"]]
    for seq, fact in enumerate(lines[3:-1], start=1):
        digest = fact.pop("digest")
        row = FactRow.objects.get(stream=STREAM, seq=seq)
        assert digest == row.digest == link_of(fact)
    assert lines[-1]["head"] == {"seq": 8, "digest": FactRow.objects.get(stream=STREAM, seq=8).digest}


def line_at(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def test_every_byte_of_the_file_counts(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte in turn becomes another one, a digit for a digit; what it was is not searched for, that is slow."""
    monkeypatch.setattr(walk, "MOST_SEARCHED", 0)
    head = export.head_of(STREAM)
    assert head is not None
    data, unseen = b"".join(export.lines(export.frame(STREAM, *head, days=1))), []
    for place, byte in enumerate(data):
        other = byte ^ 1 if byte != 10 else 32
        verdict = check(file, data[:place] + bytes((other,)) + data[place + 1 :])
        if line_at(data, place) not in {one.line for one in verdict.findings}:
            unseen.append((place, said(verdict)))
    assert unseen == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(min_value=0, max_value=1, exclude_max=True), other=st.integers(0, 255))
def test_a_changed_byte_is_named_with_its_line(file: Path, where: float, other: int) -> None:
    data = b"".join(_FILES.setdefault(str(file), lines_of(file)))
    place = int(where * len(data))
    if data[place] == other:
        return
    verdict = check(file, data[:place] + bytes((other,)) + data[place + 1 :])
    line = line_at(data, place)
    assert line in {one.line for one in verdict.findings}
    # The very byte is named in all but the last line, unless two lines became one or one became two.
    if line < len(_FILES[str(file)]) and 10 not in (data[place], other):
        column = place - data.rfind(b"\n", 0, place)
        assert (line, column) in {(one.line, one.byte) for one in verdict.findings}


_FILES: dict[str, list[bytes]] = {}


def test_a_byte_that_turns_a_line_into_something_else_is_found(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that turn the line into two, into a text or into a number, without the search for what they were."""
    monkeypatch.setattr(walk, "MOST_SEARCHED", 0)
    lines = lines_of(file)
    for number, line in ((0, lines[0]), (3, lines[3]), (len(lines) - 1, lines[-1])):
        for place in range(0, len(line), 3):
            for other in b' 0"{}[],:\n\\':
                if line[place] == other:
                    continue
                changed = [*lines]
                changed[number] = line[:place] + bytes((other,)) + line[place + 1 :]
                found = {one.line for one in check(file, b"".join(changed)).findings}
                assert found & {number + 1, number + 2}, (number, place, other)


def test_the_byte_its_field_and_what_it_was_are_told(file: Path) -> None:
    data = file.read_bytes().replace(b'"mark":"F"', b'"mark":"V"', 1)
    (found,) = check(file, data).findings
    fact = FactRow.objects.get(stream=STREAM, seq=2)
    assert (found.line, found.seq, found.fact) == (FIRST + 1, 2, str(fact.pk))
    assert "in “data.mark”, is “V” and was “F”" in found.why


def test_a_changed_digest_is_told_from_changed_content(file: Path) -> None:
    lines = lines_of(file)
    fact = orjson.loads(lines[FIRST])
    other = fact["digest"][:-1] + ("0" if fact["digest"][-1] != "0" else "1")
    lines[FIRST] = lines[FIRST].replace(fact["digest"].encode(), other.encode())
    (found,) = check(file, b"".join(lines)).findings
    assert (found.line, found.seq) == (FIRST + 1, 2)
    assert "in “digest”" in found.why


@pytest.mark.parametrize("place", [FIRST, FIRST + 3, FIRST + 6])
def test_a_dropped_fact_is_missed_at_the_next_one(file: Path, place: int) -> None:
    lines = lines_of(file)
    del lines[place - 1]
    (found,) = check(file, b"".join(lines)).findings
    gone = place - FIRST + 1
    assert (found.line, found.seq, found.why) == (place, gone + 1, f"fact {gone} is missing before this one")


def test_a_dropped_end_is_missed_at_the_head(file: Path) -> None:
    lines = lines_of(file)
    del lines[-3:-1]
    (found,) = check(file, b"".join(lines)).findings
    assert "ends at fact 6, but its head says 8" in found.why


def test_two_swapped_facts_are_named(file: Path) -> None:
    lines = lines_of(file)
    lines[5], lines[6] = lines[6], lines[5]
    (found,) = check(file, b"".join(lines)).findings
    assert (found.line, found.code) == (7, "swapped")
    assert found.why == "this fact is out of its place: it belongs before line 6"


def test_a_fact_that_stands_twice_is_named(file: Path) -> None:
    lines = lines_of(file)
    lines.insert(6, lines[5])
    assert said(check(file, b"".join(lines))) == [(7, "duplicate")]


def test_a_fact_of_another_chain_is_named(file: Path) -> None:
    lines, others = lines_of(file), exported(f"case:{OTHER}").splitlines(keepends=True)
    lines.insert(6, others[3])
    (found,) = check(file, b"".join(lines)).findings
    assert (found.line, found.code) == (7, "moved")
    assert str(OTHER) in found.why


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.floats(min_value=0, max_value=1, exclude_max=True))
def test_a_file_that_was_cut_off_is_named(file: Path, part: float) -> None:
    data = b"".join(_FILES.setdefault(str(file), lines_of(file)))
    verdict = check(file, data[: int(part * len(data))])
    assert {one.code for one in verdict.findings} & {"truncated", "header", "head", "unreadable", "proof"}


def test_what_stands_after_the_end_is_named(file: Path) -> None:
    data = file.read_bytes()
    assert said(check(file, data + b"{}\n")) == [(13, "after-the-end")]
    assert said(check(file, data + b"\n")) == [(13, "after-the-end")]


def test_rubbish_is_refused_and_stops_nobody(file: Path) -> None:
    short = (b"", b"\n", b"[]\n", b"null\nnull\n", b"\xff\xfe", b"{}\n{}\n", b'{"head":1}\n' * 3)
    for rubbish in (*short, b"x" * 3_000_000):
        assert not check(file, rubbish).holds


def test_a_forger_who_links_all_anew_fails_at_the_signature(file: Path) -> None:
    lines = lines_of(file)
    previous = ""
    for number in range(FIRST - 1, len(lines) - 1):
        fact = orjson.loads(lines[number])
        del fact["digest"]
        fact["previous"] = previous
        if fact["seq"] == 2:
            fact["data"]["mark"] = "A"
        previous = link_of(fact)
        lines[number] = canonical({**fact, "digest": previous}) + b"\n"
    ending = orjson.loads(lines[-1])
    ending["head"]["digest"] = previous
    lines[-1] = canonical(ending) + b"\n"
    found = check(file, b"".join(lines))
    assert "signature" in {one.code for one in found.findings}


def test_a_file_signed_by_somebody_else_is_not_the_nodes(file: Path) -> None:
    from medcord.gateways.signing import MemoryKeys

    lines, eve = lines_of(file), MemoryKeys()
    header, ending = orjson.loads(lines[0]), orjson.loads(lines[-1])
    header |= {"public": eve.ready().key, "key": eve.ready().id}
    lines[0] = canonical(header) + b"\n"
    signature = eve.sign(canonical({"header": header, "head": ending["head"]})).value
    ending |= {"header": sha256(lines[0]), "key": eve.ready().id, "signature": signature}
    lines[-1] = canonical(ending) + b"\n"
    assert check(file, b"".join(lines)).holds  # by itself no file can say whose it is
    assert said(check(file, b"".join(lines), key=True)) == [(12, "signature")]


def test_a_chain_that_is_broken_in_the_database_is_written_out_as_it_is(file: Path) -> None:
    forge(FactRow.objects.get(stream=STREAM, seq=3), kind="CaseClosed")
    cut_out(FactRow.objects.get(stream=STREAM, seq=8))
    head = StreamHead.objects.get(stream=STREAM)
    broken: list[int] = []
    data = b"".join(export.lines(export.frame(STREAM, head.seq, head.digest), broken.append))
    assert broken == [3, 8]
    assert [one.seq for one in check(file, data).findings] == [3, None]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's columns refuse such values themselves")
def test_a_fact_that_cannot_be_read_is_not_written_out(file: Path) -> None:
    forge(FactRow.objects.get(stream=STREAM, seq=3), data='{"case": 18446744073709551616}')
    with pytest.raises(RuleRefusal, match="Fact 3"):
        exported()


def test_checking_a_file_needs_no_database_and_no_django(file: Path, tmp_path: Path) -> None:
    program = (
        "import sys\nfrom medcord.cli.main import run\n"
        "try:\n    run(['ledger', 'verify', sys.argv[1]])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('django', 'sqlite3', 'psycopg')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, text=True, cwd=tmp_path, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == f"The chain holds: 8 facts of case:{CASE}."
    assert done.stdout.splitlines()[-1] == "[]"
