"""``cfield explore``: which collective outcomes an explorer with a budget can bring about, how surely, and at what cost."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.explored import as_data, told_difference, told_map
from cli.given import print_json, scenario_of

if TYPE_CHECKING:
    from experiments.explore.engine import Exploration
    from experiments.explore.reached import Reached

INTERRUPTED, GONE = 130, 4


class How(NamedTuple):
    """Where an exploration goes and how it is run, as given on the command line."""

    out: str
    workers: int
    cluster: str
    resume: bool
    plan: bool
    as_json: bool
    against: str


class Asked(NamedTuple):
    """What is explored, as given on the command line."""

    outcomes: str
    budget: int
    stake: float | None
    usd: float | None
    nodes: int | None
    epochs: int | None
    seed: int


def run(network: str, settings: Sequence[str], asked: Asked, how: How) -> int:
    """Explore a network, or say what that will take; the exit code.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    exploration = exploration_of(network, settings, asked)
    folder = Path(how.out) if how.out else default_folder(exploration)
    if how.plan:
        from cli.explored import told_plan

        told_plan(exploration, folder, how.workers, how.as_json)
        return 0
    other = _other(exploration, settings, asked, how, folder) if how.against else None
    found, code = _found(exploration, folder, how)
    if found is None:
        return code
    if isinstance(other, tuple):
        compared, code = _found(*other, how)
        if compared is None:
            return code
        other = compared
    _tell(found, other, folder, how.as_json)
    return 0


def exploration_of(network: str, settings: Sequence[str], asked: Asked) -> Exploration:
    """The exploration that a command line asks for; the budget of a candidate is all that the network has at stake when left out.

    Raises
    ------
    ValueError
    """
    from experiments.explore.engine import Exploration
    from experiments.explore.genome import Budget
    from experiments.explore.outcomes import DEFAULT, parse
    from experiments.explore.start import honest_start

    base, _ = scenario_of(network, settings, [])
    start = honest_start(base, asked.nodes, asked.epochs)
    tokens = start.mean_stake * start.scenario.nodes.count
    budget = Budget(tokens if asked.stake is None else asked.stake, start.staked if asked.usd is None else asked.usd)
    exploration = Exploration(start, parse(asked.outcomes or DEFAULT, start.scenario), budget, asked.budget, asked.seed)
    _ = exploration.code
    return exploration


def default_folder(exploration: Exploration) -> Path:
    """Where an exploration goes when nobody says: equal ones to equal folders."""
    digest = hashlib.sha256(json.dumps(exploration.described(), sort_keys=True).encode()).hexdigest()[:10]
    return Path("runs") / f"{exploration.start.scenario.name}-explore-{digest}".replace("/", "_")


def _other(exploration: Exploration, settings: Sequence[str], asked: Asked, how: How, folder: Path) -> Reached | tuple[Exploration, Path]:
    """What is compared with: the map in a folder, or the exploration of another network, checked before anything runs."""
    from experiments.explore.reached import REACHED, read

    there = Path(how.against)
    if (there / REACHED).exists() or there.is_dir():
        return read(there)
    if not all(one.is_known for one in exploration.wanted):
        raise ValueError(f"--against {how.against} needs the same cells for both; give ranges, as in --outcomes welfare=0:500:20")
    other = exploration_of(how.against, settings, asked._replace(stake=exploration.budget.stake, usd=exploration.budget.usd))
    return other, folder.parent / f"{folder.name}-against-{other.start.scenario.name}".replace("/", "_")


def _found(exploration: Exploration, folder: Path, how: How) -> tuple[Reached | None, int]:
    """Run what is missing; the map, or an exit code when it could not go on."""
    from cli.sweep import told
    from experiments.explore import engine, reached
    from experiments.sweep.engine import Gone

    kept = f"what is done is kept in {folder}, and the same command with --resume goes on"
    try:
        with told() as progress:
            ended = engine.run(exploration, folder, workers=how.workers, cluster=how.cluster, resume=how.resume, progress=progress)
    except KeyboardInterrupt:
        print(f"cfield: interrupted; {kept}", file=sys.stderr)
        return None, INTERRUPTED
    except Gone as error:
        print(f"cfield: {error}; {kept}", file=sys.stderr)
        return None, GONE
    if ended.failed:
        print(f"note: {ended.failed:,} runs failed and count as without a value; cfield results {folder} says why", file=sys.stderr)
    found = reached.reached(exploration, ended.explorer)
    facts: dict[str, Any] = {"scenario": exploration.start.scenario, "exploration": exploration.described()}
    reached.write(found, folder, **facts)
    from cli.explored import drawn
    from experiments import store

    store.write_all(folder, {f"reachable{suffix}": content for suffix, content in drawn(found, **facts).items()})
    return found, 0


def _tell(found: Reached, other: Reached | None, folder: Path, as_json: bool) -> None:
    from experiments.explore.reached import difference

    between = difference(found, other) if other is not None else None
    if other is not None and between is not None and len(found.axes) == 2:
        from cli.explored import drawn_against
        from experiments import store

        store.write_all(folder, {f"against{suffix}": content for suffix, content in drawn_against(found, other, between).items()})
    if as_json:
        print_json(as_data(found, other, between, folder))
        return
    told_map(found, folder)
    if other is not None and between is not None:
        told_difference(found, other, between)
