"""``cfield report``: one page of all stored studies, as HTML and Markdown, and a gallery of their figures."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from cli import report_page
from cli.report_page import PICTURES, Chapter, anchor, picture_name

WIDTH = 1400
"""Pixels across a picture on the page: a double column at 194 dots an inch."""


def run(folder: str, out: str) -> None:
    """Write report and gallery.

    Raises
    ------
    ValueError
        With one line for the user, when no study is stored there, or the report cannot be written.
    """
    from analysis.findings.reading import read
    from experiments import store
    from experiments.studies import stored

    place = Path(out) if out else Path(folder) / "report"
    store.check_folder(place)
    found = [stored.read(one) for one in stored.found_in(Path(folder))]
    chapters = [Chapter(one, read(one.study.name, one.network, one.tables)) for one in found]
    pictures = {name: content for chapter in chapters for name, content in _pictures(chapter).items()}
    text = report_page.report(chapters)
    files = {"report.md": text.encode(), "gallery.md": report_page.gallery(chapters).encode(), "report.html": _html(text, pictures)}
    store.write_all(place / PICTURES, pictures)
    store.write_all(place, files)
    print(f"{len(chapters)} studies; written: {place}/report.html, report.md, gallery.md")


def _pictures(chapter: Chapter) -> dict[str, bytes]:
    """The stored figures, small enough for a page."""
    files = {}
    for figure in chapter.read.drawings:
        path = chapter.stored.folder / f"{figure}.png"
        if not path.exists():
            raise ValueError(f"{path} is not there; draw it with cfield figures {chapter.stored.folder}")
        files[picture_name(chapter, figure)] = _smaller(path)
    return files


def _smaller(path: Path) -> bytes:
    from PIL import Image

    with Image.open(path) as picture:
        flat = picture.convert("RGB")
    if flat.width > WIDTH:
        flat = flat.resize((WIDTH, round(flat.height * WIDTH / flat.width)), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    flat.quantize(256).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def _html(text: str, pictures: dict[str, bytes]) -> bytes:
    """The Markdown as one page that needs no other file."""
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark").enable("table").render(text)
    body = re.sub(r"<h([23])>(.*?)</h\1>", _with_anchor, body)
    for name, content in pictures.items():
        body = body.replace(f'src="{PICTURES}/{name}"', f'src="data:image/png;base64,{base64.b64encode(content).decode()}"')
    return f"{HEAD}\n{body}</html>\n".encode()


def _with_anchor(heading: re.Match[str]) -> str:
    level, words = heading.groups()
    return f'<h{level} id="{anchor(words)}">{words}</h{level}>'


HEAD = """<!doctype html>
<html lang=en>
<meta charset=utf-8>
<title>Constraint Field: studies</title>
<meta name=viewport content="width=device-width, initial-scale=1">
<style>
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 system-ui, sans-serif; color: #222; }
h2 { margin-top: 3rem; border-top: 1px solid #ddd; padding-top: 1.5rem; }
img { max-width: 100%; height: auto; display: block; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .875rem; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #eee; }
th[style*=right], td[style*=right] { text-align: right !important; font-variant-numeric: tabular-nums; }
code { font-size: .875em; background: #f5f5f5; padding: .1em .25em; }
a { color: #0072B2; }
</style>"""
