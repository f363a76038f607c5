"""Every study of the catalogue keeps the contract: a question, a hypothesis that can fail, cells with seeds of their own."""

import pytest

from analysis.findings import catalogue as readings
from experiments.studies import catalogue
from model import networks

EVERY = pytest.mark.parametrize("name", catalogue.NAMES)


def cells_of(study, quick):
    network = networks.load(study.network)
    return {name: table.cells(network, quick) for name, table in study.tables.items()}


@EVERY
def test_it_asks_one_question_and_says_what_would_refute_its_hypothesis(name):
    study = catalogue.find(name)
    assert study.name == name
    assert study.question.endswith("?")
    for text in (study.hypothesis, study.refuted_by, study.sample):
        assert text.endswith(".")
        assert len(text) > 40
    assert study.source


@EVERY
def test_every_table_has_cells_with_seeds_and_declares_where_they_lie(name):
    study = catalogue.find(name)
    for quick in (False, True):
        for table, cells in cells_of(study, quick).items():
            assert cells, table
            for cell in cells:
                assert set(cell.at) <= set(study.tables[table].columns), table
                assert cell.seeds
                assert len(set(cell.seeds)) == len(cell.seeds)
                assert min(cell.seeds) >= 0


@EVERY
def test_two_askings_plan_the_same_cells(name):
    study = catalogue.find(name)
    assert cells_of(study, False) == cells_of(study, False)


@EVERY
def test_a_quick_study_is_smaller(name):
    def work(quick):
        return sum(len(cell.seeds) for cells in cells_of(catalogue.find(name), quick).values() for cell in cells)

    assert work(True) < work(False)


@EVERY
def test_every_column_has_a_meaning(name):
    for table in catalogue.find(name).tables.values():
        for column in table.columns.values():
            assert column.meaning
            assert isinstance(column.unit, str)


@EVERY
def test_every_figure_has_a_caption_and_tables(name):
    drawings = readings.find(name).drawings
    assert drawings
    for drawing in drawings.values():
        assert drawing.caption.endswith(".")
        assert drawing.tables


def test_an_unknown_study_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"did you mean deterrence\?"):
        catalogue.find("deterence")
