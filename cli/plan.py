"""The plan of a sweep: points, runs, time and disk, what is varied over what, and what is left out."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.given import figure_of, print_json
from cli.sweep import clock

if TYPE_CHECKING:
    from experiments.sweep.levers import Lever
    from experiments.sweep.plan import Sweep
    from experiments.sweep.running import Shard


def run(sweep: Sweep, folder: Path, workers: int, shard: Shard | None, as_json: bool) -> None:
    """Print the plan; a few runs are probed, and nothing is kept."""
    from experiments.sweep.factors import without_range
    from experiments.sweep.running import estimate

    found = estimate(sweep, workers)
    part = 1 / shard.of_all if shard else 1.0
    chosen = {lever.path for lever in sweep.factors}
    left_out = {path: why for path, why in without_range(sweep.base).items() if path not in chosen} if sweep.uncertainties else {}
    facts: dict[str, Any] = {
        "network": sweep.base.name, "design": sweep.design, "points": found.points, "seeds": len(sweep.seeds), "luck": sweep.luck,
        "runs": round(found.runs * part), "epochs": sweep.epochs or sweep.base.epochs, "seconds_per_run": found.seconds_per_run,
        "seconds": found.seconds * part, "workers": found.workers, "bytes": round(found.bytes * part), "folder": str(folder),
        "in_rounds": sweep.in_rounds, "levers": [_described(lever) for lever in sweep.levers],
        "uncertainties": [_described(lever) for lever in sweep.uncertainties], "left_out": left_out, "outcomes": list(sweep.kept()),
        "probes": found.probes, "probes_failed": found.failed, "error": found.error,
    }  # fmt: skip
    if found.failed:
        doubt = "so time and disk may be far off; mend that first"
        print(f"note: {found.failed} of {found.probes} probes failed, {doubt}: {found.error}", file=sys.stderr)
    if as_json:
        print_json(facts)
    else:
        _print(facts, shard)


def _described(lever: Lever) -> dict[str, Any]:
    from experiments.sweep.meanings import of

    return {"path": lever.path, "over": over(lever), "unit": of(lever.path)[0]}


def over(lever: Lever) -> str:
    """What a lever is varied over, in words."""
    scale = ", log" if lever.scale == "log" else ""
    if not lever.values:
        return f"{figure_of(lever.low)} to {figure_of(lever.high)}{scale}"
    told = [figure_of(value) for value in lever.values]
    if len(told) > 6 and lever.ordered:
        return f"{len(told)} levels from {told[0]} to {told[-1]}{scale}"
    return ", ".join(told[:6]) + (f", ... ({len(told)} levels)" if len(told) > 6 else "")


def size(count: float) -> str:
    """Bytes in the unit that suits them."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"


def _print(facts: dict[str, Any], shard: Shard | None) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)
    least = "at least " if facts["in_rounds"] else ""
    share = f" (this shard's part: 1 of {shard.of_all})" if shard else ""
    console.print(
        f"[bold]{escape(facts['network'])}[/bold]  {facts['points']:,} points ({facts['design']}) with {facts['seeds']:,} seeds: "
        f"{least}[bold]{facts['runs']:,} runs[/bold] of {facts['epochs']:,} epochs{share}"
    )
    each = f"{facts['seconds_per_run'] * 1e3:.3g} ms a run"
    console.print(f"time   {least}{clock(facts['seconds'])} on {facts['workers']} cores here ({each}), and some seconds to start")
    console.print(f"disk   {least}{size(facts['bytes'])}, in {escape(facts['folder'])}")
    luck = {"shared": "replicates have the same luck at every point, so differences are sharp", "own": "every run has luck of its own"}
    console.print(f"luck   {facts['luck']}: {luck[facts['luck']]}")
    _factors(console, "Varied on purpose", facts["levers"])
    _factors(console, "Not known", facts["uncertainties"])
    if facts["left_out"]:
        console.print("\n[bold]Assumed, and yet left out[/bold]")
        for path, why in facts["left_out"].items():
            lines = textwrap.wrap(f"{path}: {why}", console.width - 4, subsequent_indent="  ")
            console.print(escape("\n".join(f"  {line}" for line in lines)))
    console.print("\n[bold]Kept of each run[/bold]")
    console.print(
        escape("\n".join(textwrap.wrap(", ".join(facts["outcomes"]), console.width - 2, initial_indent="  ", subsequent_indent="  ")))
    )
    console.print("\nNothing was started or written; the same command without --plan begins.")


def _factors(console: Any, heading: str, rows: list[dict[str, str]]) -> None:
    from rich.markup import escape

    if not rows:
        return
    console.print(f"\n[bold]{heading}[/bold]")
    width = max(len(row["path"]) for row in rows)
    for row in rows:
        unit = f" {row['unit']}" if row["unit"] not in ("", "1") else ""
        console.print(escape(f"  {row['path']:<{width}}  {row['over']}{unit}"))
