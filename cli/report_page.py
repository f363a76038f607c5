"""What the report says, in Markdown: every study's question, hypothesis, figure, table, verdict and provenance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.findings import bounds
from cli.given import figure_of

if TYPE_CHECKING:
    import pandas as pd

    from analysis.findings.reading import Read
    from experiments.studies.stored import Stored

PICTURES = "figures"

VERIFICATION = (
    "Agreement with closed forms is *verification* of the code (`cfield validate`, and the black lines of the figures); agreement with "
    "facts of the world that were not used in building the model is *validation*: the study [facts](#facts)."
)
MULTIPLE = (
    "A claim holds or fails when its p-value, enlarged by Holm's rule for all claims of its study, is below .05; else it is undecided. "
    "Intervals have 95 %. That a number lies within bounds is shown by two one-sided tests."
)


class Chapter(NamedTuple):
    """A stored study, and how it reads."""

    stored: Stored
    read: Read


def report(chapters: Sequence[Chapter]) -> str:
    """The report."""
    lines = ["# Studies: what emerges, and what does not", ""]
    lines += [_made_by(chapters), "", VERIFICATION, "", MULTIPLE, "", "## Overview", "", *_overview(chapters)]
    lines += ["", "## What emerges", "", *_news(chapters)]
    for chapter in chapters:
        lines += ["", *_chapter(chapter)]
    return "\n".join([*lines, "", "## Studies that were not run", "", _missing(chapters), ""])


def gallery(chapters: Sequence[Chapter]) -> str:
    """All figures, each with its caption."""
    lines = [
        "# Gallery",
        "",
        "Every figure of every study, as `cfield study all` draws them. What was asked and found: [report](report.md).",
    ]
    for chapter in chapters:
        study = chapter.stored.study
        lines += ["", f"## {heading(chapter)}", "", f"{plain(study.question)} [What was found.](report.md#{anchor(heading(chapter))})"]
        lines += [line for figure in chapter.read.drawings for line in _figure(chapter, figure)]
    return "\n".join([*lines, ""])


def heading(chapter: Chapter) -> str:
    """The study's name, with the network where it is not its own, and a word if it was a quick one."""
    study, facts = chapter.stored.study, chapter.stored.facts
    words = study.name if facts["network"] == study.network else f"{study.name} of {facts['network']}"
    return f"{words} (quick)" if facts["quick"] else words


def picture_name(chapter: Chapter, figure: str) -> str:
    """File of a figure's picture; a study's folder is part of it, since a study may be stored of several networks."""
    return f"{chapter.stored.folder.name}-{figure}.png"


def anchor(words: str) -> str:
    """The place of a heading in a page, as Markdown's readers name it."""
    return re.sub(r"[^\w -]", "", re.sub(r"<.*?>", "", words)).strip().lower().replace(" ", "-")


def _made_by(chapters: Sequence[Chapter]) -> str:
    versions = sorted({chapter.stored.facts["model_version"] for chapter in chapters})
    made = f"{len(chapters)} studies, {sum(c.stored.facts['runs'] for c in chapters):,} runs of the model"
    return f"{made}, version {', '.join(f'`{one}`' for one in versions)}. Made by `cfield report`; do not edit."


def _overview(chapters: Sequence[Chapter]) -> list[str]:
    lines = ["| study | question | verdict | runs | core s | s |", "|---|---|---|---:|---:|---:|"]
    for chapter in chapters:
        study, facts = chapter.stored.study, chapter.stored.facts
        name = f"**{heading(chapter)}**" if study.headline else heading(chapter)
        cells = [f"[{name}](#{anchor(heading(chapter))})", plain(study.question), _short(chapter.read.verdict)]
        lines.append(f"| {' | '.join(cells)} | {facts['runs']:,} | {facts['processor_seconds']:.0f} | {facts['seconds']:.0f} |")
    runs, core, wall = (sum(c.stored.facts[key] for c in chapters) for key in ("runs", "processor_seconds", "seconds"))
    return [*lines, f"| all | | | {runs:,} | {core:.0f} | {wall:.0f} |", "", "Headline studies are bold."]


def _short(verdict: str) -> str:
    return plain(verdict.split(":")[0].removeprefix("the hypothesis ").removeprefix("is "))


