"""Deterrence: at which audit rate does honesty start to win, and does it matter what nodes compare?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from experiments.studies import premises
from experiments.studies.contract import Cell, Column, Measured, Study, Table
from experiments.studies.premises import Audits, Economics
from experiments.thresholds import find_threshold
from model import door
from model.columns import EXECUTES
from model.run import simulate
from model.scenario import Scenario
from model.state import State

BOUNDS = (0.95, 1.05)
"""A ratio to a law within these bounds is on it."""
LARGE, LEVEL = 5.0, -0.5
"""Over slashes from the first on, the third threshold levels off if its exponent is above the second (1 / slash is -1)."""
NODES = 1_000
SIGNALS = ("expected", "public", "own")
SLASHES = np.geomspace(1.0, 100.0, 20)
AUDITS = np.geomspace(0.003, 1.0, 24)
COLLUDING = (0.1, 0.0)
SEEDS, QUICK_SEEDS, MAP_SEEDS, STRIDE = 30, 8, 3, 1_000
"""Seeds of a threshold and of a cell of the map; every point has luck of its own, so that its neighbours' errors are not its own."""
BOTTOM, TOP = 1e-3, 1.0
REVISION_RATE, INTENSITY, MEMORY = 0.1, 1.0, 10.0
BURN_IN, EPOCHS = 10, 40
"""Drift is measured from the end of the burn-in, when a public average has had time to settle."""


def prepare(network: Scenario, colluding: float, signal: str) -> Scenario:
    """The network with the population of this study, at half honest and half cheating executors.

    Executors and verifiers are separate. Executors adapt between honest work and
    cheating (effort 0, cartel 1); verifiers do not adapt, and exactly the share
    `colluding` of them is in the cheaters' cartel. Stakes are frozen and
    liability is unlimited, so that no slash is cut short. Every executor has
    one job an epoch: the closed form is one of a job, and last epoch's payoff
    is then the payoff of a job.

    Parameters
    ----------
    network : Scenario
        Gives field, fees and costs.
    colluding : float
        In [0, 1).
    signal : str
        One of ``SIGNALS``.

    Returns
    -------
    Scenario

    Raises
    ------
    ValueError
        In one line, for a network that fails a premise of the closed form.
    """
    name, field = premises.check(network)
    half, quarter = NODES // 2, NODES // 4
    bad = round(colluding * half)
    population = {
        "honest": {"strategy": "honest", "role": "executor", "count": quarter},
        "cheat": {"strategy": "skimmer", "role": "executor", "count": half - quarter, "numbers": {"effort": 0.0, "cartel": 1.0}},
        "verifier": {"strategy": "honest", "role": "verifier", "count": half - bad, "adapts": False},
    }
    if bad:
        population["colluding_verifier"] = {
            "strategy": "honest", "role": "verifier", "count": bad, "adapts": False, "numbers": {"cartel": 1.0},
        }  # fmt: skip
    memory = {"own": 1.0}.get(signal, MEMORY)
    data = network.to_dict(sources=False) | {"population": population, "epochs": EPOCHS, "warm_up": 0, "stop_when": "never"}
    data["nodes"] = data["nodes"] | {"count": NODES}
    data["jobs"] = {"arrival": "per_node", "rate": 1.0, "law": "fixed", "assignment": "each"}
    data["field"] = field.model_dump(mode="python")  # the class's own field, so that one path reaches it
    data["job_classes"][name]["field"] = {}
    data["adaptation"] = {
        "kind": "imitation", "signal": signal, "memory": memory, "revision_rate": REVISION_RATE, "intensity": INTENSITY,
    }  # fmt: skip
    data["accounts"] = data["accounts"] | {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False, "strikes": 1}
    return door.change(door.scenario_from(data), {"field.settlement.slash_rule": "fixed"})


def economics(network: Scenario) -> Economics:
    """Saving, reward, penalty and price of a network, in the population of this study."""
    return premises.economics(prepare(network, COLLUDING[0], "public"))


def audits(network: Scenario, colluding: float) -> Audits:
    """What an honest and a cheated job meet before this study's crowd, of which exactly the share `colluding` is in the cartel."""
    return premises.audits(prepare(network, colluding, "public"))


def log_odds_drift(scenario: Scenario, seed: int) -> float:
    """Change of the log-odds of honest against cheating executors from the burn-in to the end, per epoch."""
    odds = []

    def watch(state: State) -> None:
        if state.epoch in (BURN_IN - 1, EPOCHS - 1):
            honest, cheating = state.followers[EXECUTES, :2]
            odds.append(np.log((honest + 0.5) / (cheating + 0.5)))

    simulate(scenario, seed, epochs=EPOCHS, watch=watch)
    return float((odds[1] - odds[0]) / (EPOCHS - BURN_IN))


