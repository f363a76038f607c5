"""The numbers that the page can move: which of a scenario's, from where to where, in words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from model import door
from model.scenario import Scenario
from model.schema import row_of, table_at

MOST = 14
"""Numbers of the field on the page at most, so that they can be taken in at a glance."""

PARTS = (
    ("nodes", ("nodes.",)),
    ("partition", ("field.partition.",)),
    ("propagation", ("field.propagation.", "field.profile.loss.")),
    ("verification", ("field.verification.", "field.noise.", "field.profile.", "images.")),
    ("settlement", ("field.settlement.",)),
    ("adaptation", ("adaptation.",)),
)
"""Groups in the order in which an epoch meets them, and the paths that begin so."""

TELLING = (
    "audit_probability", "panel_size", "need", "tolerance", "level", "slash", "shard_loss", "link_loss", "decoy_rate", "fee_burned",
    "fee_to_verifiers", "commit_cost", "segments", "shards", "shards_needed", "edge_loss", "pay_per_check",
)  # fmt: skip
"""Numbers that no network need give to be worth moving, most telling first."""

OF_CHAINS = ("amplification", "end_tolerance")
REVISION = ("revision_rate", "intensity", "mutation")
"""Numbers of imitation that the page moves."""

WIDEST = {"tok": 10.0, "USD": 1.0, "sigma": 6.0, "seg": 16.0, "epoch": 50.0, "epoch/USD": 5.0, "1": 12.0, "prover_overhead": 4.0}
"""How far a number without an upper bound can be moved from its lower bound, and any whole number, by name or unit."""


class Lever(NamedTuple):
    """A number that can be moved.

    Attributes
    ----------
    name : str
        A name that Python takes as a keyword.
    path : str
        The number's path in the scenario.
    part : str
        Its group, as in ``PARTS``.
    label : str
        In words, with the unit.
    value, low, high, step : float
        Where it stands, its range here, and the grain.
    whole : bool
        Whether it is a whole number.
    """

    name: str
    path: str
    part: str
    label: str
    value: float
    low: float
    high: float
    step: float
    whole: bool

    def read(self, moved: float) -> float | int:
        """The value of a position of the slider, without the dust of binary fractions."""
        return round(moved) if self.whole else round(float(moved), 12)


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """The numbers of a scenario that the page can move, in the order of an epoch.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    tuple of Lever
        The number of nodes, at most ``MOST`` numbers of the field, and those of imitation.
    """
    data = scenario.to_dict(sources=False)
    found = {path: value for path, value in door.leaves(data) if _is_number(value) and _part(path) and _acts(data, path)}
    field = sorted((path for path in found if _part(path) not in ("nodes", "adaptation")), key=lambda path: _rank(scenario, data, path))
    kept = {path for path in found if _part(path) in ("nodes", "adaptation")} | set(field[:MOST])
    order = [part for part, _ in PARTS]
    paths = sorted((path for path in found if path in kept), key=lambda path: order.index(_part(path)))
    return tuple(_lever(data, path, found[path]) for path in paths)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _in_field(path: str) -> str:
    """The path without the job class that it belongs to."""
    return ".".join(path.split(".")[2:]) if path.startswith("job_classes.") else path


def _part(path: str) -> str:
    """The group of a path; empty when the page does not move it."""
    leaf = path.rpartition(".")[2]
    if path.startswith("nodes."):
        return "nodes" if leaf == "count" else ""
    if path.startswith("adaptation."):
        return "adaptation" if leaf in REVISION else ""
    # Where a slash goes adds up to one, so that no share of it moves alone.
    if path == "images.count" or leaf == "class_bias" or leaf.startswith(("slash_burned", "slash_to_")):
        return ""
    return next((part for part, heads in PARTS if _in_field(path).startswith(heads)), "")


def _acts(data: Mapping[str, Any], path: str) -> bool:
    """Whether a number can make a difference: some job class has it, and something reads it."""
    kinds = [_kind(data, name) for name in data["job_classes"]]
    if path.startswith("images."):
        return "attestation" in kinds
    if not path.startswith("field."):
        return True
    _, part, leaf = path.split(".", 2)
    if leaf in OF_CHAINS and table_at(data, "field.partition").get("order") != "chain":
        return False
    heard = [kind for name, kind in zip(data["job_classes"], kinds, strict=True) if _takes(data, name, part, leaf)]
    read = set(heard) != {"absent"} or table_at(data, "field").get("availability_required") == "always"
    if part == "settlement":
        return bool(heard) and (read or leaf.startswith("fee_"))
    if part in ("noise", "profile"):
        return "panel" in heard
    return bool(heard) and (part in ("partition", "verification") or read)


def _kind(data: Mapping[str, Any], job_class: str) -> str:
    own = table_at(data, f"job_classes.{job_class}.field.verification").get("kind")
    return str(own or data["field"]["verification"]["kind"])


def _takes(data: Mapping[str, Any], job_class: str, part: str, leaf: str) -> bool:
    """Whether a job class takes a number from the network's field: neither it nor its part is the class's own."""
    own = table_at(data, f"job_classes.{job_class}.field").get(part)
    if not isinstance(own, Mapping):
        return own is None
    same_kind = own.get("kind") in (None, data["field"][part].get("kind"))
    return same_kind and leaf.partition(".")[0] not in own


def _rank(scenario: Scenario, data: Mapping[str, Any], path: str) -> tuple[int, int]:
    """What the network itself gives comes first, then what tells most."""
    leaf = path.rpartition(".")[2]
    row = _row(data, path)
    given = path in scenario.sources or table_at(data, path.rpartition(".")[0]).get(leaf) != row.get("default")
    return (0 if given else 1, TELLING.index(leaf) if leaf in TELLING else len(TELLING))


def _row(data: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    return row_of(path, table_at(data, path.rpartition(".")[0]).get("kind", "")) or {}


def _lever(data: Mapping[str, Any], path: str, value: float) -> Lever:
    row = _row(data, path)
    whole = isinstance(value, int)
    low, high = _span(data, path, value, row)
    return Lever(
        name=re.sub(r"\W", "_", path.replace(".", "__")),
        path=path,
        part=_part(path),
        label=_label(data, path, row),
        value=value,
        low=low,
        high=high,
        step=max(1.0, _grain(low, high, value)) if whole and path == "nodes.count" else 1.0 if whole else _grain(low, high, value),
        whole=whole,
    )


def _bounds(text: str) -> tuple[float, float]:
    """Low and high of a range as the schema writes it; 0 and infinity where there is none."""
    ends = re.fullmatch(r"[\[(](\S+), (\S+)[\])]", text)
    return (max(0.0, float(ends[1])), float(ends[2])) if ends else (0.0, math.inf)


def _span(data: Mapping[str, Any], path: str, value: float, row: Mapping[str, Any]) -> tuple[float, float]:
    """From where to where: all of [0, 1], else up to a few times the value; small probabilities keep a fine scale."""
    low, limit = _bounds(row["range"])
    if path == "nodes.count":
        return 10.0, _round_up(max(3.0 * value, 300.0))
    if path.endswith("settlement.slash") and data["field"]["settlement"]["slash_rule"] == "fraction":
        limit = 1.0
    if limit == 1.0:
        return low, 1.0 if value == 0 or value >= 0.05 else _round_up(20.0 * value)
    few = _round_up(4.0 * value) if value > 0 else 0.0
    if isinstance(value, float) and value > low:
        return low, min(limit, few)
    return low, min(limit, max(few, WIDEST.get(path.rpartition(".")[2], WIDEST.get(row["unit"], 10.0))))


def _round_up(number: float) -> float:
    """The next of 1, 2, 3, 4, 5, 6, 8 or 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(number))
    return float(next(round(power * m, 12) for m in (1, 2, 3, 4, 5, 6, 8, 10) if power * m >= number * (1 - 1e-9)))


