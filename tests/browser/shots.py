"""``make shots``: a picture of every page for every role in build/shots, and a chosen few in docs/images."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.browser.look import SHOTS, faults_of, picture_of
from tests.browser.pages import PAGES
from tests.browser.people import a_browser, chromium, person
from tests.browser.product import ROOT, demo

IMAGES = ROOT / "docs" / "images"
LARGEST = 400_000  # bytes: a page of documentation loads on a slow line
TALLEST = 1200  # pixels: what stands above is what a reader looks at
CHOSEN = {
    "advisory.png": picture_of("stranger", "advisory"),
    "board.png": picture_of("coordinator", "board"),
    "case.png": picture_of("coordinator", "case"),
    "worklist.png": picture_of("hospital", "worklist"),
    "worklist-phone.png": picture_of("hospital", "worklist", "-phone"),
}


def take() -> list[str]:
    """Walk through all pages; returns the faults met on the way."""
    faults = []
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder) / "home") as product, a_browser() as browser:
        for role, pages in PAGES.items():
            who = person(browser, product, role)
            if role != "stranger":
                who.signs_in()
            for page in pages:
                faults += [f"{role} {page.name}: {words}" for words in faults_of(who, page)]
                who.complaints.clear()
            who.context.close()
    return faults


def choose() -> None:
    """Copy the pictures that the documentation shows, cut and with few colours, so that they stay small."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, source in CHOSEN.items():
        with Image.open(source) as picture:
            cut = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
            cut.quantize(256, dither=Image.Dither.NONE).save(IMAGES / name, optimize=True)
        size = (IMAGES / name).stat().st_size
        if size > LARGEST:
            raise SystemExit(f"docs/images/{name} has {size} bytes; {LARGEST} fit.")


def main() -> None:
    if chromium() is None:
        raise SystemExit("No Chromium on this machine. `tools/bootstrap.sh browser` says how to get one.")
    faults = take()
    choose()
    count = len(list(SHOTS.rglob("*.png")))
    sys.stdout.write(f"{count} pictures in {SHOTS.relative_to(ROOT)}, {len(CHOSEN)} of them in docs/images.\n")
    if faults:
        raise SystemExit("\n".join(faults))


if __name__ == "__main__":
    main()
