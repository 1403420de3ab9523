"""Borders that no map should have are refused in words."""

import pytest
import shapely

from csap.errors import CsapError
from csap.formats.boundaries import Site, Subdivision, divide

CROOKED = (
    "GEOMETRYCOLLECTION (POLYGON ((0 1e-9, 2 81.92, 0 1e300, 163.84 1e-9, 1 0, 0 1e-9)), LINESTRING (0 1e-9, 2 82))"
)


def test_a_polygon_that_cannot_be_cut_is_refused_in_words():
    shape = Subdivision("XX.1", "Region", (), shapely.from_wkt(CROOKED))
    sites = [Site(2, 81.92, "XX.1"), Site(0, 1e-9, "XX.2"), Site(2, 1e-300, "XX.1"), Site(-1, 1e300, "XX.2")]
    with pytest.raises(CsapError, match="can't be drawn"):
        divide([shape], sites)
