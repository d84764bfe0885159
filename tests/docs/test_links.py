"""Documentation leads somewhere: links inside the repository, commands of make, files named in recipes."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"`make ([a-z]+)")


def anchors(page: Path) -> set[str]:
    """Headings as a forge turns them into anchors."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def is_dead(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return False
    path, _, anchor = target.partition("#")
    goal = (page.parent / path).resolve() if path else page
    return not goal.exists() or bool(anchor and goal.suffix == ".md" and anchor not in anchors(goal))


def test_every_link_inside_the_repository_leads_somewhere() -> None:
    links = [(page, one or other) for page in PAGES for one, other in LINK.findall(page.read_text("utf-8"))]
    assert [f"{page.relative_to(ROOT)}: {target}" for page, target in links if is_dead(page, target)] == []


def test_every_make_command_that_is_written_down_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    written = {(page.name, word) for page in PAGES for word in COMMAND.findall(page.read_text("utf-8"))}
    assert sorted(f"{page}: make {word}" for page, word in written if word not in targets) == []


def test_make_help_explains_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[0].split()
    explained = re.findall(r"^([a-z]+):.*## \w", makefile, re.MULTILINE)
    assert sorted(explained) == sorted(phony)
