"""The cache of compiled code: its name knows every file whose constants and rules are baked into it."""

import ast

from model.jit import ROOT, compiled_sources


def imports_of(path):
    """Files of the model that a file imports, found by the parser and not by patterns."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "model":
            for dotted in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                place = ROOT.parent.joinpath(*dotted.split("."))
                yield from (found for found in (place.with_suffix(".py"), place / "__init__.py") if found.is_file())


def test_whatever_a_kernel_may_have_baked_in_is_in_the_digest():
    names = {path.relative_to(ROOT).as_posix() for path in compiled_sources()}
    assert {"columns/nodes.py", "columns/jobs.py", "columns/totals.py", "luck.py", "adaptation/copying.py"} <= names
    reached = compiled_sources()
    for path in reached:
        for found in imports_of(path):
            assert found in reached or found == ROOT / "__init__.py", f"{path.name} imports {found.name}"


def test_a_run_uses_nothing_compiled_outside_it():
    reached = compiled_sources()
    assert all(path in reached for path in ROOT.rglob("*.py") if "\n@kernel\n" in path.read_text(encoding="utf-8"))
