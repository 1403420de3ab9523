"""What a page loads besides itself: addresses of static files, the nonce, security headers, compression.

Every address carries its file's hash, so browsers may keep a file for a year; nothing comes from another host.
"""

import gzip
import hashlib
import json
import secrets
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request
from flask_babel import get_locale
from markupsafe import Markup

STATIC = Path(__file__).parent.parent.parent / "static"
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/problem+json",
    "image/svg+xml",
    "application/javascript",
)
DATA = ("application/json", "application/geo+json", "application/problem+json")
"""Answers for programmes and our own scripts: no browser shows them as a page."""
SMALLEST = 1000
SAME_FOR_ALL = {"basemap.base", "basemap.colours"}
"""Shapes of the country and colours: they say how long they may be kept themselves."""
YEAR = 365 * 24 * 3600


def csp_nonce() -> str:
    """This answer's nonce, for the `nonce` attribute of its script and style elements."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


@lru_cache(maxsize=256)
def version(name: str, _changed: int) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a file under static/ with its hash; without one while the file is not installed."""
    try:
        changed = (STATIC / name).stat().st_mtime_ns
    except FileNotFoundError:
        return f"/static/{name}"
    return f"/static/{name}?v={version(name, changed)}"


def import_map() -> Markup:
    """The import map's JSON: `csap/keep` is static/js/keep.js at its address with hash."""
    names = {f"csap/{file.stem}": static_url(f"js/{file.name}") for file in sorted((STATIC / "js").glob("*.js"))}
    return Markup(json.dumps({"imports": names}))  # noqa: S704


def organisation_css(colours: Iterable[tuple[int, str]]) -> str:
    """A style sheet with `.org-<id> { --org: <colour> }` for each organisation's id and #rrggbb."""
    return "".join(f".org-{number}{{--org:{colour}}}\n" for number, colour in colours)


def language() -> str:
    """The page's language, en or fr."""
    locale = get_locale()
    return locale.language if locale else "en"


def secure(response: Response) -> Response:
    """The security headers and the policy."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.mimetype in DATA:
        response.headers.setdefault("Content-Disposition", 'attachment; filename="api.json"')
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=csp_nonce()))
    if request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    return response


def cached(response: Response) -> Response:
    """Files asked for by their hash stay for a year, other files are asked for anew; pages and downloads are kept by
    nobody, so that the next person at a shared computer finds nothing."""
    if request.endpoint == "static":
        by_hash = "v" in request.args and response.status_code == 200
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if by_hash else "no-cache"
    elif request.endpoint not in SAME_FOR_ALL or "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def compressed(response: Response) -> Response:
    """The answer as gzip when the browser takes it and it is worth it."""
    if not (response.mimetype or "").startswith(COMPRESSIBLE) or response.is_streamed:
        return response
    response.headers["Vary"] = ", ".join(filter(None, (response.headers.get("Vary"), "Accept-Encoding")))
    if not request.accept_encodings["gzip"] or "Content-Encoding" in response.headers:
        return response
    body = response.get_data()
    if response.status_code == 200 and len(body) >= SMALLEST:
        response.set_data(gzip.compress(body, compresslevel=5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def unstreamed(response: Response) -> Response:
    """A static text file is read whole, so that it can be compressed."""
    if request.endpoint == "static" and (response.mimetype or "").startswith(COMPRESSIBLE):
        response.direct_passthrough = False
        body = response.get_data()
        response.close()
        response.set_data(body)
    return response


def install(app: Flask) -> None:
    """Give the templates `static_url`, `csp_nonce`, `import_map` and `language`, and the answers their headers."""
    for given in (static_url, csp_nonce, import_map, language):
        app.add_template_global(given, given.__name__)
    for step in (compressed, unstreamed, cached, secure):
        app.after_request(step)
