"""What is written for other programs reads back as it was, with its units beside it."""

import json
import re
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest

from experiments.sweep.exports import dataset, export
from experiments.sweep.results import Results
from tests.experiments.sweep.swept import DATA, spoil, swept


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    there = swept(tmp_path_factory.mktemp("exports") / "sweep")
    spoil(there, 5, "ValueError: a, b & c", keep=False)
    return Results(there)


def test_csv_reads_back_with_missing_cells_empty(results, tmp_path):
    path, dictionary = export(results, "csv", out=tmp_path / "deep" / "rows.csv")
    pd.testing.assert_frame_equal(pd.read_csv(path), results.frame(failed=True), check_dtype=False)
    assert '5,1,2,2,12,0.01,,,"epochs","failed","ValueError: a, b & c"' in path.read_text()
    assert list(pd.read_csv(dictionary)["column"]) == results.columns
    assert sorted(found.name for found in path.parent.iterdir()) == ["rows.csv", "rows.dictionary.csv"]


def test_parquet_has_its_provenance_and_its_units_inside(results, tmp_path):
    path, _ = export(results, "parquet", "run < 7", tmp_path / "rows.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(path), results.frame("run < 7", failed=True))
    schema = pyarrow.parquet.read_schema(path)
    assert json.loads(schema.metadata[b"cfield"])["sweep"]["network"] == "none"
    assert schema.field("welfare").metadata[b"unit"] == b"USD/epoch"


def test_a_grid_has_its_levers_as_dimensions(results, tmp_path):
    xarray = pytest.importorskip("xarray")
    path, _ = export(results, "xarray", out=tmp_path / "grid.nc")
    with xarray.open_dataset(path) as found:
        assert dict(found.sizes) == {"hours_per_epoch": 2, "compute_cost": 3, "replicate": 3}
        frame = results.frame().set_index(["hours_per_epoch", "nodes.compute_cost", "replicate"])
        assert float(found.welfare.sel(hours_per_epoch=24, compute_cost=0.1, replicate=1)) == frame.loc[(24, 0.1, 1), "welfare"]
        assert np.isnan(found.welfare.sel(hours_per_epoch=12, compute_cost=0.01, replicate=2))
        assert (found.welfare.units, found.compute_cost.path) == ("USD/epoch", "nodes.compute_cost")


def test_other_designs_have_points_and_long_seeds_are_kept(tmp_path):
    xarray = pytest.importorskip("xarray")
    data = {
        **DATA,
        "design": "one_at_a_time",
        "levers": {"stop_when": ["never", "extinct"], "hours_per_epoch": [12]},
        "luck": "own",
        "seeds": [2**60, 3],
    }
    results = Results(swept(tmp_path / "sweep", data))
    path, _ = export(results, "xarray")
    with xarray.open_dataset(path) as found:
        assert dict(found.sizes) == {"point": len(results.summary()), "replicate": 2}
        assert list(found.stop_when.values) == list(results.summary()["stop_when"])
        assert [int(seed) for seed in found.seed.values.ravel()] == list(results.frame()["seed"])


def test_latex_is_a_table_with_escaped_heads_and_units(results, tmp_path):
    text = export(results, "latex", out=tmp_path / "table.tex")[0].read_text()
    head, *rows = re.findall(r"^(.*) \\\\$", text, re.MULTILINE)
    assert head == "hours per epoch (h) & compute cost (USD) & runs & integrity & welfare (USD/epoch)"
    assert len(rows) == 6
    assert all(row.count(" & ") == 4 for row in rows)
    assert r"\toprule" in text
    assert "_" not in "".join(rows)


def test_without_xarray_the_remedy_is_one_line(results, monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(ValueError, match=r"install it with the extra: constraint-field\[results\]"):
        dataset(results)


@pytest.mark.parametrize(
    ("form", "out", "says"),
    [("xlsx", "a", "give one of csv"), ("csv", ".", "is a folder"), ("csv", "taken/a.csv", "another file with --out FILE")],
)
def test_what_cannot_be_written_is_refused(results, tmp_path, form, out, says):
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(ValueError, match=says):
        export(results, form, out=tmp_path / out)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_condition_that_cannot_be_read_leaves_nothing(results, tmp_path):
    with pytest.raises(ValueError, match="where"):
        export(results, "csv", "welfre < 1", tmp_path / "rows.csv")
    assert list(tmp_path.iterdir()) == []
