"""A real browser, a real server, and a tab that a test drives as a person would."""

import base64
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import matplotlib.image
import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 300_000
"""Milliseconds to wait for what must come; no test asserts how long it took."""


def find_browser():
    """The path of a browser; a test without one is skipped, or fails where one is required."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        why = f"no browser is installed: none of {', '.join(BROWSERS)} is on the path"
        (pytest.fail if os.environ.get("CFIELD_BROWSER") == "required" else pytest.skip)(why)
    return path


@pytest.fixture(scope="module")
def browser():
    """Of a module, not of the session: Playwright keeps an event loop running that other tests must not meet."""
    path = find_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


class Server:
    """A command that serves the page, in a process of its own."""

    def __init__(self, *words, **environment):
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env={**os.environ, **environment}
        )
        said = []
        for line in self.process.stdout:
            said.append(line)
            if found := re.search(r"http://\S+", line):
                self.url = found[0].rstrip(".")
                return
        raise AssertionError("".join(said))

    def stop(self):
        """End it and give back what it said last."""
        self.process.terminate()
        return self.process.communicate(timeout=300)[0]


@pytest.fixture(scope="module")
def serve():
    """Start servers, and end them when the module is done."""
    started = []

    def start(*words, **environment):
        started.append(Server(*words, **environment))
        return started[-1]

    yield start
    for server in started:
        server.stop()


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def wait_until_open(port):
    """Solara says where it is before it is there."""
    for _ in range(600):
        with socket.socket() as place:
            if place.connect_ex(("127.0.0.1", int(port))) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens on {port}")


class Tab:
    """A tab of the browser, and everything that went wrong in it."""

    def __init__(self, browser, url):
        self.wrong, self.hosts = [], set()
        self.page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("requestfailed", lambda request: self.wrong.append(f"failed: {request.url}"))
        self.page.on("response", lambda answer: self.wrong.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        self.page.goto(url)
        self.wait_for_epoch(0)

    def facts(self):
        """The facts above the pictures, by name."""
        pairs = self.page.locator(".field-facts > div").all()
        return {pair.locator(".field-name").inner_text(): pair.locator(".field-value").inner_text() for pair in pairs}

    def pictures(self):
        """Every picture of the page as an array."""
        sources = [image.get_attribute("src") for image in self.page.locator("img.field-picture").all()]
        return [matplotlib.image.imread(io.BytesIO(base64.b64decode(source.partition(",")[2]))) for source in sources]

    def wait_for_epoch(self, epoch):
        self.page.locator(".field-facts > div:first-child .field-value").get_by_text(str(epoch), exact=True).wait_for()
        self.page.get_by_text(f"Time: {epoch}.0", exact=True).wait_for()

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def step(self, epoch):
        """Press Step and wait for the epoch that it leads to."""
        self.press("Step")
        self.wait_for_epoch(epoch)

    def reset(self, waits_for):
        """Press Reset and wait for words that only the new model shows."""
        self.press("Reset")
        self.page.get_by_text(waits_for).first.wait_for()
        self.wait_for_epoch(0)

    def slide(self, name, steps):
        """Move a slider by its keys."""
        handle = self.page.get_by_role("slider", name=name)
        handle.focus()
        for _ in range(abs(steps)):
            handle.press("ArrowRight" if steps > 0 else "ArrowLeft")

    def close(self):
        self.page.context.close()
