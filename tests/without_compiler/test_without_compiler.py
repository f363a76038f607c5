"""With the compiler off the model is plain Python, and gives the numbers of the compiled engine.

Whichever way this process runs, the other way runs in another process.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from model.jit import JIT_IS_OFF
from tests.without_compiler.worlds import WORLDS, columns_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def other_way():
    """The columns of every world, from a process with the compiler switched the other way."""
    settings = {key: value for key, value in os.environ.items() if key != "NUMBA_DISABLE_JIT"} | (
        {} if JIT_IS_OFF else {"NUMBA_DISABLE_JIT": "1"}
    )
    words = [sys.executable, "-W", "error", "-m", "tests.without_compiler.worlds"]
    ended = subprocess.run(words, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["compiled"] == JIT_IS_OFF
    return found["worlds"]


@pytest.mark.parametrize("name", WORLDS)
def test_numbers_are_those_of_the_compiled_engine(name, other_way):
    here, there = columns_of(name), other_way[name]
    assert here.keys() == there.keys()
    for column, values in here.items():
        mine, others = np.array(values), np.array(there[column])
        if mine.dtype.kind in "iub":
            np.testing.assert_array_equal(mine, others, err_msg=column)
        else:
            np.testing.assert_allclose(mine, others, rtol=1e-12, atol=1e-12, err_msg=column)


def test_worlds_are_busy():
    """Each world has jobs, revisions, and every kind of check that can catch something does."""
    for name in WORLDS:
        columns = columns_of(name)
        assert sum(columns["total of jobs"]) > 10, name
        assert sum(columns["total of switches"]) > 0, name
        if name not in ("absent", "attestation"):
            assert sum(columns["total of slashes"]) > 0, name
