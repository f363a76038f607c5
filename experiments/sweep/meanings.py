"""What the columns of a sweep's results mean, with their units."""

from __future__ import annotations

from model import measures
from model.columns import TOTAL_COLUMNS
from model.schema import row_of

FIXED = {
    "run": ("1", "number of the run in its sweep"),
    "point": ("1", "number of the point of the design"),
    "replicate": ("1", "number of the replicate of its point"),
    "seed": ("1", "seed of the run"),
    "stopped": ("", "why the run ended: epochs, absorbed or extinct"),
    "status": ("", "done or failed"),
    "error": ("", "why the run failed"),
    "key": ("", "digest of scenario, values, seed, model version and plug-ins: equal keys are equal runs"),
}
BY_STRATEGY = (
    ("end_share_", "1", "share of the active nodes that follow {} at the end"),
    ("share_", "1", "share of the active nodes that follow {}, mean over epochs"),
    ("utility_", "USD/epoch", "mean utility of the nodes that follow {}"),
)
PER_EPOCH = {"welfare": "USD/epoch", "net_issuance": "tok/epoch", "accepted": "1/epoch"}
"""Units of sums over an epoch, which a summary averages over epochs."""


def of(column: str) -> tuple[str, str]:
    """Unit and meaning of a column: a fixed one, an outcome, or a path of the scenario."""
    return FIXED.get(column) or _outcome(column) or _factor(column)


def _outcome(name: str) -> tuple[str, str] | None:
    if name in measures.KNOWN:
        return PER_EPOCH.get(name, measures.KNOWN[name].unit), measures.KNOWN[name].meaning
    for prefix, unit, meaning in BY_STRATEGY:
        if name.startswith(prefix):
            return unit, meaning.format(name.removeprefix(prefix))
    if name == "epochs":
        return "epoch", "epochs that were run"
    total = next((column for column in TOTAL_COLUMNS if column.name == name), None)
    return (total.unit, total.meaning) if total else None


def _factor(path: str) -> tuple[str, str]:
    row = row_of(path)
    return (str(row.get("unit", "")), str(row.get("meaning", ""))) if row else ("", "a part of the scenario, as JSON")
