"""Notebooks say what a run from their sources says: luck is deterministic, so their texts are equal."""

import importlib.util
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
COMMAND = "uv run python docs/generate.py notebooks"
named = pytest.mark.parametrize("path", NOTEBOOKS, ids=[p.stem for p in NOTEBOOKS])


@pytest.fixture(scope="module")
def generate():
    """The script that writes the documents, as a module; docs/ is no package."""
    spec = importlib.util.spec_from_file_location("generate_documents", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts(book):
    """What each cell prints, and how many pictures it draws."""
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            yield output.get("text", "") or sorted(output.data)


def test_there_are_four():
    assert [p.stem for p in NOTEBOOKS] == ["01_first_run", "02_own_strategy", "03_own_field", "04_living_economy"]


@named
def test_stored_notebooks_hold_nothing_of_the_machine(path):
    text = path.read_text(encoding="utf-8")
    book = nbformat.reads(text, as_version=4)
    nbformat.validate(book)
    assert book.metadata == {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    assert all(cell.metadata == {} for cell in book.cells)
    assert [cell.execution_count for cell in book.cells if cell.cell_type == "code"] == list(
        range(1, 1 + sum(cell.cell_type == "code" for cell in book.cells))
    )
    assert not any(output.output_type == "error" for cell in book.cells for output in cell.get("outputs", ()))
    assert str(ROOT) not in text
    assert sys.prefix not in text


@pytest.mark.slow
@named
def test_a_run_prints_what_is_stored(path, generate):
    stored = list(texts(nbformat.read(path, as_version=4)))
    assert list(texts(generate.executed(path))) == stored, f"{path.name} is stale; run it anew: {COMMAND}"
