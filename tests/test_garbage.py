"""When Python looks for garbage."""

import gc

import pytest

from csap.garbage import uncollected


def test_garbage_is_looked_for_again_however_the_work_ends():
    with pytest.raises(KeyError), uncollected():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()


def test_whoever_looks_for_no_garbage_is_left_so():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
