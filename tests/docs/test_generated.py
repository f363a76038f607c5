"""Documents say what the program says: generated parts are fresh, and names in prose exist."""

import importlib.util
import re
from pathlib import Path

import pytest

from model import columns, luck_twin, measures, strategies
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
    names = {c.name for c in COLUMNS} | {phase.name for phase in PHASES} | set(measures.KNOWN)
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
    for formula in [*re.findall(r"```math\n(.*?)```", text, re.DOTALL), *re.findall(r"\$([^$\n]+)\$", plain)]:
        assert formula.count("{") == formula.count("}"), formula
        assert "operatorname" not in formula, "GitHub refuses this macro"


@pytest.mark.parametrize("name", ["odd.md", "assumptions.md", "nomenclature.md"])
def test_tables_are_narrow_enough_to_read(name):
    lines = (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines()
    heads = [line for line in lines if re.match(r"\| ?---", line)]
    assert heads
    assert max(line.count("|") for line in heads) <= 7


CONCEPTS = (
    "Theoretical and empirical background", "Individual decision-making", "Basic principles", "Emergence", "Adaptation", "Objectives",
    "Learning", "Prediction", "Sensing", "Interaction", "Collectives", "Heterogeneity", "Stochasticity", "Observation",
    "Implementation details",
)  # fmt: skip


def test_every_design_concept_of_odd_and_odd_d_has_its_heading():
    part = ODD[ODD.index("## 4. ") : ODD.index("## 5. ")]
    assert sorted(re.findall(r"^### (.+)$", part, re.MULTILINE)) == sorted(CONCEPTS)


def test_the_mixing_function_is_the_one_of_the_program():
    written = [int(digits, 16) for digits in re.findall(r"\\text\{([0-9A-F]{16})\}_\{16\}", ODD)]
    assert written == [luck_twin.GOLDEN, luck_twin.MIX_1, luck_twin.MIX_2]


def test_every_assumption_says_why_and_where_and_what_if_wrong():
    text = (ROOT / "docs" / "assumptions.md").read_text(encoding="utf-8")
    entries = re.findall(r"^\*\*S(\d+)\. (.+?)(?=^\*\*S|^#)", text, re.MULTILINE | re.DOTALL)
    assert [int(number) for number, _ in entries] == list(range(1, len(entries) + 1))
    for number, entry in entries:
        assert "*Why:*" in entry, number
        assert "*If wrong:*" in entry, number
        places = re.findall(r"`(model/[\w/]+(?:\.py)?)`", entry)
        assert places, number
        assert all((ROOT / place).exists() for place in places), places
