"""The report of ``cfield validate`` as a page with its figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cli.given import figure_of
from cli.validate import VALIDATION, VERIFICATION, closed_form, interval, summary, verdict, why


def page(path: Path, report: dict[str, Any]) -> dict[str, bytes]:
    """Markdown and PNG by file name."""
    import pandas as pd

    from analysis.figures import validation as figure
    from analysis.figures.output import rendered

    stem = path.stem
    rows = [{"id": part["id"], **case} for part in report["verification"] for case in part["cases"]]
    picture = rendered(figure.draw(pd.DataFrame(rows)), report["run"])[".png"]
    return {f"{stem}.md": "\n".join(_lines(path, report)).encode(), f"{stem}.png": picture}


def command_of(path: Path, report: dict[str, Any]) -> str:
    """The command that writes this report there."""
    from experiments.studies.validation.catalogue import VALIDATIONS

    facts, names = report["run"], [part["id"] for part in report["verification"]]
    words = ["uv run cfield validate", *(names if len(names) < len(VALIDATIONS) else [])]
    words += ["--quick"] if facts["sample"] == "quick" else []
    words += [f"--seed {facts['seed']}"] if facts["seed"] != 1 else []
    return " ".join([*words, f"--out {path}"])


def _lines(path: Path, report: dict[str, Any]) -> list[str]:
    facts, stem = report["run"], path.stem
    made = f"{summary(report)} Made by `{command_of(path, report)}`; do not edit."
    lines = ["# Validation report", "", made, f"Model version `{facts['model_version']}`.", ""]
    lines += ["## Part 1: verification of the code", "", VERIFICATION, ""]
    lines += [f"![Measured less closed form in standard errors]({stem}.png)", ""]
    lines += ["| ID | what holds | cases | verdict |", "|---|---|---:|---|"]
    for part in report["verification"]:
        verdicts = {case["verdict"] for case in part["cases"]}
        whole = "holds" if verdicts == {"holds"} else "**" + ", ".join(sorted(verdicts - {"holds"})) + "**"
        lines.append(f"| [{part['id']}](#{part['id'].lower()}) | {_cell(part['statement'])} | {len(part['cases'])} | {whole} |")
    for part in report["verification"]:
        lines += ["", *_part(part)]
    return [*lines, "", "## Part 2: validation against facts", "", VALIDATION, ""]


def _part(part: dict[str, Any]) -> list[str]:
    lines = [
        f"### {part['id']}", "", _plain(part["statement"]), "", f"- Closed form: `{part['closed_form']}`",
        f"- Source: {_plain(part['source'])}", f"- Limit: {_plain(part['limit'])}",
    ]  # fmt: skip
    refused = list(dict.fromkeys(mistake for case in part["cases"] for mistake in case["told_apart"]))
    if refused:
        lines.append(f"- Mistakes refused: {_plain('; '.join(refused))}")
    lines += ["", f"| case | closed form | measured | 95 % interval | would see | n ({part['unit']}) | rule | verdict |"]
    lines.append("|---|---:|---:|---|---:|---:|---|---|")
    for case in part["cases"]:
        cells = [
            case["case"], closed_form(case), figure_of(case["measured"]), interval(case), figure_of(case["resolution"]), f"{case['n']:,}",
            f"{case['rule']}: {figure_of(case['score'])}", verdict(case),
        ]  # fmt: skip
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return lines + [f"\n**{why(case)}**" for case in part["cases"] if case["verdict"] != "holds"]


def _plain(text: str) -> str:
    """Text as it stands, though it holds signs that Markdown would read."""
    return text.replace("*", "\\*").replace("_", "\\_")


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")
