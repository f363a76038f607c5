"""Studies from the command line: written, drawn again, reproduced, reported; and what is refused."""

import json
import re
import sys

import pandas as pd
import pytest

from cli import figures, report, reproduce
from cli import study as verb
from experiments.studies import catalogue
from tests import toy_study as toy


@pytest.fixture(autouse=True)
def known(monkeypatch, tmp_path):
    """The toy study is one of the catalogue, and the folder is empty."""
    monkeypatch.setitem(sys.modules, "experiments.studies.toy", toy)
    monkeypatch.setitem(sys.modules, "analysis.findings.toy", toy)
    monkeypatch.setattr(catalogue, "NAMES", ("toy",))
    monkeypatch.chdir(tmp_path)
    toy.FAILING.clear()


def study(out="", network="", quick=False, name="toy"):
    verb.run(name, network, out, 1, quick)


def test_a_study_writes_tables_figures_their_data_and_what_is_needed_to_do_it_again(tmp_path, capsys):
    study()
    folder = tmp_path / "runs" / "toy-none"
    names = {path.name for path in folder.iterdir()} - {".lock"}
    assert names == {"cells.jsonl", "columns.csv", "costs.parquet", "study.json", "toy.csv", "toy.pdf", "toy.png"}
    facts = json.loads((folder / "study.json").read_text())
    assert (facts["verdict"], facts["seeds"], facts["runs"]) == ("the hypothesis stands", {"costs": "3-4"}, 6)
    assert list(pd.read_csv(folder / "columns.csv").loc[2]) == ["costs", "cost", "USD", "cost of computing per epoch"]
    data = pd.read_csv(folder / "toy.csv")
    assert list(data["table"].value_counts()) == [6, 2]
    printed = capsys.readouterr().out
    assert "Verdict: the hypothesis stands." in printed
    assert "Emerges: cost." in printed
    assert "thrift" not in printed


def test_every_study_has_a_folder_of_its_own_and_quick_ones_another(tmp_path, capsys):
    study(name="all", quick=True)
    assert (tmp_path / "runs" / "toy-none-quick" / "toy.pdf").exists()
    assert "1 studies in" in capsys.readouterr().out
    study(name="all", out="here")
    assert (tmp_path / "here" / "toy" / "toy.pdf").exists()


def test_studies_are_listed_with_their_questions(capsys):
    study(name="list")
    assert capsys.readouterr().out == "toy  Does effort cost?\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"name": "toi"}, "did you mean toy?"),
        ({"network": "posp"}, "has panels; choose none"),
        ({"network": "nome"}, "did you mean none?"),
        ({"name": "all", "network": "posp"}, "has panels; choose none"),
        ({"out": "other"}, "is not empty and holds no study"),
        ({"out": "file"}, "is a file"),
        ({"out": "deterrence"}, "holds the study deterrence"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(tmp_path, words, says):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").touch()
    (tmp_path / "file").touch()
    (tmp_path / "deterrence").mkdir()
    (tmp_path / "deterrence" / "study.json").write_text(
        json.dumps(dict.fromkeys(("scenario", "quick", "tables"), 0) | {"study": "deterrence"})
    )
    toy.MEASURED.clear()
    with pytest.raises(ValueError, match=re.escape(says)):
        study(**words)
    assert toy.MEASURED == []
    assert not (tmp_path / "runs").exists()


def test_figures_are_drawn_again_from_what_is_stored(tmp_path, capsys):
    study()
    folder = tmp_path / "runs" / "toy-none"
    before = {name: (folder / name).read_bytes() for name in ("toy.png", "toy.pdf", "toy.csv")}
    for name in before:
        (folder / name).unlink()
    toy.MEASURED.clear()
    figures.run(str(tmp_path / "runs"))
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert toy.MEASURED == []


@pytest.mark.parametrize("suffix", [".pdf", ".png"])
def test_a_figure_is_reproduced_from_itself_alone(tmp_path, capsys, suffix):
    study()
    alone = tmp_path / f"figure{suffix}"
    (tmp_path / "runs" / "toy-none" / f"toy{suffix}").rename(alone)
    assert reproduce.run(str(alone), "", 1)
    assert "the same" in capsys.readouterr().out


def test_a_figure_of_another_model_is_not_the_same_and_says_how_far(tmp_path, capsys, monkeypatch):
    study()
    monkeypatch.setattr(toy, "SEEDS", (5, 6))
    assert not reproduce.run(str(tmp_path / "runs" / "toy-none" / "toy.pdf"), "", 1)
    printed = capsys.readouterr().out
    assert "not the same" in printed
    assert "in seed" in printed


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.svg", b"", "neither .pdf nor .png"),
        ("a.pdf", None, "is not there"),
        ("a.pdf", b"no", "cannot be read as a picture"),
        ("a.png", b"no", "cannot be read as a picture"),
    ],
)
def test_what_is_no_figure_of_a_study_cannot_be_reproduced(tmp_path, name, content, says):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=says):
        reproduce.run(str(tmp_path / name), "", 1)


def test_a_picture_of_somebody_else_does_not_say_how_it_was_made(tmp_path):
    from PIL import Image

    Image.new("RGB", (4, 4)).save(tmp_path / "a.png")
    with pytest.raises(ValueError, match="does not say how it was made"):
        reproduce.run(str(tmp_path / "a.png"), "", 1)


def test_the_report_tells_each_study_on_one_page_that_needs_no_other_file(tmp_path, capsys):
    study()
    report.run("runs", "")
    folder = tmp_path / "runs" / "report"
    text, page = (folder / "report.md").read_text(), (folder / "report.html").read_text()
    for words in (toy.STUDY.question, toy.STUDY.hypothesis, toy.STUDY.refuted_by, "the hypothesis stands", "seeds costs: 3-4", "6 runs"):
        assert words in text
        assert words in page
    assert r"table\_of \| signs" in text
    assert "table_of | signs" in page
    assert '<img src="data:image/png;base64,' in page
    assert 'src="figures/' not in page
    assert re.findall(r"- (cost|thrift) ", text.split("Seen too")[0]) == ["cost"]
    for file in (folder / "report.md", folder / "gallery.md"):
        for picture in re.findall(r"\]\((figures/.*?)\)", file.read_text()):
            assert (folder / picture).exists()
    for place in re.findall(r'href="#(.*?)"', page):
        assert place == "facts" or f'id="{place}"' in page


def test_a_report_of_nothing_and_figures_of_nothing_are_refused(tmp_path):
    for call in (lambda: report.run("runs", ""), lambda: figures.run("runs")):
        with pytest.raises(ValueError, match="holds no finished study"):
            call()
    assert not (tmp_path / "runs").exists()


def test_a_spoilt_study_is_named(tmp_path):
    study()
    (tmp_path / "runs" / "toy-none" / "costs.parquet").write_bytes(b"no")
    with pytest.raises(ValueError, match="toy-none cannot be read as a study"):
        figures.run("runs")
