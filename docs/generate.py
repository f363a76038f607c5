"""Write every generated part of the documents anew.

``uv run python docs/generate.py`` writes the tables; ``uv run python
docs/generate.py notebooks`` runs the notebooks and stores what they print and
draw; ``tests/docs`` fails while either is stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from experiments.studies.facts.box import RANGES
from experiments.studies.facts.patterns import PATTERNS
from model import columns, measures, networks, regimes, strategies
from model.luck import DRAWS
from model.schema import schema_rows
from model.step import PHASES
from model.strategies.traits import DERIVED, TRAITS

DOCS = Path(__file__).parent
COMMAND = "uv run python docs/generate.py"
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))
ASSUMED = ("assumed", "I")
"""Marks of numbers that nobody published."""

SYMBOLS = {
    "stake": "$S$", "opening_stake": "$\\bar S$", "compute_cost": "$c$", "price": "$P$", "fee": "$F$", "value": "$V$", "work": "$w$",
    "audit_probability": "$p$", "segments": "$k$", "sampled_segments": "$s$", "panel_size": "$v$", "need": "$\\nu$",
    "tolerance": "$\\varepsilon$", "level": "$\\sigma$", "slash": "$L$", "unavailable_penalty": "$U$", "intensity": "$\\beta$",
    "mutation": "$\\mu$", "revision_rate": "$\\eta$", "memory": "$T$", "effort": "$e$", "vigilance": "$g$", "attack_rate": "$\\alpha$",
    "deviation": "$\\delta$", "filler_deviation": "$\\delta_f$", "filler_cost": "$\\rho(\\delta_f)$", "reference_deviation": "$\\delta_r$",
    "outside_gain": "$\\gamma$", "withhold": "$\\omega$", "noise_factor": "$f$", "utility": "$\\pi$", "payoff": "$\\bar\\pi$",
    "job_deviating": "$m$", "job_harm": "$h$", "shards": "$n$", "shards_needed": "$n_0$", "prover_overhead": "$o$",
    "capital_cost": "$\\kappa$", "cost_ratio": "$\\rho$",
}  # fmt: skip
"""The letters of docs/odd.md, by name of a number."""


def cell(text: Any) -> str:
    """Text of a table's cell: a bar would end it."""
    return " ".join(str(text).split()).replace("|", "\\|")


def code(text: Any) -> str:
    """A name as code."""
    return f"`{cell(text)}`" if text != "" else ""


