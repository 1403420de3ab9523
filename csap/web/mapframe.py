"""The frame of a map, drawn by folium: base layers, layer control, scale. The points come later, as data from a URL.

folium's own page head (foreign hosts, a viewport that forbids zooming, sizes for html and body) is left out; what is
kept loads our installed Leaflet. The frame leaves `window.csapMap = {map, layers}` for static/js/map.js.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import folium
from branca.element import CssLink, Figure, JavascriptLink
from flask_babel import get_locale
from flask_babel import gettext as _
from folium.map import Layer
from jinja2 import Template
from markupsafe import Markup

from csap.web.assets import static_url

BASE = "/board/base"
Bounds = tuple[float, float, float, float]


class HostCountry(Protocol):
    """What the frame needs of the host country: its box in degrees."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True)
class MapFrame:
    """Three pieces of a page: for the head, for the place of the map, and the scripts after it."""

    head: Markup
    body: Markup
    script: Markup


class Shapes(Layer):
    """GeoJSON that the browser fetches from `url`, of CSS class `shape-<kind>`; regions and neighbours show names."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.createPane({{ this.kind|tojson }});
        var {{ this.get_name() }} = L.geoJSON(null, {
          interactive: false,
          pane: {{ this.kind|tojson }},
          style: {className: {{ ("shape shape-" ~ this.kind)|tojson }}},
          pointToLayer: (_, at) => L.circleMarker(at, {radius: 1, pane: {{ this.kind|tojson }}, interactive: false}),
          onEachFeature: (feature, layer) => {
            const name = feature.properties.name, label = document.createElement("span");
            if (!{{ this.named|tojson }} || !name) return;
            label.dir = "auto";
            label.textContent = name;
            layer.bindTooltip(label, {pane: "regions", permanent: true, direction: "center", className: "shape-name"});
          },
        });
        fetch({{ this.url|tojson }}).then(answer => answer.ok ? answer.json() : null)
          .then(shapes => shapes && {{ this.get_name() }}.addData(shapes));
        {% endmacro %}
        """
    )

    def __init__(self, kind: str, name: str, control: bool = False) -> None:
        super().__init__(name=name, overlay=True, control=control, show=True)
        self._name, self.kind, self.url, self.named = "shapes", kind, f"{BASE}/{kind}.geojson", kind != "country"


METRIC_SCALE = "L.control.scale({{imperial: false}}).addTo({});"
"""folium's own scale shows miles too."""


def layer_names() -> dict[str, str]:
    """The layers of the situational picture (Regulation (EU) 2019/1896 art. 24) and ours, in the reader's language."""
    return {
        "events": _("Events"),
        "operations": _("Operations"),
        "analysis": _("Analysis"),
        "relationships": _("Relationships"),
    }


def framed(bounds: Bounds) -> folium.Map:
    south, west, north, east = bounds
    frame = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_snap=0.25,
        attribution_control=False,
        minZoom=3,
        maxZoom=14,
    )
    frame.default_js = [("leaflet", static_url("vendor/leaflet.js"))]
    frame.default_css = [("leaflet_css", static_url("vendor/leaflet.css"))]
    frame.fit_bounds([[south, west], [north, east]])
    for kind, name, control in (
        ("neighbours", _("Neighbours"), False),
        ("country", _("Country"), False),
        ("regions", _("Regions"), True),
    ):
        Shapes(kind, name, control).add_to(frame)
    return frame


@lru_cache(maxsize=16)
def rendered(bounds: Bounds, _language: str, _script: str) -> tuple[str, str, str]:
    """Head, body and bare script of a frame; the same for everybody in a language until a static file changes."""
    frame = framed(bounds)
    groups = {key: folium.FeatureGroup(name).add_to(frame) for key, name in layer_names().items()}
    folium.LayerControl(collapsed=True).add_to(frame)
    root = frame.get_root()
    assert isinstance(root, Figure)
    root.render()
    links = [child for child in root.header._children.values() if isinstance(child, JavascriptLink | CssLink)]
    layers = ", ".join(f"{json.dumps(key)}: {group.get_name()}" for key, group in groups.items())
    handover = f"window.csapMap = {{map: {frame.get_name()}, layers: {{{layers}}}}};"
    script = f"{root.script.render()}{METRIC_SCALE.format(frame.get_name())}{handover}"
    return "".join(link.render() for link in links), root.html.render(), script


def map_frame(country: HostCountry, nonce: str, static_url: Callable[[str], str] = static_url) -> MapFrame:
    """The frame for the host country in the reader's language; `nonce` lets its script run under the page's policy."""
    bounds = (country.south, country.west, country.north, country.east)
    head, body, script = rendered(bounds, str(get_locale() or "en"), static_url("vendor/leaflet.js"))
    wrapped = Markup('<script nonce="{}">{}</script>').format(nonce, Markup(script))  # noqa: S704
    return MapFrame(Markup(head), Markup(body), wrapped)  # noqa: S704
