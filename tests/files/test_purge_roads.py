"""Every row that holds people's words has a road by which they are destroyed. A new one without a road fails here."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

from medcord.ledger import roads
from medcord.ledger.rows import Row

# Rooms whose rows may hold what was said in confidence: a spill there is destroyed on the node.
SPILLS = (
    "intake",
    "signals",
    "cases",
    "consults",
    "opinions",
    "declarations",
    "emerging",
    "lab",
    "calls",
    "drafting",
    "agreements",
    "decisions",
    "records",
    "restricted",
    "inventory",
    "remediation",
)

# Rows of those rooms without a road, each with its reason. This list may only shrink.
WITHOUT_A_ROAD = {
    "StagedFile": "put down for a message and gone within a day; its author takes it away at once",
    "ReadMark": "numbers of messages a member has seen",
    "ColumnMapping": "titles of columns, as a hospital's other system writes them",
    "ImportProblem": "deleted with what is kept of its file: one fact for a file, not one for each remark",
    "DeviceWork": "the digest of a verdict",
    "Dispute": "names of members only; its words lie in its positions, assessments, dissents and votes",
    "IsaoText": "the salted digest of words that lie in the declaration, and whose salt goes with them",
    "Redaction": "places in words that lie elsewhere, and a digest that is salted by its request",
}


def models_that_may_spill() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[:2] in (["medcord", room] for room in SPILLS) and issubclass(model, Row)
    ]


def with_words(model: type[Model]) -> bool:
    return any(roads.holds_words(column) for column in model._meta.fields)


def test_every_row_with_words_has_a_road() -> None:
    have = {one.model for one in roads.laid()}
    missing = [model.__name__ for model in models_that_may_spill() if with_words(model) and model not in have]
    assert sorted(missing) == sorted(WITHOUT_A_ROAD), (
        "lay a road in the stage's roads.py, or say here why none is needed"
    )


def test_every_column_of_words_is_destroyed_or_kept_for_a_reason() -> None:
    unsaid = [f"{one.model.__name__}.{name}" for one in roads.laid() for name in one.unsaid()]
    assert unsaid == []


def test_every_column_of_bytes_is_destroyed() -> None:
    told = {(one.model, name) for one in roads.laid() for name in one.blobs}
    blobs = {
        (model, column.name)
        for model in models_that_may_spill()
        for column in model._meta.fields
        if column.name.endswith("blob") and model.__name__ not in WITHOUT_A_ROAD
    }
    assert blobs - told == set()
    assert len(blobs) == 8


def test_a_road_leaves_its_fields_without_the_words_and_leads_where_it_says() -> None:
    for one in roads.laid():
        names = {column.name for column in one.model._meta.fields}
        assert {*one.texts, *one.keeps, *one.blobs, *one.shows} <= names | {"pk"}, one.what
        if one.within:
            one.model._base_manager.filter(**{one.within: "00000000-0000-0000-0000-000000000000"}).query  # noqa: B018
        assert roads.of(one.what) is one
        assert one.under == ("", "") or roads.of(one.under[0]) is not None


def test_the_roads_know_the_words_people_use() -> None:
    assert {one.what: one.words for one in roads.laid()}["opinion"] == "a harm opinion"
    assert len({one.what for one in roads.laid()}) == len(roads.laid()) >= 16


def test_every_road_tells_what_is_there_from_what_is_destroyed() -> None:
    blind = [
        one.what
        for one in roads.laid()
        if "purged_at" not in {column.name for column in one.model._meta.fields}
        and all(callable(left) and not isinstance(left, type) for left in one.texts.values())
    ]
    assert blind == [], "with nothing to compare, everything would count as destroyed already"
