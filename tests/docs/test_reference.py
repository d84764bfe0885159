"""Reference pages are complete: every fact, command, option, setting and code of a refusal is on its page."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import typer.main

from medcord.cli.main import COMMANDS, load
from tests.docs import write_clocks, write_facts, write_ssvc

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/medcord"
REFERENCE = ROOT / "docs/reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def test_the_page_of_facts_is_the_present_one() -> None:
    assert page("facts.md") == write_facts.page(), "write it anew with: python -m tests.docs.write_facts"


def test_the_page_of_decision_tables_is_the_present_one() -> None:
    assert page("ssvc.md") == write_ssvc.page(), "write it anew with: python -m tests.docs.write_ssvc"


def test_the_page_of_clocks_is_the_present_one() -> None:
    assert page("clocks.md") == write_clocks.page(), "write it anew with: python -m tests.docs.write_clocks"


def test_a_field_of_a_fact_is_told_in_words() -> None:
    assert write_facts.typed("UUID | None") == "id (optional)"
    assert write_facts.typed("Digest") == "digest"


def commands() -> Iterator[tuple[str, object]]:
    """Every command as it is typed, those of groups included, groups themselves not."""
    for name, entry in COMMANDS.items():
        command = load(name, entry)
        inner = getattr(command, "commands", None)
        if inner:
            yield from ((f"{name} {sub}", one) for sub, one in inner.items())
        else:
            yield name, command


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_every_command_has_help_and_stands_on_its_page(name: str, command: typer.core.TyperCommand) -> None:
    sections = sections_of(page("cli.md"))
    assert f"medcord {name}" in sections, name
    assert len((command.help or "").split()) > 3
    options = [option for param in command.params for option in param.opts if option.startswith("--")]
    missing = [one for one in options if one not in sections[f"medcord {name}"] and one not in ("--help", "--token")]
    assert missing == []


def test_the_page_of_commands_names_none_that_is_gone() -> None:
    told = [title for title in sections_of(page("cli.md")) if title.startswith("medcord ")]
    assert sorted(told) == sorted(f"medcord {name}" for name, _ in commands())


def sections_of(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def settings_read() -> set[str]:
    """Names of environment variables that the product reads."""
    texts = [path.read_text("utf-8") for path in SOURCE.rglob("*.py")]
    found = r"environ(?:\.get\(|\.setdefault\(|\[)\s*\"(MEDCORD_\w+)\"|envvar=\"(MEDCORD_\w+)\""
    return {name for text in texts for pair in re.findall(found, text) for name in pair if name}


def test_every_setting_stands_on_its_page_and_every_row_is_read() -> None:
    assert {"MEDCORD_HOME", "MEDCORD_DATABASE_URL"} <= settings_read()
    assert set(re.findall(r"^\| `(MEDCORD_\w+)`", page("settings.md"), re.MULTILINE)) == settings_read()


def codes_in(tree: ast.Module) -> set[str]:
    """Codes of refusals: ``code="…"``, ``code = "…"`` in a class, ``{"code": "…"}``."""
    found: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "code":
            found.append(node.value)
        elif isinstance(node, ast.ClassDef):
            found += [one.value for one in node.body if isinstance(one, ast.Assign) and names(one) == ["code"]]
        elif isinstance(node, ast.Dict):
            keys = zip(node.keys, node.values, strict=True)
            found += [value for key, value in keys if isinstance(key, ast.Constant) and key.value == "code"]
    return {one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def names(assigned: ast.Assign) -> list[str]:
    return [target.id for target in assigned.targets if isinstance(target, ast.Name)]


def test_every_code_of_a_refusal_stands_on_its_page() -> None:
    used = {code for path in SOURCE.rglob("*.py") for code in codes_in(ast.parse(path.read_text("utf-8")))}
    told = set(re.findall(r"`([a-z][a-z-]+)`", page("errors.md")))
    assert "edited-meanwhile" in used
    assert sorted(used - told) == []


def test_the_page_of_codes_names_none_that_is_gone() -> None:
    text = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    rows = [line.split("|")[1] for line in page("errors.md").splitlines() if line.startswith("| `")]
    told = [code for cell in rows for code in re.findall(r"`([a-z][a-z-]+)`", cell)]
    assert len(told) == len(set(told))
    assert [code for code in told if f'"{code}"' not in text] == []


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    folder = ROOT / "docs/adr"
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    assert re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text("utf-8")) == files
