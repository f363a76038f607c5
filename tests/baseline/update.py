"""Golden runs: what the shipped networks gave when somebody last looked and agreed.

``python -m tests.baseline.update`` writes them anew. Do so only when numbers
changed on purpose, and say why in the commit.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

from model import door, measures, networks
from model.run import simulate

GOLDEN = Path(__file__).with_name("golden.json")
NODES, EPOCHS, SEED, DIGITS = 200, 20, 7, 10


def numbers_of(name: str) -> dict[str, float | None]:
    """The summary of a short run, to so many significant digits; a missing number is None."""
    scenario = door.change(networks.load(name), {"nodes.count": NODES, "epochs": EPOCHS, "warm_up": 0})
    summary = measures.summary(simulate(scenario, seed=SEED))
    return {key: float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None for key, value in summary.items()}


def update() -> None:
    """Write the golden file."""
    GOLDEN.write_text(json.dumps({name: numbers_of(name) for name in networks.names()}, indent=1) + "\n")


if __name__ == "__main__":
    update()
