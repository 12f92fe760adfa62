"""Makes the documentation a folder of plain HTML pages that need no server: `make site`.

    python make_site.py ROOT OUT

Takes README.md, CHANGELOG.md, CONTRIBUTING.md and all pages and pictures under Docs; links between them stay links.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import markdown

STYLE = """
:root { color-scheme: light dark; }
body { font: 17px/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 46rem; padding: 1rem 1.2rem 4rem; }
nav { font-size: 0.85rem; margin-bottom: 2rem; } nav a { margin-right: 0.9em; white-space: nowrap; }
img { max-width: 100%; height: auto; border-radius: 4px; }
pre { overflow-x: auto; padding: 0.8rem 1rem; border-radius: 6px; background: color-mix(in srgb, currentColor 8%, transparent); }
code { font: 0.88em/1.5 ui-monospace, monospace; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.9rem 0.3rem 0; border-bottom: 1px solid #8885; }
h1, h2 { line-height: 1.25; }
"""


def pages(root: Path) -> list[Path]:
    """The pages in the order of the navigation: the front page, the tutorial, the rest."""
    front = [root / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
    tutorial = sorted((root / "Docs/tutorial").glob("*.md"))
    reference = sorted((root / "Docs").glob("*.md"))
    return [front[0], *tutorial, *reference, *front[1:]]


def target(page: Path) -> Path:
    """Where a page lies in the site; the front page is index.html."""
    return Path("index.html") if page.name == "README.md" and len(page.parts) == 1 else page.with_suffix(".html")


def title(text: str) -> str:
    """A page's first heading."""
    return next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), "Reverie")


def link(match: re.Match[str], page: Path, known: set[Path]) -> str:
    """An address within the project as one within the site."""
    address, _, anchor = match[2].partition("#")
    if "://" in address or not address:
        return match[0]
    path = Path(*[part for part in (page.parent / address).parts if part != "."])
    parts: list[str] = []
    for part in path.parts:
        parts.pop() if part == ".." and parts else parts.append(part)
    found = Path(*parts) if parts else Path(".")
    if found not in known:
        return match[0]
    up = "../" * (len(target(page).parts) - 1)
    return f'{match[1]}="{up}{target(found).as_posix()}{"#" + anchor if anchor else ""}"'


def main() -> None:
    root, out = Path(sys.argv[1]), Path(sys.argv[2])
    files = [page.relative_to(root) for page in pages(root) if page.exists()]
    known = set(files)
    texts = {page: (root / page).read_text() for page in files}
    shutil.rmtree(out, ignore_errors=True)
    for page in files:
        up = "../" * (len(target(page).parts) - 1)
        menu = "".join(
            f'<a href="{up}{target(other).as_posix()}">{title(texts[other])}</a> '
            for other in files
            if other.name in ("README.md", "CHANGELOG.md") or "tutorial" in other.parts
        )
        body = markdown.markdown(texts[page], extensions=["tables", "fenced_code", "toc"])
        body = re.sub(r'(href|src)="([^"]+)"', lambda match: link(match, page, known), body)
        file = out / target(page)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f'<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{title(texts[page])}</title>'
            f"<style>{STYLE}</style><nav>{menu}</nav>\n{body}\n</html>\n"
        )
    for picture in (root / "Docs").rglob("*.jpg"):
        file = out / picture.relative_to(root)
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(picture, file)
    print(f"{out}/index.html: {len(files)} pages")


if __name__ == "__main__":
    main()
