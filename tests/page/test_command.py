"""``cfield app`` as users start and end it."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.page.conftest import BIN, ROOT, find_browser


def cfield(*words):
    return subprocess.run([BIN / "cfield", "app", *words], capture_output=True, text=True, timeout=300, check=False)


def test_a_wrong_network_is_one_line_before_anything_is_served():
    ended = cfield("posq", "--no-open")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("cfield: network 'posq' is not known; did you mean posp?")


def test_a_port_that_is_taken_is_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = cfield("none", "--no-open", "--port", str(port))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"cfield: --port {port} cannot be had on 127.0.0.1: another program uses it, or it is reserved; give another, or 0\n"
    )


def test_without_the_extra_the_remedy_is_one_line():
    code = "import sys; sys.modules['solara'] = None\nfrom cli.main import app\napp(['app', 'none', '--no-open'])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False, cwd=ROOT)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "cfield: the page needs solara; install it with: pip install 'constraint-field[viz]'\n"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_interruption_ends_it_with_one_line(serve):
    server = serve(BIN / "cfield", "app", "none", "--no-open", "--port", "0")
    server.process.send_signal(signal.SIGINT)
    assert server.process.communicate(timeout=300)[0] == "the page is closed\n"
    assert server.process.returncode == 0


@pytest.mark.parametrize(("required", "outcome"), [("required", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_browser_fails_where_one_is_required_and_is_said_elsewhere(monkeypatch, required, outcome):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CFIELD_BROWSER", required)
    with pytest.raises(outcome, match="no browser is installed"):
        find_browser()
