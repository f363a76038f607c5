"""Who may import whom, as pyproject.toml declares it."""

from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]


def test_every_module_imports_only_what_it_may(capsys):
    assert lint_imports(str(ROOT / "pyproject.toml"), cache_dir=None, no_cache=True) == 0, capsys.readouterr().out
