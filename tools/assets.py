"""Copy the part of USWDS that the pages use out of the npm package: the compiled files and what they refer to.

Usage: python tools/assets.py PACKAGE_FOLDER TARGET_FOLDER. The target is replaced whole, or left alone on an error.
"""

import re
import shutil
import sys
from pathlib import Path

COMPILED = ("css/uswds.min.css", "js/uswds.min.js", "js/uswds-init.min.js", "img/sprite.svg")
# The compiled style sheet ships another typeface; our own sheet asks for these by name.
FONTS = tuple(f"fonts/public-sans/PublicSans-{cut}.woff2" for cut in ("Regular", "Italic", "SemiBold", "Bold"))
REFERENCE = re.compile(r"""url\(["']?(\.\./[^"')?#]+)""")
# Source maps are not shipped, and a manifest of static files refuses a reference that leads nowhere.
SOURCE_MAP = re.compile(r"\n?(?:/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


def referenced(style: str) -> set[str]:
    """Paths inside the package's dist folder that a style sheet in dist/css refers to."""
    return {match.removeprefix("../") for match in REFERENCE.findall(style)}


def copy(package: Path, target: Path) -> int:
    """Fill `target` with the files needed; answers how many. Raises FileNotFoundError where the package lacks one."""
    dist = package / "dist"
    wanted = {*COMPILED, *FONTS, *referenced((dist / COMPILED[0]).read_text("utf-8"))}
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name in sorted(wanted):
        source, copied = dist / name, fresh / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix in {".css", ".js"}:
            copied.write_text(SOURCE_MAP.sub("\n", source.read_text("utf-8")), "utf-8")
        else:
            shutil.copyfile(source, copied)
    shutil.copyfile(package / "LICENSE.md", fresh / "LICENSE.md")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return len(wanted)


if __name__ == "__main__":
    count = copy(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stderr.write(f"medcord: {count} files of USWDS in {sys.argv[2]}\n")
