"""Copies what the browser needs from node_modules to static/vendor: a step of the set-up, not of a running server.

`python -m csap.web.vendor` from the project's root; a file that a package no longer ships stops the set-up.
"""

import re
import shutil
from pathlib import Path

FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap.js",
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "leaflet/dist/leaflet.css": "leaflet.css",
    "leaflet/dist/leaflet.js": "leaflet.js",
    "leaflet/dist/images/layers.png": "images/layers.png",
    "leaflet/dist/images/layers-2x.png": "images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": "images/marker-icon.png",
    "leaflet/dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
    "leaflet/dist/images/marker-shadow.png": "images/marker-shadow.png",
    "vis-timeline/standalone/umd/vis-timeline-graph2d.min.js": "vis-timeline.js",
    "vis-timeline/styles/vis-timeline-graph2d.min.css": "vis-timeline.css",
}
SOURCE_MAP = re.compile(rb"(//[#@] ?sourceMappingURL=\S+|/\*# sourceMappingURL=.*?\*/)\s*$")


def copy(modules: Path, destination: Path) -> list[Path]:
    """Copy every file of FILES, without its pointer to a source map that is not served; returns what was written."""
    written = []
    for source, name in FILES.items():
        file = destination / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".png":
            shutil.copyfile(modules / source, file)
        else:
            file.write_bytes(SOURCE_MAP.sub(b"", (modules / source).read_bytes()))
        written.append(file)
    return written


if __name__ == "__main__":
    total = sum(file.stat().st_size for file in copy(Path("node_modules"), Path("static/vendor")))
    print(f"static/vendor: {len(FILES)} files, {total // 1024} kB")
