"""Every setting stands in the README with its default and its help, as the code has them."""

import pytest

from csap import config
from tests.house.source import ROOT

README = ROOT / "README.md"


@pytest.mark.skipif(not README.exists(), reason="there is no README yet")
def test_the_readme_has_the_table_of_settings():
    section = README.read_text(encoding="utf-8").partition("\n## Settings\n")[2].partition("\n## ")[0]
    missing = [line for line in config.documented() if line not in section]
    assert not missing, "put these lines under ## Settings:\n" + "\n".join(missing)
