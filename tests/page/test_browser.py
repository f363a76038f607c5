"""The whole page in a real browser: what a person sees, presses and moves."""

import signal

import numpy as np
import pytest

from tests.page.conftest import BIN, Tab, free_port, wait_until_open

WORDS = ("app", "none", "--set", "field.verification.kind=panel", "--set", "nodes.count=60", "--no-open", "--port", "0")


@pytest.fixture(scope="module")
def server(browser, serve):
    return serve(BIN / "cfield", *WORDS)


@pytest.fixture
def tab(browser, server):
    opened = Tab(browser, server.url)
    yield opened
    opened.close()
    assert opened.wrong == []
    assert opened.hosts <= {"127.0.0.1", None}


def test_a_network_is_seen_stepped_moved_and_reset(tab):
    assert tab.page.title() == "none - Constraint Field"
    before = tab.pictures()
    assert len(before) == 3
    assert all(picture.std() > 0.01 for picture in before)
    tab.step(1)
    tab.step(2)
    after = tab.pictures()
    assert all(first.shape == second.shape and (first != second).any() for first, second in zip(before, after, strict=True))
    assert tab.facts() | {"epoch": "2", "time": "2 d", "seed": "0", "nodes active": "60 of 60"} == tab.facts()
    tab.slide("number of nodes", 2)
    tab.slide("verification: audit probability", 5)
    assert tab.facts()["nodes active"] == "60 of 60", "a slider waits for Reset"
    tab.reset("Moved: number of nodes 62, audit probability 0.1.")
    assert tab.facts()["nodes active"] == "62 of 62"
    tab.step(1)


@pytest.mark.slow
class TestWhatAPersonMayDo:
    def test_another_seed_is_another_network_and_the_same_seed_the_same(self, tab):
        seed = tab.page.get_by_label("seed (empty: drawn)")
        at_first = tab.pictures()[0]
        for text, alike in (("7", False), ("0", True)):
            seed.fill(text)
            seed.press("Enter")
            tab.press("Reset")
            tab.page.locator(".field-value").get_by_text(text, exact=True).nth(0 if text == "7" else 1).wait_for()
            assert tab.facts()["seed"] == text
            assert np.array_equal(tab.pictures()[0], at_first) is alike

    def test_a_seed_that_is_none_is_refused_and_the_page_lives_on(self, tab):
        seed = tab.page.get_by_label("seed (empty: drawn)")
        seed.fill("seven")
        seed.press("Enter")
        tab.reset("'seven' is not a whole number")
        tab.step(1)

    def test_two_tabs_have_a_network_each(self, browser, server, tab):
        other = Tab(browser, server.url)
        tab.step(1)
        tab.step(2)
        other.step(1)
        assert (tab.facts()["epoch"], other.facts()["epoch"]) == ("2", "1")
        other.close()

    def test_numbers_that_do_not_fit_give_a_message_and_the_page_lives_on(self, tab):
        tab.slide("verification: approvals needed", 1)
        tab.reset("These numbers do not fit")
        assert "field.verification.need = 2" in tab.page.locator(".v-alert").inner_text()
        assert len(tab.pictures()) == 3
        tab.step(1)
        tab.slide("verification: panel size", 2)
        tab.reset("Moved: panel size 3, approvals needed 2.")
        assert tab.page.locator(".v-alert").count() == 0
        tab.step(1)

    def test_it_plays_by_itself_until_it_is_paused(self, tab):
        tab.press("▶")
        tab.page.wait_for_function("Number(document.querySelector('.field-value')?.innerText) >= 3")
        tab.press("❚❚")
        tab.page.get_by_role("button", name="Step", exact=True).and_(tab.page.locator(":enabled")).wait_for()
        assert int(tab.facts()["epoch"]) >= 3
        assert all(picture.std() > 0.01 for picture in tab.pictures())


@pytest.mark.slow
def test_solara_run_shows_the_network_of_the_environment(browser, serve):
    port = str(free_port())
    words = ("run", "app.py", "--no-open", "--production", "--no-check-version", "--host", "127.0.0.1", "--port", port)
    server = serve(BIN / "solara", *words, CFIELD_NETWORK="opengradient_launch")
    wait_until_open(port)
    tab = Tab(browser, server.url)
    tab.step(1)
    assert [picture.std() > 0.01 for picture in tab.pictures()] == [True] * 3
    assert tab.page.title() == "opengradient_launch - Constraint Field"
    assert (tab.wrong, tab.hosts <= {"127.0.0.1", None}) == ([], True)
    tab.close()


@pytest.mark.slow
def test_a_page_that_plays_is_ended_by_an_interruption_and_stops_when_its_tab_closes(browser, serve):
    server = serve(BIN / "cfield", "app", "none", "--no-open", "--port", "0")
    for stays_open in (False, True):
        tab = Tab(browser, server.url)
        tab.press("▶")
        tab.page.wait_for_function("Number(document.querySelector('.field-value')?.innerText) >= 2")
        if not stays_open:
            tab.page.close(run_before_unload=True)
    server.process.send_signal(signal.SIGINT)
    assert server.process.communicate(timeout=300)[0] == "the page is closed\n"
    assert server.process.returncode == 0
    tab.close()
