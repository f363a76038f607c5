"""The console script as users start it: another process, another folder, another file beside it, a terminal, an interruption."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = Path(sys.executable).parent / ("cfield.exe" if os.name == "nt" else "cfield")
HEAVY = ("numba", "mesa", "matplotlib", "pandas", "pydantic", "model", "experiments")


def cfield(*words, **settings):
    return subprocess.run([SCRIPT, *words], capture_output=True, text=True, timeout=120, check=False, **settings)


def python(code, **settings):
    return subprocess.run([sys.executable, *code], capture_output=True, text=True, timeout=120, check=False, **settings)


def imported_after(words, modules):
    """Which of these modules a command has imported when it ends."""
    code = (
        f"import sys\nfrom cli.main import app\ntry:\n    app({words})\n"
        f"except SystemExit:\n    print(sorted(m for m in {modules} if m in sys.modules), file=sys.stderr)"
    )
    return python(["-c", code]).stderr.splitlines()[-1]


def test_help_imports_nothing_heavy():
    assert imported_after(["--help"], HEAVY) == "[]"


def test_a_run_needs_no_mesa_nor_matplotlib():
    assert imported_after(["run", "none", "--epochs", "1"], ("mesa", "matplotlib")) == "[]"


def test_a_wrong_word_is_one_line_without_traceback(tmp_path):
    ended = cfield("run", "posq", "--out", "kept", cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert (
        ended.stderr
        == "cfield: network 'posq' is not known; did you mean posp? (a network of your own is given as a .toml or .json file)\n"
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_folder_with_the_users_own_model_and_analysis_does_not_disturb(tmp_path):
    for name in ("model.py", "analysis.py", "cli.py", "experiments.py"):
        (tmp_path / name).write_text("raise RuntimeError('this is not the package')\n")
    ended = cfield("run", "none", "--nodes", "10", "--epochs", "2", "--json", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["measures"]["epochs"] == 2


def test_a_script_beside_a_file_called_model_is_told_which_file(tmp_path):
    (tmp_path / "model.py").write_text("x = 1\n")
    (tmp_path / "script.py").write_text("import experiments.store\n")
    ended = python([tmp_path / "script.py"])
    assert ended.returncode == 1
    last = ended.stderr.splitlines()[-1]
    assert str(tmp_path / "model.py") in last
    assert "Rename model.py, or run the script from another folder." in last


def test_a_script_that_imports_from_model_beside_such_a_file_is_told_which_file(tmp_path):
    (tmp_path / "model.py").write_text("x = 1\n")
    (tmp_path / "script.py").write_text("from model import InferenceNetwork\n")
    assert str(tmp_path / "model.py") in python([tmp_path / "script.py"]).stderr


@pytest.mark.slow
def test_packages_import_from_any_folder_without_side_effects(tmp_path):
    """As in a notebook: nothing is printed, nothing is written, no signal handler is changed."""
    code = (
        "import signal; before = signal.getsignal(signal.SIGINT); import cli.main, cli.run, cli.study, experiments.store; "
        "from model import InferenceNetwork, Scenario, networks, simulate; assert signal.getsignal(signal.SIGINT) is before"
    )
    ended = python(["-c", code], cwd=tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert not list(tmp_path.iterdir())


def work(process, seconds):
    """Wait until a process has had so much of a processor, which a busy machine may give it late."""
    stat = Path(f"/proc/{process.pid}/stat")
    if not stat.exists():
        time.sleep(seconds + 1)
    while stat.exists() and process.poll() is None:
        ticks = sum(int(field) for field in stat.read_text().rpartition(")")[2].split()[11:13])
        if ticks >= seconds * os.sysconf("SC_CLK_TCK"):
            return
        time.sleep(0.1)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interruption_is_one_line_and_leaves_nothing(tmp_path):
    words = [SCRIPT, "run", "posp", "--nodes", "1000", "--epochs", "10000000", "--out", "kept"]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        work(running, 4.0)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert (out, err) == ("", "cfield: interrupted; nothing was half-written\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
def test_a_closed_pipe_is_no_error():
    ended = subprocess.run(f"'{SCRIPT}' schema | head -1", shell=True, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr == ""
    assert len(ended.stdout.splitlines()) == 1


def test_prints_where_the_terminal_knows_ascii_only():
    ended = cfield("networks", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert ended.returncode == 0, ended.stderr
