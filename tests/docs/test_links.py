"""Relative links of every Markdown file lead to something."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
HIDDEN = re.compile(r"/(\.[^/]+|runs|figures|dist|build)/")
FILES = sorted(p for p in ROOT.rglob("*.md") if not HIDDEN.search(f"/{p.relative_to(ROOT).as_posix()}"))


def anchors(text):
    """The anchors that GitHub makes of a file's headings."""
    heads = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def links(text):
    """Targets of links and pictures, but for the web."""
    plain = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return [t for t in re.findall(r"\]\(([^)\s]+)\)", plain) if not re.match(r"[a-z]+:", t)]


@pytest.mark.parametrize("path", FILES, ids=[p.relative_to(ROOT).as_posix() for p in FILES])
def test_relative_links_resolve(path):
    for target in links(path.read_text(encoding="utf-8")):
        file, _, anchor = unquote(target).partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{path.name} links to {target}"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there.read_text(encoding="utf-8")), f"{path.name} links to {target}"
