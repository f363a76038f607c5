"""Results on disk: whole or not at all, with their provenance inside."""

import os

import pandas as pd
import pytest

from experiments import store
from model import networks


class TestWriting:
    def test_puts_a_file_in_place_whole(self, tmp_path):
        store.write_whole(tmp_path / "deep" / "a.txt", b"one")
        store.write_whole(tmp_path / "deep" / "a.txt", b"two")
        assert (tmp_path / "deep" / "a.txt").read_bytes() == b"two"
        assert len(list((tmp_path / "deep").iterdir())) == 1

    @pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
    def test_a_write_that_fails_leaves_what_was_there(self, error, tmp_path, monkeypatch):
        store.write_all(tmp_path, {"a": b"old", "b": b"old"})

        def fail(*paths):
            raise error

        monkeypatch.setattr(os, "chmod", fail)
        with pytest.raises((ValueError, KeyboardInterrupt)):
            store.write_all(tmp_path, {"a": b"new", "b": b"new", "c": b"new"})
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}

    def test_a_full_disk_is_said_in_one_line_with_a_remedy(self, tmp_path, monkeypatch):
        def fail(*paths):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", fail)
        with pytest.raises(ValueError, match=r"cannot be written: No space left on device; give another folder with --out DIR"):
            store.write_whole(tmp_path / "a", b"x")
        assert not list(tmp_path.iterdir())


class TestFacts:
    def test_travel_with_a_table(self, tmp_path):
        table = pd.DataFrame({"slash": [1.0, 2.0], "signal": ["own", "public"]})
        facts = store.provenance(networks.load("posp"), seed=7, plugins={"mine.py": "abc"})
        store.write_table(tmp_path / "t.parquet", table, facts)
        assert store.read_facts(tmp_path / "t.parquet") == facts
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "t.parquet"), table)

    def test_name_versions_commit_and_scenario(self):
        scenario = networks.load("posp")
        facts = store.provenance(scenario)
        assert facts["network"] == "posp"
        assert facts["scenario_digest"] == scenario.digest()
        assert facts["model_version"] == store.model_version()
        assert set(facts["packages"]) >= {"numpy", "numba", "mesa"}
        assert facts["commit"]

    def test_a_table_of_others_has_none(self, tmp_path):
        pd.DataFrame({"x": [1]}).to_parquet(tmp_path / "t.parquet")
        assert store.read_facts(tmp_path / "t.parquet") == {}

    def test_without_git_the_commit_is_unknown(self, monkeypatch):
        monkeypatch.setenv("PATH", "")
        assert store.provenance()["commit"] == "unknown"


class TestCheckFolder:
    def test_a_folder_to_be_made_is_fine_and_is_not_made(self, tmp_path):
        store.check_folder(tmp_path / "a" / "b")
        assert not list(tmp_path.iterdir())

    def test_a_file_on_the_way_is_refused(self, tmp_path):
        (tmp_path / "taken").write_text("")
        for path in (tmp_path / "taken", tmp_path / "taken" / "below"):
            with pytest.raises(ValueError, match="taken is a file; give another folder"):
                store.check_folder(path)
