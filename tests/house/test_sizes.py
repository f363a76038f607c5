"""Files and functions stay small enough to be read at one sitting; what is longer says why."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("model", "experiments", "analysis", "viz", "cli", "benchmarks")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

LONG_FUNCTIONS = {
    "model/field/verification/panel/kernel.py:verify_panel": "one kernel: a call for each seat would double the time of a panel",
    "model/field/verification/panel/voting.py:member_vote": "one kernel, called for each seat",
    "model/field/verification/panel/seating.py:seat_panel": "one kernel: the ways of drawing share their scratch",
    "model/economy/arrival.py:muster": "one loop over nodes, fused for speed",
    "model/economy/arrival.py:assign_drawn": "one kernel: draw, find and book a job",
    "model/economy/settlement.py:settle_jobs": "one kernel: jobs are settled in order, so losses come in order",
    "model/economy/books.py:close_books": "one loop over nodes, fused for speed",
    "model/field/partition/segmented.py:compute": "one loop over jobs, fused for speed",
    "model/luck.py:poisson": "a published algorithm, kept in the shape of its source",
    "model/luck.py:normal_quantile": "a published algorithm, kept in the shape of its source",
    "model/packing.py:_pack": "a list of what kernels are handed",
    "model/state.py:_people": "a list of what a node brings",
}
"""Functions with more than 45 lines of body, and why they are not cut."""


def functions():
    """File, name and lines of body (without docstring, decorators and signature) of every function."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                yield f"{path.relative_to(ROOT).as_posix()}:{node.name}", lines


def test_files_have_fewer_than_300_lines():
    long = {path.relative_to(ROOT).as_posix() for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) >= 300}
    assert long == set(), "cut the file"


def test_functions_have_at_most_45_lines():
    long = {name: lines for name, lines in functions() if lines > 45 and name not in LONG_FUNCTIONS}
    assert long == {}, "cut the function, or say in LONG_FUNCTIONS why not"


def test_half_of_the_functions_have_at_most_8_lines_and_all_but_a_few_at_most_30():
    lengths = sorted(lines for _, lines in functions())
    assert statistics.median(lengths) <= 8
    assert lengths[int(0.95 * len(lengths))] <= 30


def test_the_exceptions_are_still_there():
    names = {name for name, _ in functions()}
    assert set(LONG_FUNCTIONS) <= names