def table(heads: str, rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; `heads` are separated by bars."""
    names = heads.split("|")
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def shown(value: Any) -> str:
    """A default as a reader would write it in TOML."""
    if value is None or value == "":
        return "" if value is None else '`""`'
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return code(f"{value:g}" if isinstance(value, float) else value)


def parameters() -> str:
    """Every number of a scenario, a table a part; profile shapes are alike, so one of the three stands for all."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in schema_rows():
        part = row["path"].rpartition(".")[0]
        if not part.startswith(("field.profile.tolerance", "field.profile.loss", "sources")):
            parts.setdefault(part, []).append(row)
    return "\n\n".join(_part_of_parameters(part, rows) for part, rows in parts.items())


def _part_of_parameters(part: str, rows: list[dict[str, Any]]) -> str:
    kinds = list(dict.fromkeys(str(r["kind"] or r["default"]) for r in rows if r["path"].endswith(".kind")))
    title = f"**{code(part)}**" if part else "**The run**"
    said = f" Kinds: {', '.join(map(code, kinds))}." if kinds else ""
    listed = [
        [code(r["path"].rpartition(".")[2]), *([r["kind"]] if len(kinds) > 1 else []), cell(r["unit"]), cell(r["range"]),
         shown(r["default"]), cell(r["meaning"])]
        for r in rows
        if not r["path"].endswith(".kind")
    ]  # fmt: skip
    heads = "name|kind|unit|range|default|meaning" if len(kinds) > 1 else "name|unit|range|default|meaning"
    return f"{title}{said}" + (f"\n\n{table(heads, listed)}" if listed else "")


def phases() -> str:
    """The order of an epoch, and which columns of nodes and jobs each phase writes."""
    behaviour = {c.name for c in columns.NODE_COLUMNS[: columns.BEHAVIOUR]}
    totals = {c.name for c in columns.TOTAL_COLUMNS}
    rows = []
    for number, phase in enumerate(PHASES, 1):
        names = ["the behaviour"] if behaviour & set(phase.writes) else []
        names += [code(name) for name in phase.writes if name not in behaviour | totals]
        rows.append([f"{number}. `{phase.name}`", cell((phase.run.__doc__ or "").splitlines()[0]), ", ".join(names) or "totals only"])
    return table("phase|what happens|columns written", rows)


def draws() -> str:
    """Every draw of the model with its address."""
    return table(
        "number|draw|phase|entity|index",
        ([str(n), code(name), code(d.phase), cell(d.entity), cell(d.index)] for n, (name, d) in enumerate(DRAWS.items())),
    )


def state_variables(listed: Iterable[columns.Column], *, symbols: bool = False) -> str:
    """Columns with unit, meaning and phases."""
    heads = "name|symbol|unit|meaning|written by" if symbols else "name|unit|meaning|written by"
    rows = []
    for c in listed:
        symbol = [SYMBOLS.get(c.name, "")] if symbols else []
        rows.append([code(c.name), *symbol, cell(c.unit), cell(c.meaning), ", ".join(c.written_by)])
    return table(heads, rows)


def shipped() -> str:
    """The strategies that ship, with their numbers and sources."""
    return table(
        "strategy|family|numbers that differ from honest|rule|source",
        (
            [code(s.name), s.family, ", ".join(f"`{k}` {v:g}" for k, v in s.numbers.items()), cell((s.__doc__ or "").splitlines()[0]),
             cell(s.source)]
            for s in strategies.SHIPPED.values()
        ),
    )  # fmt: skip


def traits() -> str:
    """The traits of a behaviour with their meaning and range."""
    meaning = {c.name: c for c in columns.NODE_COLUMNS}
    rows = [
        [code(name), SYMBOLS.get(name, ""), cell(meaning[name].unit), f"{honest:g}", f"[{low:g}, {high:g}]", cell(meaning[name].meaning)]
        for name, (honest, low, high) in TRAITS.items()
    ]
    rows += [[code(n), SYMBOLS.get(n, ""), cell(meaning[n].unit), "", "follows", cell(meaning[n].meaning)] for n in DERIVED]
    return table("trait|symbol|unit|honest|range|meaning", rows)


def assumed() -> str:
    """Numbers of the shipped networks that nobody published."""
    rows = []
    for name in networks.names():
        scenario = networks.load(name)
        values = dict(networks.door.leaves(scenario.to_dict(sources=False)))
        for path, source in scenario.sources.items():
            if source.mark in ASSUMED:
                rows.append([name, code(path), shown(values.get(path, "")), source.mark, cell(source.source)])
    return table("network|path|value|mark|why", rows)


def symbols() -> str:
    """Numbers of a scenario that have a letter."""
    rows = {r["path"].rpartition(".")[2]: r for r in reversed(schema_rows())}
    found = [(name, letter, rows[name]) for name, letter in SYMBOLS.items() if name in rows]
    return table("name|symbol|unit|path|meaning", ([code(n), s, cell(r["unit"]), code(r["path"]), cell(r["meaning"])] for n, s, r in found))


def measured(listed: dict[str, Any]) -> str:
    """Measures with unit and meaning."""
    return table("name|unit|meaning", ([code(name), m.unit, cell(m.meaning)] for name, m in listed.items()))


def regime_rules() -> str:
    """Each regime's rule in words."""
    return table("regime|rule", ([name, cell(said)] for name, said in regimes.words().items()))


def fact_patterns() -> str:
    """Table of the facts of real networks, with sources, marks and criteria."""
    rows = []
    for p in PATTERNS:
        own = p.criterion if p.anywhere in ("the same", p.criterion) else f"{p.criterion}. In any scenario: {p.anywhere}"
        rows.append((cell(p.title), cell(f"{p.observed} ({p.source}; mark {p.mark})"), cell(p.in_model), cell(own), cell(p.weak)))
    return table("fact|what was seen|in a run|satisfied|why it is weak", rows)


def random_sample() -> str:
    """Table of the box from which the random scenarios are drawn."""
    return table("setting|range", ((cell(name), cell(words)) for name, words in RANGES.items()))


def nomenclature() -> str:
    """The whole page of names."""
    pages = [
        ("Numbers that have a letter", "Every number, with range and default: [the table of odd.md](odd.md#8-parameters).", symbols()),
        ("Nodes", "One row per node, 64-bit floats.", state_variables(columns.NODE_COLUMNS, symbols=True)),
        ("Nodes, whole numbers", "One row per node, 32-bit integers.", state_variables(columns.MARK_COLUMNS, symbols=True)),
        ("Jobs", "One row per job of the epoch.", state_variables((*columns.JOB_COLUMNS, *columns.JOB_MARK_COLUMNS), symbols=True)),
        (
            "Accepted outputs",
            "One row per accepted output of the last epoch; kept where jobs may take them as inputs.",
            state_variables(columns.OUTPUT_COLUMNS),
        ),
        ("Totals of an epoch", "What is recorded, one row per epoch.", state_variables(columns.TOTAL_COLUMNS)),
        ("Measures of an epoch", "Made of the totals; a ratio whose denominator is 0 is missing.", measured(measures.MEASURES)),
        ("Measures of the state at the end", "Read once, after the last epoch.", measured(measures.FINAL_MEASURES)),
        ("Signs of a run's regime", "What the rules of `model/regimes.py` look at.", measured(regimes.SIGNS)),
        ("Regimes", "The first rule that holds, with the usual thresholds.", regime_rules()),
        ("Traits of a behaviour", "What a strategy decides and imitation copies.", traits()),
        ("Strategies", "The registered ones; your own join by `--plugin`.", shipped()),
    ]
    head = (
        f"# Names\n\nGenerated by `{COMMAND}`; do not edit. Units: tok tokens, USD dollars, seg segments, epoch epochs, h hours, "
        "sigma standard deviations of one run's noise, 1 no unit, row a row's number.\n"
    )
    return head + "".join(f"\n## {title}\n\n{words}\n\n{body}\n" for title, words, body in pages)


PARTS = {
    "parameters": parameters, "phases": phases, "draws": draws, "traits": traits, "strategies": shipped, "assumed": assumed,
    "facts": fact_patterns, "sample": random_sample,
    "nodes": lambda: state_variables((*columns.NODE_COLUMNS[columns.BEHAVIOUR :], *columns.MARK_COLUMNS)),
    "jobs": lambda: state_variables((*columns.JOB_COLUMNS, *columns.JOB_MARK_COLUMNS)),
    "outputs": lambda: state_variables(columns.OUTPUT_COLUMNS),
}  # fmt: skip
"""What stands between ``<!-- generated: NAME -->`` and ``<!-- end: NAME -->``."""


def filled(text: str) -> str:
    """A document with its generated parts written anew."""

    def part(match: re.Match[str]) -> str:
        return f"{match[1]}\n\n{PARTS[match[2]]()}\n\n{match[3]}"

    return re.sub(r"(<!-- generated: (\w+) -->).*?(<!-- end: \2 -->)", part, text, flags=re.DOTALL)


def documents() -> Iterator[tuple[Path, str]]:
    """Every document with generated parts, and what it should say."""
    for name in ("odd.md", "assumptions.md", "facts.md"):
        yield DOCS / name, filled((DOCS / name).read_text(encoding="utf-8"))
    yield DOCS / "nomenclature.md", nomenclature()


def executed(path: Path) -> Any:
    """A notebook run from its sources, with outputs and without anything that depends on when or where."""
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(
        book, timeout=600, kernel_name="python3", record_timing=False, resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--HistoryManager.enabled=False", "--log-level=ERROR"],
    )  # fmt: skip
    client.execute()
    return cleaned(book)


def cleaned(book: Any) -> Any:
    """A notebook without machine, time and editor in its metadata."""
    book.metadata = nbformat.from_dict({"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    for number, one in enumerate(book.cells, 1):
        one.id, one.metadata = f"cell-{number:02d}", nbformat.from_dict({})
        if one.cell_type == "code":
            one.outputs = list(joined(one.outputs))
    return book


def joined(outputs: Iterable[Any]) -> Iterator[Any]:
    """Outputs in which a text that the kernel sent in pieces is one piece."""
    last = None
    for output in outputs:
        if last is not None and last.output_type == output.output_type == "stream" and last.name == output.name:
            last.text += output.text
            continue
        if "metadata" in output:
            output.metadata = nbformat.from_dict({})
        last = output
        yield output


def main(words: list[str]) -> None:
    """Write what is asked for: tables, or notebooks."""
    if words == ["notebooks"]:
        for path in NOTEBOOKS:
            nbformat.write(executed(path), path)
    elif words:
        raise SystemExit(f"docs/generate.py {' '.join(words)}: give nothing, or notebooks")
    for path, text in documents():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
