"""What README and tutorial tell a reader to type, look at or press is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from medcord.cli.main import COMMANDS, load

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FACES = [ROOT / "src/medcord/web", ROOT / "src/medcord/core/safety"]
TUTORIAL = ROOT / "docs/tutorial/first-hour.md"


def typed(page: Path) -> Iterator[str]:
    """Lines of code blocks, indented or fenced."""
    fenced = False
    for line in page.read_text("utf-8").splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()


def test_the_two_commands_stand_in_the_readme_and_every_target_of_make_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    lines = list(typed(ROOT / "README.md"))
    assert {"make run", "make test"} <= set(lines)
    written = {(page.name, word) for page in PAGES for line in typed(page) for word in re.findall(r"^make (\w+)", line)}
    assert sorted(f"{page}: make {word}" for page, word in written if word not in targets) == []


def calls() -> Iterator[tuple[str, str]]:
    """Each call of medcord that a page tells to type, with the page's name."""
    for page in PAGES:
        for line in typed(page):
            found = re.match(r"(?:\w+=\S+ )*(?:\.venv/bin/)?medcord (.+)$", line)
            if found:
                yield page.name, found.group(1)


def unknown(call: str) -> str:
    """What in a call is not known; "" when all is."""
    words = call.split()
    if words[0].startswith("-"):
        return "" if words[0] == "--help" else words[0]
    if words[0] not in COMMANDS:
        return "" if words[0] == "COMMAND" else words[0]
    command = load(words[0], COMMANDS[words[0]])
    inner = getattr(command, "commands", None)
    if inner:
        if words[1] not in inner:
            return words[1]
        command = inner[words[1]]
    known = {option for param in command.params for option in param.opts} | {"--help"}
    return " ".join(one for one in re.findall(r"(?<!\S)\[?(--[a-z-]+)", call) if one not in known)


def test_every_call_of_medcord_that_is_written_down_is_understood() -> None:
    assert len(list(calls())) > 12
    assert [f"{page}: {call}: {what}" for page, call in calls() if (what := unknown(call))] == []


def test_a_command_or_option_that_is_not_there_is_noticed() -> None:
    assert unknown("mach devices.csv") == "mach"
    assert unknown("ledger proof") == "proof"
    assert unknown("match devices.csv --advisory-folder x") == "--advisory-folder"
    assert unknown("match devices.csv --advisories x") == ""


def test_every_picture_is_there_and_told_to_those_who_do_not_see_it() -> None:
    pictures = re.findall(r"!\[(.*?)\]\((.+?)\)", (ROOT / "README.md").read_text("utf-8"))
    assert len(pictures) >= 5
    assert [path for _, path in pictures if not (ROOT / path).is_file()] == []
    assert [path for words, path in pictures if len(words.split()) < 8] == []


def test_what_the_tutorial_names_in_bold_stands_on_a_page() -> None:
    shown = "\n".join(
        path.read_text("utf-8") for face in FACES for path in face.rglob("*") if path.suffix in (".html", ".py")
    ).replace("&#x27;", "'")
    labels = set(re.findall(r"\*\*(.+?)\*\*", TUTORIAL.read_text("utf-8"))) - {"bold"}
    assert len(labels) > 20
    assert sorted(label for label in labels if not stands(label, shown)) == []


def stands(label: str, shown: str) -> bool:
    """A label as a whole, or its beginning where a name follows ("Sign as Dr. A. Sennick")."""
    begin = re.match(r"(Sign (?:as|for)) ", label)
    return (begin.group(1) if begin else label) in shown
