"""What lies outside the node finds a chain that was rewritten whole, and tells a stranger nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import orjson
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from medcord.gateways import clock
from medcord.ledger import anchors, chain, keys, merkle, queries
from medcord.ledger.canon import canonical
from medcord.ledger.models import FactRow, StreamHead
from medcord.ledger.statements import Anchor, Proof, Statement, Unusable
from tests.cast import SYSTEM
from tests.ledger.files import STREAM, a_case_over_three_days, check, exported, said
from tests.ledger.stories import CASE, OTHER, cut_out, mark, two_chains
from tests.ledger.test_anchors import rewrite_the_whole_chain

pytestmark = pytest.mark.django_db


def anchor_of(day: str) -> bytes:
    return (anchors.folder() / f"{day}.json").read_bytes()


def page_of_heads() -> bytes:
    days = [one.as_dict() for one in anchors.published(31)]
    known = [one.as_dict() for one in keys.keeper().public()]
    return canonical({"format": "medcord-heads-list", "keys": known, "days": days})


def kept_proof(day: str) -> bytes:
    found = anchors.proof_for(STREAM, day)
    assert found is not None
    return canonical(found.as_dict())


def test_a_chain_that_was_left_alone_is_the_one_that_was_anchored(tmp_path: Path) -> None:
    first, second = a_case_over_three_days()
    held = (anchor_of(first), anchor_of(second), page_of_heads(), kept_proof(second))
    verdict = check(tmp_path / "f", exported(), *held)
    assert said(verdict) == []
    assert sorted(set(verdict.days)) == [first, second]


@pytest.mark.parametrize("what", ["anchor", "page", "proof", "statement"])
def test_a_chain_that_was_rewritten_whole_fails_against_whatever_was_kept(tmp_path: Path, what: str) -> None:
    first, second = a_case_over_three_days()
    kept = {
        "anchor": anchor_of(first),
        "page": page_of_heads(),
        "proof": kept_proof(first),
        "statement": canonical(anchors.published(2)[1].as_dict()),
    }
    rewrite_the_whole_chain()
    # The forger has the node's key too: it makes new anchors for the old days, and signs a new file with them.
    for day in (first, second):
        (anchors.folder() / f"{day}.json").unlink()
    anchors.anchor()
    forged = exported()
    assert check(tmp_path / "f", forged).holds
    verdict = check(tmp_path / "f", forged, kept[what])
    assert said(verdict) == [(0, "rewritten")]


def test_a_chain_that_was_cut_and_given_a_new_head_is_found(tmp_path: Path) -> None:
    first, _second = a_case_over_three_days()
    kept = anchor_of(first)
    for row in FactRow.objects.filter(stream=STREAM, seq__gt=3):
        cut_out(row)
    StreamHead.objects.filter(stream=STREAM).update(seq=3, digest=FactRow.objects.get(stream=STREAM, seq=3).digest)
    for path in anchors.folder().glob("*.json"):
        path.unlink()
    assert check(tmp_path / "f", exported()).holds
    (found,) = check(tmp_path / "f", exported(), kept).findings
    assert found.why == f"the anchor of {first} knows 4 facts and the file ends at 3: its end was cut off"


def test_the_node_finds_the_same_in_one_pass() -> None:
    first, second = a_case_over_three_days()
    assert queries.breaks(anchors.said()[0]) == []
    rewrite_the_whole_chain()
    assert queries.breaks() == []
    places, unusable = anchors.said()
    assert unusable == []
    found = queries.breaks(places)
    assert [(one.stream, one.seq, one.why) for one in found] == [
        (STREAM, 4, f"it is not what the anchor of {first} says"),
        (STREAM, 5, f"it is not what the anchor of {second} says"),
    ]


def test_a_chain_that_was_taken_away_with_its_head_is_found_by_the_anchor() -> None:
    two_chains()
    anchors.anchor()
    for row in FactRow.objects.filter(stream=STREAM):
        cut_out(row)
    StreamHead.objects.filter(stream=STREAM).delete()
    assert queries.breaks() == []
    (found,) = queries.breaks(anchors.said()[0])
    assert (found.stream, found.seq) == (STREAM, 4)


@pytest.mark.parametrize("place", [0, 0.2, 0.4, 0.6, 0.8, 0.999])
def test_a_changed_anchor_is_named(place: float) -> None:
    two_chains()
    anchors.anchor()
    (path,) = anchors.folder().glob("*.json")
    data = path.read_bytes()
    at = int(place * len(data))
    path.write_bytes(data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :])
    _places, unusable = anchors.said()
    assert [one.stream for one in unusable] == [path.name]


def test_an_anchor_of_another_key_or_day_or_without_signature_is_named() -> None:
    two_chains()
    anchors.anchor()
    (path,) = anchors.folder().glob("*.json")
    given_ = orjson.loads(path.read_bytes())
    path.with_stem("2099-01-01").write_bytes(path.read_bytes())
    path.with_stem("2099-01-02").write_bytes(canonical({"at": given_["at"], "heads": given_["heads"]}))
    _places, unusable = anchors.said()
    assert [one.stream for one in unusable] == ["2099-01-01.json", "2099-01-02.json"]
    for public in (Path(settings.MEDCORD_HOME) / "signing" / "public").glob("*"):
        public.unlink()
    assert path.name in {one.stream for one in anchors.said()[1]}


def test_an_unsigned_anchor_of_old_is_still_read(tmp_path: Path) -> None:
    two_chains()
    heads = {head.stream: [head.seq, head.digest] for head in StreamHead.objects.all()}
    old = canonical({"at": clock.now().isoformat(), "heads": heads})
    anchors.folder().mkdir()
    (anchors.folder() / "2026-01-01.json").write_bytes(old)
    assert list(anchors.breaks()) == []
    assert check(tmp_path / "f", exported(), old).holds
    rewrite_the_whole_chain()
    assert [one.seq for one in anchors.breaks()] == [4]
    assert said(check(tmp_path / "f", exported(), old)) == [(0, "rewritten")]
    assert anchors.proof_for(STREAM, "2026-01-01") is None


def test_a_new_key_leaves_a_fact_and_old_files_still_verify(tmp_path: Path) -> None:
    two_chains()
    before = exported()
    old = keys.keeper().ready()
    fresh = keys.renew(actor=SYSTEM)
    assert FactRow.objects.get(kind="SigningKeyChanged").data == {"key": fresh.id, "before": old.id}
    assert (fresh.by, [one.key for one in keys.keeper().public()]) == (old.id, [old.key, fresh.key])
    for data in (before, exported()):
        assert check(tmp_path / "f", data, key=True).holds


def test_the_private_key_is_a_file_that_only_its_owner_reads() -> None:
    keys.keeper().ready()
    folder = Path(settings.MEDCORD_HOME) / "signing"
    assert (folder / "key.pem").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    two_chains()
    anchors.anchor()
    (path,) = anchors.folder().glob("*.json")
    assert path.stat().st_mode & 0o777 == 0o600  # the salt of the day is in it


# --- what a stranger and a participant learn ------------------------------------------------------------------------

HEADS = st.dictionaries(st.uuids().map("case:{}".format), st.tuples(st.integers(1, 99), st.just("ab" * 32)), max_size=9)


@given(heads=HEADS, salt=st.binary(min_size=32, max_size=32))
def test_every_chain_has_a_way_to_the_root_and_nothing_else_has(heads: dict[str, tuple[int, str]], salt: bytes) -> None:
    try:
        tree = merkle.Tree.of(salt, heads)
    except merkle.Crowded:
        return
    root = tree.root()
    for stream, (seq, digest) in heads.items():
        place, nonce = merkle.place_of(salt, stream), merkle.nonce_of(salt, stream)
        path = tree.path(place)
        assert merkle.climb(merkle.leaf_of(nonce, stream, seq, digest), place, path) == root
        assert merkle.climb(merkle.leaf_of(nonce, stream, seq + 1, digest), place, path) != root
        assert len(path) == merkle.DEPTH


@given(heads=HEADS, salt=st.binary(min_size=32, max_size=32))
def test_a_proof_has_the_same_shape_however_many_chains_there_are(
    heads: dict[str, tuple[int, str]], salt: bytes
) -> None:
    """No sibling is a constant that would say "here is nobody", and none is found in the tree of another salt."""
    alone = {f"case:{CASE}": (1, "cd" * 32)}
    paths = []
    for all_heads, of in ((alone, salt), (alone | heads, salt), (alone, bytes(32))):
        place = merkle.place_of(of, f"case:{CASE}")
        paths.append(merkle.Tree.of(of, all_heads).path(place))
    assert {len(path) for path in paths} == {merkle.DEPTH}
    assert len({one for path in paths for one in path}) >= 2 * merkle.DEPTH or salt == bytes(32)
    assert all(len(one) == 32 for path in paths for one in path)


def test_two_days_without_any_act_have_two_roots_and_two_sealed_heads() -> None:
    """So a root, or a proof, does not tell whether something happened in between."""
    two_chains()
    anchors.anchor()
    with clock.at(clock.now() + timedelta(days=1)):
        anchors.anchor()
    first, second = (anchors.published(2)[n] for n in (1, 0))
    assert first.root != second.root
    one, other = (anchors.proof_for(STREAM, each.day) for each in (first, second))
    assert one is not None
    assert other is not None
    assert one.leaf != other.leaf
    assert one.place != other.place
    assert not set(one.path) & set(other.path)


def test_what_leaves_the_node_holds_no_stream_number_or_hash_of_a_chain() -> None:
    a_case_over_three_days()
    (day, *_rest) = anchors.days()
    public = page_of_heads() + kept_proof(day)
    secrets = [CASE, OTHER, *FactRow.objects.values_list("digest", flat=True), orjson.loads(anchor_of(day))["salt"]]
    assert [one for one in secrets if str(one).encode() in public] == []
    assert b'"seq"' not in public


def test_nobody_publishes_how_many_chains_there_are() -> None:
    """A node with nothing and a node with thirty chains publish the same but for hashes."""
    anchors.anchor()
    for _ in range(30):
        mark(uuid4(), "V", actor=SYSTEM)
    with clock.at(clock.now() + timedelta(days=1)):
        anchors.anchor()
    full, empty = (one.as_dict() for one in anchors.published(2))
    assert {name: len(str(value)) for name, value in full.items()} == {
        name: len(str(value)) for name, value in empty.items()
    }


def test_the_digest_mail_gets_sealed_heads_of_the_chains_it_asks_for() -> None:
    two_chains()
    assert anchors.heads_for_digest([STREAM]) == []
    anchors.anchor()
    mark(UUID(int=5), "V", actor=SYSTEM)
    found = anchors.heads_for_digest([STREAM, f"case:{UUID(int=5)}", f"case:{OTHER}"])
    assert [one.stream for one in found] == [STREAM, f"case:{OTHER}"]
    proof = anchors.newest_proof(STREAM)
    assert proof is not None
    assert found[0] == (STREAM, None, proof.leaf, anchors.days()[0])


def test_a_proof_or_statement_that_was_touched_is_refused() -> None:
    two_chains()
    anchors.anchor()
    proof, (statement,) = anchors.newest_proof(STREAM), anchors.published(1)
    assert proof is not None
    assert Proof.of(proof.as_dict()) == proof
    for form, whole in ((Proof, proof.as_dict()), (Statement, statement.as_dict())):
        data = canonical(whole)
        for place in range(len(data)):
            changed = data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]
            try:
                given_ = orjson.loads(changed)
            except orjson.JSONDecodeError:
                continue
            with pytest.raises(Unusable):
                form.of(given_)


def test_a_day_is_anchored_once_however_many_workers_there_are() -> None:
    two_chains()
    anchors.anchor()
    path = anchors.folder() / f"{anchors.days()[0]}.json"
    before = path.read_bytes()
    anchors.anchor()
    assert path.read_bytes() == before
    assert list(anchors.folder().iterdir()) == [path]
    assert Anchor.of(orjson.loads(before)).tree().root().hex() == anchors.published(1)[0].root
    assert chain.link(FactRow.objects.get(stream=STREAM, seq=1)) == FactRow.objects.get(stream=STREAM, seq=1).digest
