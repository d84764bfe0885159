"""Laws 4 and 6: rows are written by actions through the ledger and nowhere else, and every action leaves a fact."""

import ast
from collections.abc import Iterator

import pytest
from tests.architecture.plan import STAGES
from tests.architecture.source import FunctionNode, Module, chain_of, imports_of, modules, nodes_of, room_of

# Rooms that have no tables; what is called save or create there is something else (a picture, a PDF, a blob).
WITHOUT_TABLES = frozenset({"core", "formats", "gateways"})
# The index of words is no domain row: it says nothing that is not kept elsewhere, and is built anew from it.
INDEX = frozenset({"search"})
WRITERS = frozenset({"actions", "reactions", "migrations"})
# Plumbing that writes its own rows, each with its reason. This list may only shrink.
PLUMBING: dict[str, str] = {
    "medcord.parties.models": "the custom user model hands Member.save on to Django's own",
}
ALWAYS_A_WRITE = frozenset({"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"})
# `update` and `delete` belong to dictionaries and caches too: these names in the chain tell a query set.
QUERY_SET = frozenset({"objects", "_default_manager", "_base_manager", "all", "filter", "exclude", "select_for_update"})


def may_write(module: Module) -> bool:
    return module.room in WITHOUT_TABLES | INDEX | {"ledger"} or bool(WRITERS.intersection(module.inner))


def is_write(node: ast.Call) -> bool:
    chain = chain_of(node.func)
    if len(chain) < 2:
        return False
    verb = chain[-1]
    if verb in ALWAYS_A_WRITE:
        return True
    if verb == "delete":
        return not node.args or bool(QUERY_SET.intersection(chain))
    return verb == "update" and bool(QUERY_SET.intersection(chain))


def writes_in(module: Module) -> Iterator[str]:
    for node in nodes_of(module.tree):
        if isinstance(node, ast.Call) and is_write(node):
            yield f"{module.where}:{node.lineno} calls {'.'.join(chain_of(node.func))}"


def test_rows_are_written_by_actions_reactions_and_ledger_only() -> None:
    found = [
        text
        for module in modules().values()
        if not may_write(module) and module.name not in PLUMBING
        for text in writes_in(module)
    ]
    assert found == []


def test_the_list_of_plumbing_holds_nothing_that_no_longer_writes() -> None:
    idle = [name for name in PLUMBING if name in modules() and not list(writes_in(modules()[name]))]
    assert idle == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("Case.objects.filter(pk=1).update(state='x')", True),
        ("case.save()", True),
        ("case.participants.create(party=p)", True),
        ("Case.objects.filter(old=True).delete()", True),
        ("case.delete()", True),
        ("context.update(title='x')", False),
        ("digest.update(chunk)", False),
        ("cache.delete('key')", False),
        ("save(case)", False),
    ],
)
def test_a_write_is_told_from_what_only_looks_like_one(code: str, expected: bool) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert is_write(call) == expected


def test_no_sql_is_executed_by_hand_outside_ledger_project_and_migrations() -> None:
    found = [
        f"{module.where}:{node.lineno} calls {'.'.join(chain_of(node.func))}"
        for module in modules().values()
        if module.room not in WITHOUT_TABLES | INDEX | {"ledger", "project"} and "migrations" not in module.inner
        for node in nodes_of(module.tree)
        if isinstance(node, ast.Call) and chain_of(node.func)[1:][-1:] in (["execute"], ["executemany"], ["raw"])
    ]
    assert found == []


def test_nothing_imports_the_admin_site() -> None:
    found = [one for module in modules().values() for one in imports_of(module)]
    assert [str(one) for one in found if one.target.startswith("django.contrib.admin")] == []


def action_modules() -> list[Module]:
    rooms = {*STAGES, "parties"}
    return [module for module in modules().values() if module.room in rooms and module.inner[:1] == ("actions",)]


def called_in(node: FunctionNode) -> set[str]:
    """Dotted names a function calls."""
    return {".".join(chain_of(call.func)) for call in ast.walk(node) if isinstance(call, ast.Call)}


def top_level_functions(module: Module) -> list[ast.FunctionDef]:
    return [node for node in module.tree.body if isinstance(node, ast.FunctionDef)]


def functions_that_commit(room: str) -> set[str]:
    """Functions of a room's actions that call ledger.commit, themselves or through another of them."""
    found = [node for module in action_modules() if module.room == room for node in top_level_functions(module)]
    calls = {node.name: called_in(node) for node in found}
    committing = {name for name, called in calls.items() if "ledger.commit" in called}
    while more := {name for name, called in calls.items() if called & committing} - committing:
        committing |= more
    return committing


def verbs_of(module: Module) -> list[ast.FunctionDef]:
    """Public functions; where actions is a folder, those that the folder hands out."""
    public = [node for node in top_level_functions(module) if not node.name.startswith("_")]
    if module.inner == ("actions",):
        return public
    door = modules()[f"medcord.{module.room}.actions"].tree
    handed_out = {alias.name for node in ast.walk(door) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return [node for node in public if node.name in handed_out]


def test_every_action_leaves_a_fact_through_ledger_commit() -> None:
    silent = [
        f"{module.where}:{node.lineno} {node.name}"
        for module in action_modules()
        for node in verbs_of(module)
        if node.name not in functions_that_commit(module.room)
    ]
    assert silent == []


def test_every_commit_hands_over_facts() -> None:
    bare = [
        f"{module.where}:{node.lineno}"
        for module in action_modules()
        for node in nodes_of(module.tree)
        if isinstance(node, ast.Call)
        and chain_of(node.func) == ["ledger", "commit"]
        and "facts" not in {keyword.arg for keyword in node.keywords}
    ]
    assert bare == []


def test_an_action_names_its_actor_by_keyword() -> None:
    """An actor or member must be said by who calls: a forgotten one may not slip in by position."""
    positional = [
        f"{module.where}:{node.lineno} {node.name}"
        for module in action_modules()
        for node in verbs_of(module)
        if "actor" in {argument.arg for argument in node.args.args}
    ]
    assert positional == []


def test_a_stage_without_rules_of_its_own_is_found_by_name() -> None:
    """Each room that holds actions is a stage or parties, so that this file looks at all of them."""
    holders = {module.room for module in modules().values() if module.inner[:1] == ("actions",)}
    assert holders - {*STAGES, "parties"} == set()
    assert room_of("medcord.cases.actions") == "cases"