def measure_threshold(network: Scenario, cell: Cell) -> Measured:
    """Find the audit rate at which honesty starts to win, at one slash."""
    found = find_threshold(_drift(network, cell), BOTTOM, TOP, cell.seeds)
    return Measured(
        [{"threshold": found.value, "low": found.low, "high": found.high, "status": found.status, "seeds": found.seeds}], found.runs
    )


def measure_map(network: Scenario, cell: Cell) -> Measured:
    """Mean drift of honesty along the audit rates, at one slash."""
    drift = _drift(network, cell)
    rows = [{"audit_probability": audit, "drift": float(np.mean(drift(audit, cell.seeds)))} for audit in map(float, AUDITS)]
    return Measured(rows, len(rows) * len(cell.seeds))


def _drift(network: Scenario, cell: Cell) -> Callable[[float, Sequence[int]], np.ndarray]:
    base = prepare(network, float(cell.at["colluding"]), str(cell.at["signal"]))
    slash = float(cell.at["slash"]) / premises.economics(base).price

    def drift(audit: float, seeds: Sequence[int]) -> np.ndarray:
        scenario = door.change(base, {"field.verification.audit_probability": audit, "field.settlement.slash": slash})
        return np.array([log_odds_drift(scenario, seed) for seed in seeds])

    return drift


def _slashes(quick: bool) -> list[float]:
    return [float(slash) for slash in (SLASHES[:: max(1, len(SLASHES) // 5)] if quick else SLASHES)]


def threshold_cells(network: Scenario, quick: bool) -> list[Cell]:
    """A cell a threshold, each with seeds of its own."""
    prepare(network, COLLUDING[0], "public")
    places = [(r, signal, slash) for r in COLLUDING for signal in SIGNALS for slash in _slashes(quick)]
    seeds = QUICK_SEEDS if quick else SEEDS
    return [
        Cell({"colluding": r, "signal": signal, "slash": slash}, tuple(range(1 + STRIDE * k, 1 + STRIDE * k + seeds)))
        for k, (r, signal, slash) in enumerate(places)
    ]


def map_cells(network: Scenario, quick: bool) -> list[Cell]:
    """A cell a slash, at the first colluding share; seeds are none of the thresholds'."""
    prepare(network, COLLUDING[0], "public")
    first = 1 + STRIDE * len(COLLUDING) * len(SIGNALS) * len(SLASHES)
    return [
        Cell({"colluding": COLLUDING[0], "signal": "public", "slash": slash}, tuple(range(at, at + MAP_SEEDS)))
        for slash, at in ((slash, first + STRIDE * k) for k, slash in enumerate(_slashes(quick)))
    ]


_WHERE = {
    "colluding": Column("1", "share of the verifiers in the cheaters' cartel"),
    "signal": Column("", "payoffs that nodes compare"),
    "slash": Column("USD", "loss of a node that is found out"),
}

STUDY = Study(
    name="deterrence",
    question="At which audit rate does honesty start to win, over slash, and does it matter what nodes compare?",
    hypothesis=(
        "With expected utilities and with public averages the threshold is the closed form saving / ((d - alpha)(R + S)), A1 and A3, with "
        "d and alpha before a crowd of which a share r colludes: for one peer, saving / ((1 - r)(R + S)). With last epoch's own payoffs it "
        "is not, and it levels off as the slash grows: Fermi's rule saturates, so a rare large slash counts as one lost comparison."
    ),
    refuted_by=(
        f"a mean ratio of the first two to the closed form outside [{BOUNDS[0]:g}, {BOUNDS[1]:g}], a third on the closed form, or a third "
        f"that falls faster than slash^{LEVEL:g} over slashes of {LARGE:g} USD and more."
    ),
    network="posp",
    sample=(
        f"{SEEDS} seeds at each of three audit rates around a threshold; a claim rests on the thresholds of {len(SLASHES)} slashes, so on "
        f"{3 * SEEDS * len(SLASHES):,} runs, which places their mean ratio to the closed form within a hundredth."
    ),
    source="Becker 1968 (recalled); Proof of Sampling, arXiv 2405.00295 (condition read second-hand); derived",
    tables={
        "thresholds": Table(
            threshold_cells,
            measure_threshold,
            _WHERE
            | {
                "threshold": Column("1", "audit rate at which the mean drift of honesty's log-odds is zero"),
                "low": Column("1", "lower end of its 95 % interval"),
                "high": Column("1", "upper end"),
                "status": Column("", "found, none up to the highest rate, or everywhere from the lowest on"),
                "seeds": Column("1", "seeds at each audit rate"),
            },
        ),
        "drift_map": Table(
            map_cells,
            measure_map,
            _WHERE
            | {
                "audit_probability": Column("1", "probability that a job is audited"),
                "drift": Column("1/epoch", "mean drift of the log-odds of honest against cheating executors"),
            },
        ),
    },
)
