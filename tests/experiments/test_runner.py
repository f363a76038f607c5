"""Tasks run once each, here or in processes, and their errors come out."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from experiments.runner import cores, run_tasks


def triple(x):
    return 3 * x


def shatter(x):
    if x == 2:
        raise ValueError(f"task {x} is broken")
    return x


def test_one_worker_stays_in_this_process_and_in_order():
    seen = []
    assert list(run_tasks(lambda x: seen.append(x) or x, [3, 1, 2], workers=1)) == [(0, 3), (1, 1), (2, 2)]
    assert seen == [3, 1, 2]


def test_two_workers_give_the_same_results():
    assert dict(run_tasks(abs, [-1, -2, -3, -4], workers=2)) == {0: 1, 1: 2, 2: 3, 3: 4}


def test_an_executor_of_the_caller_is_used_and_left_open():
    with ThreadPoolExecutor(2) as executor:
        assert dict(run_tasks(triple, [1, 2, 3], executor=executor)) == {0: 3, 1: 6, 2: 9}
        assert executor.submit(triple, 5).result() == 15


def test_no_tasks_no_results():
    assert list(run_tasks(triple, [], workers=1)) == []
    assert list(run_tasks(triple, [], workers=2)) == []


@pytest.mark.parametrize("workers", [1, None])
def test_a_task_that_raises_surfaces_its_error(workers):
    if workers is None:
        with ThreadPoolExecutor(2) as executor, pytest.raises(ValueError, match="task 2 is broken"):
            list(run_tasks(shatter, [1, 2, 3], executor=executor))
    else:
        with pytest.raises(ValueError, match="task 2 is broken"):
            list(run_tasks(shatter, [1, 2, 3], workers=workers))


def test_a_task_that_raises_in_a_process_surfaces_its_error():
    with pytest.raises(TypeError, match="bad operand type"):
        list(run_tasks(abs, ["word", 1], workers=2))


def test_there_is_at_least_one_core():
    assert cores() >= 1