def _grains(span: float) -> Iterator[float]:
    """Steps of 1, 2 or 5 times a power of ten, from a hundredth of a span or coarser downwards."""
    power = 10.0 ** math.floor(math.log10(span / 100))
    while True:
        yield from (power, power / 2, power / 5)
        power /= 10


def _grain(low: float, high: float, value: float) -> float:
    """The coarsest step, up to a hundredth of the span, on which the value lies; a browser would move it otherwise."""
    for count, step in enumerate(_grains(high - low)):
        places = (value - low) / step
        if count == 12 or abs(places - round(places)) < 1e-6:
            return float(f"{step:.6g}")
    raise AssertionError("unreachable")


def _label(data: Mapping[str, Any], path: str, row: Mapping[str, Any]) -> str:
    """The number in words with its unit, and the job class when it is one's own."""
    if path == "nodes.count":
        return "number of nodes"
    steps = path.split(".")
    words = {"level": "noise", "need": "approvals needed"}.get(steps[-1], steps[-1].replace("_", " "))
    if steps[-2] in ("audit", "tolerance", "loss") and "profile" in steps:
        words = f"{steps[-2]} profile, {words}"
    unit = "share" if row["meaning"].startswith("share ") else row["unit"]
    if unit == "stake or tok":
        unit = "share of the stake" if data["field"]["settlement"]["slash_rule"] == "fraction" else "tok"
    of = f" of {steps[1].replace('_', ' ')}" if steps[0] == "job_classes" else ""
    return f"{words}{of}" + (f" ({unit})" if unit not in ("", "1") else "")
