"""Documents say what the program says: generated parts are fresh, and names in prose exist."""

import importlib.util
import re
from pathlib import Path

import pytest

from model import columns, measures, strategies
from model.luck import DRAWS
from model.schema import schema_rows
from model.step import PHASES
from model.strategies.contract import FAMILIES, SEEN, SEEN_MARKS
from model.strategies.traits import DERIVED, TRAITS

ROOT = Path(__file__).parents[2]
ODD = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
NAMES = (ROOT / "docs" / "nomenclature.md").read_text(encoding="utf-8")
PATHS = {row["path"] for row in schema_rows()}
COLUMNS = (
    columns.NODE_COLUMNS + columns.MARK_COLUMNS + columns.JOB_COLUMNS + columns.JOB_MARK_COLUMNS + columns.TOTAL_COLUMNS
)  # fmt: skip


def generator():
    """The script that writes the documents, as a module; docs/ is no package."""
    spec = importlib.util.spec_from_file_location("generate_documents", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = generator()


def prose(text):
    """A document without its generated parts."""
    return re.sub(r"<!-- generated: (\w+) -->.*?<!-- end: \1 -->", "", text, flags=re.DOTALL)


def choices():
    """Values that a choice may take, among them every kind."""
    for row in schema_rows():
        yield row["kind"]
        yield str(row["default"])
        yield from row["range"].split(" | ")


def known_words():
    """Everything that prose may set in code type, but for paths of files."""
    parts = {step for path in PATHS for step in path.split(".")}
    prefixes = {".".join(path.split(".")[:n]) for path in PATHS for n in range(1, len(path.split(".")))}
    tails = {".".join(path.split(".")[n:]) for path in PATHS for n in range(len(path.split(".")))}
    names = {c.name for c in COLUMNS} | {phase.name for phase in PHASES} | set(measures.MEASURES) | set(measures.FINAL_MEASURES)
    people = set(strategies.SHIPPED) | set(TRAITS) | set(DERIVED) | set(SEEN) | set(SEEN_MARKS) | set(FAMILIES)
    rest = {"none", "posp", "opengradient_launch", "opengradient_announced", "simulate", "InferenceNetwork", "NAME"}
    return parts | prefixes | tails | names | people | set(DRAWS) | set(choices()) | rest


@pytest.mark.parametrize(("path", "text"), list(GENERATE.documents()), ids=lambda v: getattr(v, "name", ""))
def test_generated_parts_are_fresh(path, text):
    assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale; write it anew: {GENERATE.COMMAND}"


@pytest.mark.parametrize("name", ["odd.md", "assumptions.md"])
def test_every_mark_of_a_generated_part_is_one_that_is_written(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    begun, ended = re.findall(r"<!-- generated: (.+?) -->", text), re.findall(r"<!-- end: (.+?) -->", text)
    assert begun == ended
    assert set(begun) <= set(GENERATE.PARTS)


def test_every_name_in_code_type_exists():
    words = {word.strip() for word in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose(ODD))}
    words = {re.split(r"\s*=\s*", word)[0] for word in words}
    files = {word for word in words if "/" in word}
    assert {f for f in files if not (ROOT / f).exists()} == set()
    assert sorted(words - files - known_words()) == []


@pytest.mark.parametrize("phase", [phase.name for phase in PHASES])
def test_every_phase_has_a_submodel(phase):
    assert re.search(rf"^### 7\.\d `{phase}`", ODD, re.MULTILINE)


@pytest.mark.parametrize("kind", sorted({row["kind"] for row in schema_rows()} - {""} | {"segmented"}))
def test_every_kind_is_described(kind):
    assert f"`{kind}`" in prose(ODD)


@pytest.mark.parametrize("name", strategies.SHIPPED)
def test_every_strategy_has_a_line_among_the_names(name):
    assert f"| `{name}` |" in NAMES


def test_every_letter_belongs_to_a_name():
    assert set(GENERATE.SYMBOLS) <= {c.name for c in COLUMNS} | {path.rpartition(".")[2] for path in PATHS}


@pytest.mark.parametrize("name", ["odd.md", "assumptions.md", "nomenclature.md"])
def test_mathematics_is_closed_on_each_line(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert text.count("```") % 2 == 0
    plain = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    assert [line for line in plain.splitlines() if line.count("$") % 2] == []
    assert re.findall(r"\$[^$\n]*\\[,;:!{}][^$\n]*\$", plain) == [], "Markdown takes a backslash before punctuation for its own"


def test_tables_are_narrow_enough_to_read():
    for path in (ROOT / "docs").glob("*.md"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not re.match(r"\| ?---", line) or line.count("|") <= 8, path.name
