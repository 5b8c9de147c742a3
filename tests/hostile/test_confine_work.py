"""Confined code can do all that an exercise asks for."""

import pytest


def test_numpy_works(home):
    outcome = home.run("numpy_at_work")
    assert outcome.value is True, outcome


def test_python_works(home):
    outcome = home.run("python_at_work")
    assert outcome.value is True, outcome


def test_an_alarm_of_ones_own_rings(home):
    assert home.run("alarm").value == "rang"


def test_the_standard_library_can_be_imported(home):
    if not home.reads_the_library():
        pytest.skip("this user may not enter the folder of the standard library")
    outcome = home.run("import_many")
    assert outcome.value == {"failed": {}, "fresh": 3}
