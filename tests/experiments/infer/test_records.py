"""Public records: what is public, files read back, refusals, and the four statistics of a column."""

import numpy as np
import pytest

from experiments.infer import records as public
from experiments.infer.records import PublicRecords
from experiments.infer.summaries import names, summarise
from model import door, networks
from model.run import simulate


@pytest.fixture(scope="module")
def totals():
    return simulate(door.change(networks.load("posp"), {"nodes.count": 40, "audit_probability": 0.3}), 3, epochs=12).records.columns()


def test_records_of_a_run_are_read_back_from_the_file(totals, tmp_path):
    written = public.of_totals(totals)
    public.write(tmp_path / "records.csv", written)
    read = public.read(tmp_path / "records.csv")
    assert list(read.columns) == list(public.PUBLIC)
    assert read.epochs.tolist() == list(range(12))
    for name, column in written.columns.items():
        np.testing.assert_array_equal(read.columns[name], column)


def test_verdicts_do_not_say_which_outputs_were_wrong_and_add_up_to_the_jobs(totals):
    seen = public.of_totals(totals).columns
    fates = ("accepted_unaudited", "accepted_verified", "rejected_invalid", "rejected_unavailable")
    np.testing.assert_array_equal(sum(seen[name] for name in fates), seen["jobs"])
    assert seen["rejected_invalid"].sum() == totals["wrong_invalid"].sum() > 0
    assert {"wrong_invalid", "false_slashes", "harm_done", "utility_sum"} <= public.HIDDEN


def test_a_mean_stake_without_nodes_is_missing():
    seen = public.PUBLIC["mean_stake"].of({"present_nodes": np.array([2.0, 0.0]), "staked": np.array([5.0, 0.0])})
    assert seen[0] == 2.5
    assert np.isnan(seen[1])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("epoch,slahes\n0,1\n", "did you mean slashes"),
        ("epoch,wrong_unaudited\n0,1\n", "is not public"),
        ("slashes\n1\n", "lacks the column epoch"),
        ("epoch,slashes\n", "has no rows"),
        ("epoch,slashes,slashes\n0,1,1\n", "twice"),
        ("epoch,slashes\n0,1\n0,2\n", "whole numbers from 0 that rise"),
        ("epoch,slashes\n0.5,1\n", "whole numbers from 0 that rise"),
        ("epoch,slashes\n0,many\n", "line 2: slashes = 'many' is not a number"),
        ("epoch,slashes\n0,1,2\n", "line 2: 3 cells under 2 names"),
        ("epoch,slashes,jobs\n0,1,\n1,2,\n", "column jobs is blank throughout"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path, text, message):
    path = tmp_path / "records.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=message) as refused:
        public.read(path)
    assert "\n" not in str(refused.value)


def test_a_blank_cell_is_missing_and_no_zero(tmp_path):
    path = tmp_path / "records.csv"
    path.write_text("epoch,slashes\n0,4\n1,\n5,6\n")
    read = public.read(path)
    assert np.isnan(read.columns["slashes"][1])
    assert summarise(read.epochs, read.columns)[0] == 5.0


def test_statistics_of_a_column_by_hand():
    """Of 0, 3, 0, 3 the line is 0 + .6 (t - 1.5) + 1.5, what is left -.6, 1.8, -1.8, .6; its squares add up to 7.2, neighbours to -5.4."""
    mean, slope, spread, after = summarise(np.arange(4), {"slashes": np.array([0.0, 3.0, 0.0, 3.0])})
    assert (mean, slope) == pytest.approx((1.5, 0.6))
    assert spread == pytest.approx(np.sqrt(7.2 / 4))
    assert after == pytest.approx(-5.4 / 7.2)


def test_neighbours_are_epochs_that_follow_each_other():
    """Without epoch 2 of five the pairs are (0, 1) and (3, 4) alone."""
    epochs, values = np.array([0, 1, 3, 4]), np.array([1.0, -1.0, -1.0, 1.0])
    line = np.polyval(np.polyfit(epochs, values, 1), epochs)
    rest = values - line
    after = summarise(epochs, {"slashes": values})[3]
    assert after == pytest.approx((rest[0] * rest[1] + rest[2] * rest[3]) / np.sum(rest**2))


def test_a_column_on_its_line_has_neither_spread_nor_autocorrelation():
    found = summarise(np.arange(5), {"jobs": np.full(5, 0.1), "slashes": 0.3 * np.arange(5), "empty": np.full(5, np.nan)})
    table = dict(zip(names(["jobs", "slashes", "empty"]), found, strict=True))
    assert table["spread of jobs"] == table["autocorrelation of jobs"] == table["spread of slashes"] == 0.0
    assert table["slope of slashes"] == pytest.approx(0.3)
    assert np.isnan(table["mean of empty"])


def test_only_columns_that_are_there_can_be_asked_for():
    with pytest.raises(ValueError, match="'slashes' is not in the records"):
        PublicRecords(np.arange(2), {"jobs": np.zeros(2)}).only(["slashes"])