def _news(chapters: Sequence[Chapter]) -> list[str]:
    from analysis.findings.reading import news

    found = [f"- {plain(one.behaviour)} ([{heading(c)}](#{anchor(heading(c))}))" for c in chapters for one in news(c.read)]
    implied = [
        f"- {plain(one.behaviour)} ([{heading(c)}](#{anchor(heading(c))})): {plain(one.implied_by)}"
        for c in chapters
        for one in c.read.finding.emerges
        if one.implied_by
    ]
    lines = ["Only what the claims of a study bear out and the map of closed forms does not imply already:", ""]
    lines += found or ["- nothing"]
    return [*lines, "", "Seen too, and implied by closed forms, so no news:", "", *implied] if implied else lines


def _chapter(chapter: Chapter) -> list[str]:
    study, read, facts = chapter.stored.study, chapter.read, chapter.stored.facts
    lines = [f"## {heading(chapter)}", "", f"**{plain(study.question)}**", "", f"*Hypothesis.* {plain(study.hypothesis)}", ""]
    lines += [f"*Refuted by.* {plain(study.refuted_by)}", "", f"*Verdict.* **{plain(read.verdict)}.**", ""]
    lines += [plain(read.finding.found), ""] + ([f"*What departs.* {plain(read.finding.departs)}", ""] if read.finding.departs else [])
    lines += [line for figure in read.drawings for line in _figure(chapter, figure)]
    lines += ["", *rows_of(read.finding.table), "", *_claims(chapter), ""]
    seeds = "; ".join(f"{name}: {_shorter(words)}" for name, words in facts["seeds"].items())
    made = (
        f"network {facts['network']} (digest `{facts['scenario_digest'][:12]}`), seeds {seeds}; {facts['runs']:,} runs, "
        f"{facts['processor_seconds']:.0f} core s; model `{facts['model_version']}`, commit `{facts['commit'][:12]}`"
        f"{' with changes' if facts['dirty'] else ''}, {facts['written'][:10]}"
    )
    again = f"`cfield study {study.name}{'' if facts['network'] == study.network else ' --network ' + facts['network']}"
    return [*lines, f"*Sample.* {plain(study.sample)}", "", f"*Source.* {plain(study.source)}", "",
            f"*Provenance.* {made}. {again}{' --quick' if facts['quick'] else ''}`."]  # fmt: skip


def _shorter(seeds: str) -> str:
    """Many ranges of seeds by the first two and the last; all of them stand in the study's folder."""
    ranges = seeds.split(", ")
    return seeds if len(ranges) <= 4 else f"{ranges[0]}, {ranges[1]}, ..., {ranges[-1]}"


def _figure(chapter: Chapter, figure: str) -> list[str]:
    caption = plain(chapter.read.drawings[figure].caption)
    return ["", f"![{caption}]({PICTURES}/{picture_name(chapter, figure)})", "", f"*{figure}.* {caption}"]


def _claims(chapter: Chapter) -> list[str]:
    lines = ["| claim | estimate | 95 % interval | must be | n | would have seen | verdict |", "|---|---:|---|---|---:|---:|---|"]
    for row in chapter.read.judged:
        claim = row.claim
        unit = "" if claim.unit == "1" else f" {claim.unit}"
        cells = [
            f"{plain(claim.statement)}{'' if claim.decides else ' (beside)'}", f"{figure_of(claim.estimate)}{unit}",
            f"[{figure_of(row.low)}, {figure_of(row.high)}]", bounds(row), f"{claim.n:,}", figure_of(row.resolution), row.verdict,
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def rows_of(table: pd.DataFrame) -> list[str]:
    """A small table in Markdown: numbers to the right."""
    from pandas.api.types import is_numeric_dtype

    sides = ["---:" if is_numeric_dtype(table[name]) else "---" for name in table.columns]
    lines = [f"| {' | '.join(plain(str(name)) for name in table.columns)} |", f"|{'|'.join(sides)}|"]
    return lines + [f"| {' | '.join(_cell(value) for value in row)} |" for row in table.itertuples(index=False)]


def _cell(value: Any) -> str:
    return plain(figure_of(value))


def _missing(chapters: Sequence[Chapter]) -> str:
    from experiments.studies import catalogue

    there = {chapter.stored.study.name for chapter in chapters}
    missing = [f"`cfield study {name}`" for name in catalogue.NAMES if name not in there]
    return ", ".join(missing) if missing else "None: all are here."


def plain(text: str) -> str:
    """Text as it stands, though it holds signs that Markdown would read."""
    for sign in "\\*_|[]<":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", " ")
