"""Arrow arrays built without pandas are those that pyarrow builds."""

import subprocess
import sys

import numpy as np
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.sweep import arrays


@given(st.lists(st.none() | st.text()))
def test_texts(values):
    values = [value if value is None else value.encode("utf-8", "ignore").decode() for value in values]
    built = arrays.texts(values)
    built.validate(full=True)
    assert built.equals(pyarrow.array(values, pyarrow.string()))


@given(st.lists(st.none() | st.integers(0, 2**63 - 1)))
def test_whole_numbers(values):
    assert arrays.numbers(values, pyarrow.int64()).equals(pyarrow.array(values, pyarrow.int64()))


@given(st.lists(st.none() | st.floats(allow_nan=False)))
def test_numbers(values):
    assert arrays.numbers(values, pyarrow.float64()).equals(pyarrow.array(values, pyarrow.float64()))


def test_nan_is_a_value_and_none_is_missing():
    built = arrays.numbers([1.0, None, float("nan")], pyarrow.float64())
    assert built.null_count == 1
    assert np.isnan(built[2].as_py())


@pytest.mark.parametrize("dtype", ["uint8", "int32", "int64", "float64"])
def test_numpy_arrays_keep_their_types(dtype):
    values = np.arange(12).astype(dtype)[::3]
    built = arrays.table({"a": values, "b": ["x"] * 4})
    built.validate(full=True)
    assert built.equals(pyarrow.table({"a": values, "b": ["x"] * 4}))


def test_a_worker_loads_neither_pandas_nor_mesa():
    code = (
        "import experiments.sweep.work, sys; print([name for name in ('pandas', 'mesa', 'networkx', 'matplotlib') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
