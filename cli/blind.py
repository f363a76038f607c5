"""``cfield blind``: which directions of behaviour a field's public records tell, which they cannot, and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.given import print_json, scenario_of

if TYPE_CHECKING:
    from analysis.possibility.information import Information
    from analysis.possibility.records import Source
    from analysis.possibility.remedies import Reason
    from experiments.blind import Comparison
    from model.scenario import Scenario

TOLERANCES = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0)
"""Deviations of a node that runs another model, over the tolerance."""


class Asked(NamedTuple):
    """What a user asks.

    Attributes
    ----------
    at, crowd, records : sequence of str, str, str
    epochs : int
        0: the network's.
    resolution : float
    check, as_json : bool
    out : str
    """

    at: Sequence[str]
    crowd: str
    records: str
    epochs: int
    resolution: float
    check: bool
    as_json: bool
    out: str


class Answer(NamedTuple):
    """What came of it.

    Attributes
    ----------
    scenario : Scenario
    sources : list of Source
    found : Information
    reasons : list of Reason
        One for each blind direction.
    steps : dict of str to float
        Epochs until a small step along each axis is told.
    sizes : list of (deviation, epochs)
        Of a node that runs another model in all segments, at honest.
    """

    scenario: Scenario
    sources: list[Source]
    found: Information
    reasons: list[Reason]
    steps: dict[str, float]
    sizes: list[tuple[float, float]]


def run(network: str, settings: Sequence[str], plugins: Sequence[str], asked: Asked) -> None:
    """Print what an epoch's records tell of a behaviour, and draw and check it where asked.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    scenario, _ = scenario_of(network, settings, plugins)
    path = _target(asked.out)
    answer = answer_of(scenario, asked)
    compared = _checked(answer, asked) if asked.check else []
    if path is not None:
        _draw(answer, asked, path)
    if asked.as_json:
        print_json(as_data(answer, asked, compared))
    else:
        from cli import blind_tables

        blind_tables.show(answer, asked, compared)
        if path is not None:
            print(f"\n{path}")


def answer_of(scenario: Scenario, asked: Asked) -> Answer:
    """Information, directions and reasons, all in closed form."""
    from analysis.possibility.arms import place_of, traits_of
    from analysis.possibility.axes import tolerance_of
    from analysis.possibility.information import information
    from analysis.possibility.records import sources
    from analysis.possibility.remedies import Inquiry, small_step
    from analysis.possibility.telling import epochs_to_tell

    records = tuple(name.strip() for name in asked.records.split(",") if name.strip())
    place = place_of(scenario, _behaviour(asked.at))
    listed = sources(scenario, asked.crowd, records)
    found = information(place, listed, asked.epochs or scenario.epochs, asked.resolution)
    reasons = Inquiry(scenario, found, asked.crowd, records).reasons()
    steps = {arm.axis: 0.0 if effect.jumps else small_step(listed, arm) for arm, effect in zip(place.arms, found.effects, strict=True)}
    sizes = []
    if place.honest:
        one = {**place.values, "effort": 0.0, "deviation": 0.0}
        deviations = [share * tolerance_of(scenario) for share in TOLERANCES]
        sizes = [(d, epochs_to_tell(listed, traits_of(one), traits_of({**one, "deviation": d}))) for d in deviations]
    return Answer(scenario, listed, found, reasons, steps, sizes)


def _behaviour(at: Sequence[str]) -> dict[str, float]:
    values: dict[str, float] = {}
    for text in at:
        name, equals, value = text.partition("=")
        if text.strip() == "honest":
            continue
        try:
            values[name.strip()] = float(value)
        except ValueError:
            equals = ""
        if not equals or not math.isfinite(values.get(name.strip(), 0.0)):
            raise ValueError(f"--at {text!r} is neither honest nor NAME=VALUE with a number; write for example --at effort=.9")
    return values


def _checked(answer: Answer, asked: Asked) -> list[Comparison]:
    from analysis.possibility.contrasts import contrasts
    from experiments.blind import check

    return [check(answer.scenario, contrast, asked.crowd) for contrast in contrasts(answer.found, answer.sources)]


def _target(out: str) -> Path | None:
    from experiments import store

    if not out:
        return None
    path = Path(out)
    if path.suffix not in (".png", ".pdf"):
        raise ValueError(f"--out {out} is neither .png nor .pdf; give one of these")
    if path.is_dir():
        raise ValueError(f"--out {out} is a folder; give a file in it, such as --out {path / 'blind.png'}")
    store.check_folder(path.parent, "another file with --out FILE")
    return path


def _draw(answer: Answer, asked: Asked, path: Path) -> None:
    from analysis.figures import output
    from analysis.figures.blind import draw
    from analysis.possibility.maps import detectability
    from experiments import store

    shown = detectability(answer.scenario, answer.sources)
    figure = draw(answer.found, shown, f"{answer.scenario.name}: {_heading(answer)}")
    facts = store.provenance(answer.scenario, verb="blind", at=list(asked.at), crowd=asked.crowd, records=asked.records)
    store.write_whole(path, output.rendered(figure, facts)[path.suffix])


def _heading(answer: Answer) -> str:
    from analysis.possibility.words import place_in_words

    return place_in_words(answer.found.place)


def as_data(answer: Answer, asked: Asked, compared: Sequence[Comparison]) -> dict[str, Any]:
    """The answer as plain data."""
    from analysis.possibility.words import sentences

    found = answer.found
    axes = [
        {
            "axis": effect.axis, "information": float(found.matrix[row, row]), "jumps": effect.jumps, "telling_records": effect.telling,
            "telling_cell": effect.cell, "epochs_to_tell_a_step": answer.steps[effect.axis],
        }
        for row, effect in enumerate(found.effects)
    ]  # fmt: skip
    directions = [
        {"parts": dict(one.parts), "information": one.information, "seen": one.seen, "at_once": one.at_once, "name": name, "said": words}
        for one, (name, words) in zip(found.directions, sentences(found, answer.reasons), strict=True)
    ]
    records = [
        {"kind": source.kind, "job_class": source.job_class, "per_epoch": source.per_epoch, "estimated": source.estimated}
        for source in answer.sources
    ]
    return {
        "network": answer.scenario.name, "crowd": asked.crowd, "behaviour": dict(found.place.values), "honest": found.place.honest,
        "records": records, "epochs": found.epochs, "resolution": found.resolution, "rank": found.rank, "seen": found.seen,
        "axes": axes, "directions": directions,
        "reasons": [
            {"parts": dict(r.direction.parts), "since": r.since, "change": r.change, "information": r.information, "epochs": r.epochs}
            for r in answer.reasons
        ],
        "deviations": [{"deviation": size, "epochs": epochs} for size, epochs in answer.sizes],
        "checks": [
            {
                "pair": c.contrast.name, "apart": c.contrast.apart, "power": c.contrast.power, "records": c.records, "chi2": c.chi2,
                "freedom": c.freedom, "p_value": c.p_value, "smallest_difference": c.smallest, "holds": c.holds,
            }
            for c in compared
        ],
    }  # fmt: skip
