"""Replicates until narrow: why a point has no more, and that rounds follow from the rows alone."""

import math

import numpy as np
import pyarrow
import pytest
from scipy import stats

from experiments.sweep import parts, rounds
from experiments.sweep.batch import Points, every_point
from experiments.sweep.engine import Local
from experiments.sweep.lever import Lever
from experiments.sweep.plan import Sweep, Until
from experiments.sweep.replicates import GIVEN, MOST, NARROW, UNKNOWN, enough, grown, half_width, narrowing, replicates
from experiments.sweep.results import Results
from experiments.sweep.running import run
from model import door, networks

AUDIT = "field.verification.audit_probability"
OUTCOME = "utility_cheat"
UNTIL = Until(OUTCOME, 8.0, step=3, most=13)


def base():
    return door.change(networks.load("posp"), {"nodes.count": 40, "epochs": 10, "adaptation.kind": "fixed"})


def sweep(until=UNTIL, levels=(0.0, 0.02, 0.2, 0.9), seeds=(3, 5, 8), **more):
    return Sweep(base(), (Lever(AUDIT, levels),), seeds=seeds, until=until, outcomes=(OUTCOME,), **more)


def rows(folder):
    return Results(folder).frame(failed=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("until") / "whole"
    return folder, run(sweep(), folder, engine=Local(1))


# Enough


def test_an_interval_is_that_of_student():
    """Mean 2, standard deviation 1 of 3: half width 4.3027 / sqrt(3)."""
    found = enough(np.array([1.0, 2.0, 3.0]), Until("x", 5.0))
    assert (found.replicates, found.failed, found.mean, found.reason) == (3, 0, 2.0, NARROW)
    assert found.width == pytest.approx(2 * 4.302653 / math.sqrt(3), rel=1e-6)
    assert found.variation == 0.5
    assert enough(np.array([1.0, 2.0, 3.0]), Until("x", 4.9)).reason == ""


@pytest.mark.parametrize(
    ("values", "until", "reason"),
    [
        ([1.0, 3.0], Until("x", 100.0), NARROW),
        ([1.0], Until("x", 100.0), ""),
        ([1.0] * 3, Until("x", 1e-9), NARROW),
        ([1.0, 3.0, 5.0], Until("x", 0.1, step=1, most=3), MOST),
        ([math.nan] * 3, Until("x", 0.1), UNKNOWN),
        ([math.nan] * 3, Until("x", 0.1, step=1, most=3), UNKNOWN),
        ([math.nan, 2.0], Until("x", 0.1), ""),
        ([10.0, 10.1, 10.2], Until("x", 0.06, relative=True), NARROW),
        ([-10.0, -10.1, -10.2], Until("x", 0.06, relative=True), NARROW),
        ([10.0, 10.1, 10.2], Until("x", 0.04, relative=True), ""),
        ([-1.0, 1.0], Until("x", 0.5, relative=True), ""),
        ([math.inf, 1.0, 1.0], Until("x", 0.1), NARROW),
    ],
)
def test_why_a_point_has_enough(values, until, reason):
    assert enough(np.array(values), until).reason == reason


def test_seeds_count_on_from_the_largest_and_then_from_0():
    assert grown((3, 9), 4) == (3, 9, 10, 11)
    assert grown((3, 9), 1) == (3, 9)
    assert grown((0, 2**63 - 1), 4) == (0, 2**63 - 1, 1, 2)


def test_intervals_of_a_stopped_sample_still_cover():
    """Looking every five values until the width is right costs little: of 2000 normal samples at least 92 % cover, not far below 95 %."""
    luck = np.random.Generator(np.random.PCG64(1))
    until, covered, lengths = Until("x", 0.8, step=5, most=200), [], []
    for _ in range(2000):
        values = luck.normal(0, 1, 200)
        n = 10
        while not enough(values[:n], until).reason:
            n += 5
        covered.append(abs(values[:n].mean()) <= half_width(values[:n], 0.95))
        lengths.append(n)
    assert 0.92 <= np.mean(covered) <= 0.96
    assert np.mean(lengths) == pytest.approx((2 * 1.96 / 0.8) ** 2 + 2.5, abs=2), "Student's law, and steps of five"


# Real sweeps


def test_every_point_has_enough_or_as_many_as_are_allowed(whole):
    """Without audits a cheat earns exactly 1: three seeds are enough; the more audits, the wider."""
    folder, ended = whole
    table = replicates(Results(folder))
    assert table["reason"].tolist()[0] == NARROW
    assert table["replicates"].tolist()[0] == 3
    assert (table["replicates"] > 3).any()
    for _, row in table.iterrows():
        values = rows(folder).query(f"point == {row.point}")[OUTCOME].to_numpy()
        assert row["replicates"] == len(values)
        assert row["reason"] == (NARROW if 2 * half_width(values, 0.95) <= 8.0 else MOST)
        assert row["replicates"] in (3, 6, 9, 12, 13)
        assert (row["reason"] == MOST) <= (row["replicates"] == 13)
        if row["replicates"] > 3:
            before = values[: 12 if row["replicates"] == 13 else row["replicates"] - 3]
            assert 2 * half_width(before, 0.95) > 8.0
    assert ended.runs == table["replicates"].sum()


def test_seeds_are_the_explicit_ones_and_others_after_them(whole):
    for _, group in rows(whole[0]).groupby("point"):
        assert group.sort_values("replicate")["seed"].tolist() == [3, 5, 8, *range(9, 19)][: len(group)]


def test_the_curve_ends_where_the_report_is(whole):
    results = Results(whole[0])
    curve, table = narrowing(results), replicates(results)
    ends = curve.groupby("point").last()
    assert ends["replicates"].tolist() == table["replicates"].tolist()
    np.testing.assert_array_equal(ends["width"], table["width"])
    np.testing.assert_array_equal(ends["variation"], table["variation"])
    assert curve.groupby("point")["replicates"].first().tolist() == [2] * 4


def test_other_outcomes_and_sweeps_without_until_are_reported_too(whole, tmp_path):
    run(sweep(None), tmp_path / "given", engine=Local(1))
    results = Results(tmp_path / "given")
    assert replicates(results, OUTCOME)["reason"].tolist() == [GIVEN] * 4
    with pytest.raises(ValueError, match="the sweep has no until, so name an outcome; there are utility_cheat"):
        replicates(results)
    with pytest.raises(ValueError, match="outcome 'welfare' was not kept"):
        replicates(results, "welfare")


@pytest.mark.parametrize("fraction", [0.1, pytest.param(0.5, marks=pytest.mark.slow), pytest.param(0.8, marks=pytest.mark.slow)])
def test_a_killed_and_resumed_sweep_equals_the_undisturbed_one(whole, tmp_path, fraction):
    folder, ended = whole

    def kill(progress):
        if progress.done >= fraction * ended.runs:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(sweep(), tmp_path / "killed", engine=Local(1), progress=kill)
    again = run(sweep(), tmp_path / "killed", engine=Local(1), resume=True)
    assert 0 < again.here < ended.runs or fraction > 0.5
    assert rows(tmp_path / "killed").equals(rows(folder))


def test_own_luck_has_rounds_too_and_other_seeds_at_each_point(tmp_path):
    run(sweep(luck="own", levels=(0.2, 0.9)), tmp_path / "own", engine=Local(1))
    found = rows(tmp_path / "own")
    assert found["seed"].is_unique


@pytest.mark.slow
def test_a_lost_part_is_run_again_and_the_rounds_are_the_same(whole, tmp_path):
    folder = tmp_path / "holed"
    run(sweep(), folder, engine=Local(1))
    parts.listed(folder / parts.RUNS)[0].path.unlink()
    assert run(sweep(), folder, engine=Local(1), resume=True).here > 0
    assert rows(folder).equals(rows(whole[0]))


# Failed runs


def failing(folder, which):
    """Runs of a folder become failures, as if they had failed."""
    for part in parts.listed(folder / parts.RUNS):
        table = parts.read(part).to_pandas()
        fails = table["run"].isin(which)
        if fails.any():
            table.loc[fails, ["status", "error"]] = [parts.FAILED, "ValueError: made to fail"]
            table.loc[fails, [OUTCOME]] = math.nan
            table.loc[fails, ["stopped"]] = None
            schema = parts.read(part).schema
            part.path.unlink()
            parts.write(folder / parts.RUNS, part.first, part.last, pyarrow.Table.from_pandas(table, schema, preserve_index=False))


@pytest.mark.slow
def test_failed_runs_do_not_stop_it_and_a_retry_gives_the_undisturbed_sweep(whole, tmp_path):
    """Two of the first three runs of the widest point fail; its rounds go on from what is left, and a retry takes other rounds."""
    folder = tmp_path / "failed"
    run(sweep(until=None), folder / "first", engine=Local(1))
    run(sweep(), folder / "mended", engine=Local(1))
    wide = int(replicates(Results(whole[0]))["width"].argmax())
    of_it = rows(whole[0]).query(f"point == {wide}")["run"].tolist()
    failing(folder / "mended", of_it[:2])
    table = replicates(Results(folder / "mended"))
    assert table["failed"].tolist()[wide] == 2
    ended = run(sweep(), folder / "mended", engine=Local(1), resume=True)
    assert ended.failed == 2
    assert replicates(Results(folder / "mended"))["reason"].ne("").all()
    run(sweep(), folder / "mended", engine=Local(1), retry_failed=True)
    assert rows(folder / "mended").equals(rows(whole[0]))


def test_a_point_where_all_runs_fail_has_no_value_and_ends(whole, tmp_path):
    folder = tmp_path / "failed"
    run(sweep(), folder, engine=Local(1))
    failing(folder, rows(folder).query("point == 1")["run"].tolist())
    run(sweep(), folder, engine=Local(1), resume=True)
    report = replicates(Results(folder))
    assert report["reason"].tolist()[1] == UNKNOWN
    assert report["replicates"].tolist()[1] == 3, "what follows from the first round is all that is left"


@pytest.mark.slow
def test_runs_of_another_course_are_taken_away(whole, tmp_path):
    folder = tmp_path / "other"
    run(sweep(), folder, engine=Local(1))
    one = sweep()
    batch = every_point(Points.of([{AUDIT: level} for level in one.levers[0].values]), one.seeds, "shared")
    before = len(rows(folder))
    following = rounds.next_round(one, folder, batch)
    assert len(rows(folder)) == before
    assert set(following.replicate) == {3, 4, 5}
    rounds._forget(folder, batch.stop, None)
    assert rows(folder)["run"].max() == batch.stop - 1


# Luck


@pytest.mark.slow
def test_shared_luck_makes_differences_sharp(tmp_path):
    """Integrity of Proof of Sampling at a slash of 80 and 100, 50 seeds: the variance of the difference, with its F interval."""
    network = door.change(networks.load("posp"), {"nodes.count": 200, "epochs": 100})
    variances, means = {}, {}
    for luck in ("shared", "own"):
        lever = Lever("field.settlement.slash", (80.0, 100.0))
        run(Sweep(network, (lever,), seeds=tuple(range(50)), luck=luck, outcomes=("integrity",)), tmp_path / luck, engine=Local())
        table = Results(tmp_path / luck).frame().pivot(index="replicate", columns="point", values="integrity")
        difference = table[1] - table[0]
        variances[luck], means[luck] = float(difference.var()), float(difference.mean())
    ratio = variances["own"] / variances["shared"]
    low, high = ratio / stats.f.ppf([0.975, 0.025], 49, 49)
    print(f"own over shared {ratio:.1f} [{low:.1f}, {high:.1f}]; difference {means}")
    assert low > 3
    assert abs(means["own"] - means["shared"]) < 4 * math.sqrt((variances["own"] + variances["shared"]) / 50)
