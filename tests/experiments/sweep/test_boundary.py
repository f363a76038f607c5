"""Boundaries: what is found is what the full grid finds, with a tenth of its runs; signs are decided by intervals."""

import math
from pathlib import Path

import numpy as np
import pytest

from analysis.theory.deterrence import audit_threshold
from experiments.sweep import boundary as module
from experiments.sweep.batch import Points, every_point
from experiments.sweep.boundary import ABOVE, BELOW, Boundary, axes, crossings, first_points, side_of, split
from experiments.sweep.engine import Local
from experiments.sweep.lever import Lever
from experiments.sweep.plan import Sweep, Until
from experiments.sweep.results import Results
from experiments.sweep.running import run
from experiments.sweep.traced import traced
from model import door, networks

AUDIT, SLASH = "field.verification.audit_probability", "field.settlement.slash"
HONEST, CHEAT = "honest_executor", "cheat"


def refine(function, size, dimensions=2, coarse=4):
    """Follow the sign of a function over the unit cube; sides of the corners that were evaluated, 0 elsewhere."""
    sides = np.zeros((size + 1,) * dimensions, dtype=np.int8)
    corners = [tuple(c) for c in np.argwhere(np.ones((coarse + 1,) * dimensions)) * (size // coarse)]
    while corners:
        for corner in corners:
            sides[corner] = ABOVE if function(np.array(corner) / size) > 0 else BELOW
        corners = [corner for corner in split(sides, coarse)[0] if not sides[corner]]
    return sides


def full(function, size, dimensions=2):
    along = np.arange(size + 1) / size
    grid = np.stack(np.meshgrid(*[along] * dimensions, indexing="ij"), axis=-1)
    return np.where(np.apply_along_axis(function, -1, grid) > 0, ABOVE, BELOW)


FUNCTIONS = {
    "a circle": lambda u: 0.35**2 - (u[0] - 0.5) ** 2 - (u[1] - 0.48) ** 2,
    "a line": lambda u: u[0] - 0.3 * u[1] - 0.31,
    "a diagonal": lambda u: u[0] + u[1] - 0.97,
    "a wave": lambda u: u[1] - 0.5 - 0.3 * math.sin(7 * u[0]),
    "a jump": lambda u: 1.0 if u[0] * u[1] > 0.2 else -1.0,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_known_boundary_is_that_of_the_full_grid_with_a_tenth_of_its_corners(name):
    size = 128
    sides = refine(FUNCTIONS[name], size)
    assert list(crossings(sides)) == list(crossings(full(FUNCTIONS[name], size)))
    assert np.count_nonzero(sides) <= 0.1 * sides.size


def test_in_one_lever_it_is_bisection():
    sides = refine(lambda u: u[0] - 0.37, 1024, dimensions=1)
    assert list(crossings(sides)) == [((378,), (379,))]
    assert np.count_nonzero(sides) == 5 + 8


def test_several_boundaries_in_one_lever():
    wave = lambda u: math.sin(2.5 * math.pi * u[0] + 0.1)  # noqa: E731
    sides = refine(wave, 256, dimensions=1)
    assert list(crossings(sides)) == list(crossings(full(wave, 256, dimensions=1)))


def test_a_boundary_is_followed_into_cells_whose_corners_agree():
    """A tongue 1/10 wide enters through one cell of 1/4 and crosses the middle of the edges of others."""
    tongue = lambda u: 0.05 - abs(u[1] - 0.37) if u[0] < 0.8 else (0.4 if u[1] < 0.55 else -0.4)  # noqa: E731
    assert list(crossings(refine(tongue, 64))) == list(crossings(full(tongue, 64)))


def test_what_winds_between_the_coarse_corners_is_not_seen():
    assert not list(crossings(refine(lambda u: 0.01 - (u[0] - 0.6) ** 2 - (u[1] - 0.6) ** 2, 64)))


def test_a_side_is_decided_by_an_interval():
    """Mean .2 and standard deviation .1 of four: the 99 % interval is .2 +- 5.84 x .05 = .292, the 90 % one .2 +- 2.353 x .05."""
    values = np.array([0.1, 0.15, 0.3, 0.25]) - 0.2
    values = 0.2 + values * 0.1 / values.std(ddof=1)
    open_ = side_of(values, Boundary("x"))
    assert (open_.side, open_.clear, open_.settled) == (0, False, False)
    assert open_.half == pytest.approx(5.8409 * 0.05, rel=1e-4)
    sure = side_of(values, Boundary("x", confidence=0.9))
    assert (sure.side, sure.clear, sure.settled) == (ABOVE, True, True)
    assert side_of(values, Boundary("x", level=0.4, confidence=0.9)).side == BELOW
    last = side_of(values, Boundary("x", step=2, most=4))
    assert (last.side, last.clear, last.settled) == (ABOVE, False, True)


def test_a_corner_without_a_value_is_on_no_side_and_asks_for_no_more():
    side = side_of(np.full(3, math.nan), Boundary("x"))
    assert (side.side, side.clear, side.settled, side.replicates) == (0, False, True, 3)


def test_corners_lie_evenly_on_the_scale_of_a_lever():
    audit, count = axes([Lever(AUDIT, low=0.001, high=0.1, scale="log"), Lever("nodes.count", low=10, high=50)], 4)
    assert audit == pytest.approx([0.001, 10**-2.5, 0.01, 10**-1.5, 0.1])
    assert count == [10, 20, 30, 40, 50]
    assert len(first_points([Lever(SLASH, low=0.0, high=1.0)], 64, Boundary("x"))) == 5
    assert len(first_points([Lever(SLASH, low=0.0, high=1.0)], 2, Boundary("x"))) == 3


@pytest.mark.parametrize(
    ("levers", "size", "message"),
    [
        ([], 8, "in 1 or 2 levers, and 0 are given"),
        ([Lever(SLASH, low=0.0, high=1.0)], 6, "size = 6 is no power of two"),
        ([Lever(SLASH, (0.1, 0.2))], 8, "has levels, and design = boundary needs a range"),
        ([Lever("nodes.count", low=10, high=12)], 8, "fewer than 9 whole numbers from 10 to 12; lower size"),
    ],
)
def test_what_cannot_be_halved_is_refused(levers, size, message):
    with pytest.raises(ValueError, match=message):
        axes(levers, size)


@pytest.mark.parametrize("wrong", [{"level": math.inf}, {"coarse": 3}, {"step": 0}, {"step": 9, "most": 5}, {"confidence": 1.0}])
def test_a_wrong_boundary_is_refused(wrong):
    with pytest.raises(ValueError, match="boundary: "):
        Boundary("x", **wrong)


def market(nodes=60, epochs=40, **more):
    """Executors that imitate on expected utilities: the end is one-sided on either side of the threshold."""
    changes = {
        "nodes.count": nodes,
        "epochs": epochs,
        "adaptation.signal": "expected",
        "adaptation.intensity": 1e4,
        "adaptation.revision_rate": 0.3,
    }
    return door.change(networks.load("posp"), changes | more)


def sweep(size=8, seeds=(1, 2), base=None, levers=None, boundary=None, **more):
    ranges = (Lever(AUDIT, low=0.001, high=0.1, scale="log"), Lever(SLASH, low=10.0, high=1000.0, scale="log"))
    followed = boundary or Boundary(f"end_share_{HONEST}", 0.25)
    return Sweep(
        base or market(), levers or ranges, design="boundary", size=size, seeds=seeds, outcomes=followed.outcomes, boundary=followed, **more
    )


def rows(folder):
    return Results(folder).frame(failed=True)


@pytest.mark.slow
def test_a_sweep_follows_the_threshold_and_a_resumed_one_is_equal(tmp_path):
    ended = run(sweep(), tmp_path / "whole", engine=Local(1))
    found = traced(Results(tmp_path / "whole"))
    assert len(found) > 4
    for _, row in found.iterrows():
        ends = [{**row, row["along"]: row[side]} for side in ("low", "high")]
        margins = [end[AUDIT] / audit_threshold(0.8, 1.0, end[SLASH], colluding=0.1) for end in ends]
        assert margins[0] < 1.0 < margins[1]
    assert ended.runs == len(rows(tmp_path / "whole"))
    for fraction in (0.2, 0.6, 0.9):
        folder = tmp_path / f"killed{fraction}"
        stopped = 0

        def kill(progress, last=fraction * ended.runs):
            nonlocal stopped
            stopped = progress.done
            if progress.done >= last:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run(sweep(), folder, engine=Local(1), progress=kill)
        assert stopped > 0
        assert stopped < ended.runs or fraction > 0.5, "chunks may be large, so the last may end the sweep"
        again = run(sweep(), folder, engine=Local(1), resume=True)
        assert again.here < ended.runs
        assert rows(folder).equals(rows(tmp_path / "whole"))


def test_a_noisy_margin_gets_more_replicates_near_the_boundary_only(tmp_path):
    followed = Boundary(f"utility_{HONEST}", less=f"utility_{CHEAT}", step=4, most=12, confidence=0.95)
    base = door.change(networks.load("posp"), {"nodes.count": 80, "epochs": 20, "adaptation.kind": "fixed"})
    lever = (Lever(AUDIT, low=0.001, high=0.1, scale="log"),)
    run(sweep(16, (1, 2, 3), base, lever, followed), tmp_path / "noisy", engine=Local(1))
    counts = rows(tmp_path / "noisy").groupby(AUDIT).size()
    assert counts.iloc[0] == 3
    assert counts.max() > 3
    assert set(counts) <= {3, 7, 11, 12}
    found = traced(Results(tmp_path / "noisy"))
    assert list(found["along"].unique()) == [AUDIT]


def test_a_boundary_needs_its_design_and_goes_without_until():
    with pytest.raises(ValueError, match="design = boundary and what it follows go together"):
        Sweep(market(), (Lever(AUDIT, (0.1, 0.2)),), boundary=Boundary("welfare"))
    with pytest.raises(ValueError, match="design = boundary and what it follows go together"):
        sweep(until=Until("welfare", 1.0))
    with pytest.raises(ValueError, match="outcome 'welfrae' is not known"):
        sweep(boundary=Boundary("welfare", less="welfrae"))


def test_failed_corners_do_not_stop_it(monkeypatch):
    """Runs without a value are on no side; the cells around them are split by their other corners, and nothing is run again."""
    followed = sweep(8)
    batch = every_point(Points.of(first_points(followed.factors, 8, followed.boundary)), followed.seeds, "shared")
    share = np.where(batch.point % 5 < 2, 0.0, 0.5)  # a boundary between the second and the third of five columns
    share[(batch.point == 6) | ((batch.point == 13) & (batch.replicate == 1))] = math.nan
    columns = {"run": np.arange(len(batch)), "point": batch.point, f"end_share_{HONEST}": share}
    monkeypatch.setattr(module.parts, "columns", lambda folder, names: columns)
    following = module.next_round(followed, Path("nowhere"), batch)
    asked = following.point[following.point < 25].tolist()
    assert asked == [13] * 5, "one value has no interval, so the point that has but one gets five more"
    slashes = {following.points.at(point)[SLASH] for point in following.point[following.point >= 25]}
    assert slashes == set(axes(followed.factors, 8)[1][2:4]), "the third column beside the missing points only"


@pytest.mark.slow
def test_the_threshold_of_proof_of_sampling_is_that_of_the_full_grid_with_a_tenth_of_its_runs(tmp_path):
    """C / ((1 - r)(R + S)) over audit probability x slash, 64 cells an axis: every edge that the full grid finds."""
    size, seeds = 64, (1, 2)
    adaptive = sweep(size, seeds)
    few = run(adaptive, tmp_path / "few")
    grid = axes(adaptive.factors, size)
    levers = tuple(Lever(lever.path, tuple(values)) for lever, values in zip(adaptive.factors, grid, strict=True))
    all_ = run(Sweep(market(), levers, seeds=seeds, outcomes=(f"end_share_{HONEST}",)), tmp_path / "all")
    share = Results(tmp_path / "all").frame().groupby("point")[f"end_share_{HONEST}"].mean().to_numpy().reshape(size + 1, size + 1)
    expected = list(crossings(np.where(share > 0.25, ABOVE, BELOW)))
    found = traced(Results(tmp_path / "few"))
    assert len(found) == len(expected)
    index = [{value: k for k, value in enumerate(values)} for values in grid]
    lows = sorted((row["along"] == SLASH, index[int(row["along"] == SLASH)][row["low"]]) for _, row in found.iterrows())
    assert lows == sorted((one[0] == other[0], one[int(one[0] == other[0])]) for one, other in expected)
    ratios = found[AUDIT] / [audit_threshold(0.8, 1.0, slash, colluding=0.1) for slash in found[SLASH]]
    print(f"runs {few.runs} of {all_.runs} = {few.runs / all_.runs:.3f}; measured / closed form {ratios.min():.3f} to {ratios.max():.3f}")
    assert few.runs <= 0.1 * all_.runs
    assert ((ratios > 0.93) & (ratios < 1.07)).all()
