"""The manner of the code: no hidden luck, docstrings everywhere, no drawer without a name."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("model", "experiments", "analysis", "viz", "cli", "benchmarks")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MODEL = [path for path in FILES if path.is_relative_to(ROOT / "model")]


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=[p.relative_to(ROOT).as_posix() for p in paths])


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def public(node):
    """Public functions and classes of a module, and the public methods of its classes."""
    for child in node.body:
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public(child)


@named(FILES)
def test_luck_comes_from_no_hidden_generator(path):
    """``np.random.Generator`` with a seed of ours may be used; the module's own functions and ``random.random`` may not."""
    calls = re.findall(r"(?:np|numpy)\.random\.(\w+)", path.read_text(encoding="utf-8"))
    assert set(calls) <= {"Generator", "PCG64", "SeedSequence", "BitGenerator"}


@named(MODEL)
def test_every_module_of_the_model_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    assert not text or ast.get_docstring(tree(path))


@named(FILES)
def test_every_public_function_and_class_says_what_it_is(path):
    silent = [node.name for node in public(tree(path)) if not ast.get_docstring(node)]
    assert silent == []


@named(FILES)
def test_a_docstring_begins_with_one_line(path):
    heads = [(ast.get_docstring(node) or "x").splitlines()[0] for node in public(tree(path))]
    assert [head for head in heads if not head.strip() or len(head) > 140] == []


@named(MODEL)
def test_kernels_describe_their_arguments(path):
    kernels = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and any(isinstance(d, ast.Name) and d.id == "kernel" for d in node.decorator_list)
    ]
    silent = [k.name for k in kernels if len(k.args.args) > 5 and "Parameters\n" not in (ast.get_docstring(k) or "")]
    assert silent == []


def test_no_module_is_a_drawer_without_a_name():
    assert [p for p in FILES if p.stem in ("utils", "util", "helpers", "helper", "common", "manager", "misc")] == []


@named(MODEL)
def test_warnings_are_not_silenced_and_nothing_is_printed(path):
    text = path.read_text(encoding="utf-8")
    assert "simplefilter" not in text
    assert "filterwarnings" not in text
    assert not re.search(r"^\s*print\(", text, re.MULTILINE)


def test_each_kind_of_a_part_has_a_file_with_its_closed_form_and_its_source():
    """Every swappable part lies in a folder of its own; every kind says in its head what its closed form is."""
    for path in (ROOT / "model" / "field").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"^    kind: Literal", text, re.MULTILINE) and path.parent.name in ("propagation", "verification"):
            assert "Closed form" in text, path.name
