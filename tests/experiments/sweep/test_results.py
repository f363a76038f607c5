"""Results read part by part: each run once, done before failed, conditions held where the rows lie."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from experiments import open_results
from experiments.sweep import parts
from experiments.sweep.readable import readable, told
from experiments.sweep.results import Results
from tests.experiments.sweep.swept import spoil, swept

HOURS = "hours_per_epoch"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return swept(tmp_path_factory.mktemp("results") / "sweep")


def test_rows_are_runs_by_number(folder):
    frame = open_results(folder).frame()
    assert list(frame["run"]) == list(range(18))
    assert list(frame[HOURS]) == [12.0] * 9 + [24.0] * 9
    assert list(frame["replicate"]) == [0, 1, 2] * 6


def test_rows_are_by_number_however_they_came_to_lie(folder, tmp_path):
    numbers = [*range(1, 18, 2), *range(0, 18, 2)]
    mixed = Results(swept(tmp_path / "sweep", runs=numbers))
    pd.testing.assert_frame_equal(mixed.frame(), Results(folder).frame())


def test_a_run_that_failed_in_one_part_and_was_done_in_another_is_done(folder, tmp_path):
    there = swept(tmp_path / "sweep")
    spoil(there, 7)
    results = Results(there)
    assert (len(results), results.failed) == (18, 0)
    pd.testing.assert_frame_equal(results.frame(failed=True), Results(folder).frame())


def test_a_run_that_failed_is_counted_with_its_error_and_left_out_of_means(tmp_path):
    there = swept(tmp_path / "sweep")
    for run in (3, 4):
        spoil(there, run, "ValueError: often", keep=False)
    spoil(there, 5, "ValueError: once", keep=False)
    results = Results(there)
    assert (len(results), results.failed, results.commonest_error()) == (18, 3, ("ValueError: often", 2))
    assert list(results.failures["run"]) == [3, 4, 5]
    assert len(results.frame()) == 15
    assert 1 not in set(results.summary()["point"])
    assert "2 of them: ValueError: often" in results._repr_html_()


@pytest.mark.parametrize(
    ("where", "runs"),
    [
        ("run < 3", [0, 1, 2]), ("hours_per_epoch == 24 and replicate == 0", [9, 12, 15]), ("`hours_per_epoch` > 12 and run <= 9", [9]),
        ("nodes.compute_cost >= .1 and not hours_per_epoch == 24", [6, 7, 8]), ("compute_cost in [.01] and seed != 1 and run < 9", [3, 5]),
        ("2 < run < 4 or run + 1 == 18", [3, 17]), ("status == 'failed'", []), ("run - 2 * 3 == 0", [6]),
        ("stopped == 'epochs' and run == -1 * -4", [4]),
    ],
)  # fmt: skip
def test_a_condition_chooses_runs(folder, where, runs):
    assert list(Results(folder).frame(where)["run"]) == runs


def test_a_comparison_with_what_is_missing_does_not_hold(tmp_path):
    there = swept(tmp_path / "sweep")
    spoil(there, 5, keep=False)
    results = Results(there)
    assert 5 not in set(results.frame("welfare < 1e9", failed=True)["run"])
    assert 5 in set(results.frame("welfare != 1e9", failed=True)["run"])


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("integrty < 1", "did you mean integrity?"), ("zzz < 1", "columns are"), ("integrity = 1", "equal is =="),
        ("integrity <", "cannot be read"),
        ("integrity", "is a number and no condition"), ("integrity < 'a'", "quote texts"), ("__import__('os')", "is not understood"),
        ("integrity.mean() < 1", "is not understood"), ("run in 3", "is no list of values"), ("status is 'done'", "is not understood"),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_be_read_is_refused_with_the_remedy(folder, where, says):
    with pytest.raises(ValueError, match="where") as error:
        Results(folder).frame(where)
    assert says in str(error.value)


def test_a_summary_is_the_mean_with_students_interval(folder):
    results = Results(folder)
    values = results.frame("point == 2")["welfare"].to_numpy()
    row = results.summary().set_index("point").loc[2]
    half = 4.302652729911275 * values.std(ddof=1) / math.sqrt(3)  # Student's t with two degrees of freedom, from a table
    np.testing.assert_allclose(
        [row["welfare"], row["welfare_low"], row["welfare_high"]], [values.mean(), values.mean() - half, values.mean() + half]
    )
    assert row["replicates"] == 3


def test_every_column_has_a_meaning_and_numbers_have_units(folder):
    rows = Results(folder).dictionary().set_index("column")
    assert list(rows.index) == Results(folder).columns
    assert (rows["meaning"] != "").all()
    assert rows.loc["welfare", "unit"] == "USD/epoch"
    assert rows.loc[HOURS, "unit"] == "h"


def test_only_the_columns_that_are_wanted_are_read(folder):
    assert list(Results(folder).frame(columns=["seed", "welfare"]).columns) == ["seed", "welfare"]
    with pytest.raises(ValueError, match="is no column"):
        Results(folder).frame(columns=["welfre"])


def test_results_of_another_version_say_so(tmp_path):
    results = Results(swept(tmp_path / "sweep", runs=[0], version="0.0.0+old"))
    assert "0.0.0+old" in results.note
    assert results.note in results._repr_html_()


def test_a_folder_without_runs_is_empty_and_shows_itself(tmp_path):
    results = Results(swept(tmp_path / "sweep", runs=[]))
    assert (len(results), results.failed, len(results.frame()), len(results.summary())) == (0, 0, 0, 0)
    assert "0 runs" in repr(results)
    results._repr_html_()


def test_a_spoilt_part_is_named(tmp_path):
    there = swept(tmp_path / "sweep")
    part = parts.listed(there / "runs")[1]
    part.path.write_bytes(part.path.read_bytes()[:-10])
    with pytest.raises(ValueError, match=part.path.name):
        Results(there).frame()


def test_what_is_no_sweep_is_refused(tmp_path):
    (tmp_path / "sweep.json").write_text(json.dumps([])[:-1])
    with pytest.raises(ValueError, match="cannot be read"):
        Results(tmp_path)
    with pytest.raises(ValueError, match="holds no sweep"):
        open_results(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((0.98512, 0.98012, 0.99012), "0.9851 [0.9801, 0.9901]"), ((12.3, 1.3, 23.3), "12 [1, 23]"), ((1.0, 1.0, 1.0), "1 [1, 1]"),
        ((math.nan,) * 3, "-"), ((2.0, math.nan, math.nan), "2"), ((3e7, 2e7, 4e7), "3e+07 [2e+07, 4e+07]"),
        ((0.1, -0.1, 0.3), "0.10 [-0.10, 0.30]"),
    ],
)  # fmt: skip
def test_a_mean_is_told_to_two_digits_of_its_interval(values, text):
    assert told(*values) == text


def test_a_readable_table_says_what_is_not_in_it(folder):
    results = Results(folder)
    short = readable(results.summary(), results.factors, results.outcomes, points=4, outcomes=1)
    assert short.table.shape == (4, 5)
    assert short.more == "Not shown: 2 more points, 1 more outcomes (welfare)."
    assert readable(results.summary(), results.factors, results.outcomes).more == ""
