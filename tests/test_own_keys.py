"""The keys that the platform makes for itself beside an SQLite database, when its processes start together."""

import threading

import pytest

from csap.config import Config, audit_key, signing_key

PROCESSES, STARTS = 8, 60


@pytest.mark.parametrize("key", [signing_key, audit_key])
def test_all_who_start_together_read_one_whole_key(tmp_path, key):
    for start in range(STARTS):
        config = Config(database=f"sqlite:///{tmp_path / str(start)}.db")
        together, found = threading.Barrier(PROCESSES), []

        def begin(config=config, together=together, found=found):
            together.wait()
            found.append(key(config))

        begun = [threading.Thread(target=begin) for _ in range(PROCESSES)]
        for each in begun:
            each.start()
        for each in begun:
            each.join()
        assert [len(each) for each in found] == [64] * PROCESSES and len(set(found)) == 1
    assert {each.stat().st_mode & 0o077 for each in tmp_path.iterdir()} == {0}
    assert list(tmp_path.glob("*.part")) == []
