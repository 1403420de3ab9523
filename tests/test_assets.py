"""What a page loads: addresses by hash, names of modules, compression."""

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from csap.web import assets


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("csap", static_folder=str(assets.STATIC))
    assets.install(app)
    app.add_url_rule("/", view_func=lambda: f"<i nonce='{assets.csp_nonce()}'></i>" + "calm " * 1000)
    return app.test_client()


def test_a_file_asked_for_by_its_hash_may_be_kept_for_a_year(client: FlaskClient) -> None:
    with client.application.test_request_context():
        address = assets.static_url("css/csap.css")
    assert re.fullmatch(r"/static/css/csap\.css\?v=[0-9a-f]{12}", address)
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get("/static/css/csap.css").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/css/absent.css?v=1").headers["Cache-Control"] == "no-cache"


def test_the_policy_names_the_nonce_of_the_page_and_each_answer_has_another(client: FlaskClient) -> None:
    first, second = client.get("/"), client.get("/")
    nonces = [re.findall(r"nonce='([^']+)'", answer.text)[0] for answer in (first, second)]
    assert nonces[0] != nonces[1]
    assert f"script-src 'self' 'nonce-{nonces[0]}'" in first.headers["Content-Security-Policy"]
    assert "unsafe" not in first.headers["Content-Security-Policy"]
    assert "no-store" in first.headers["Cache-Control"]


def test_text_is_compressed_for_browsers_that_ask(client: FlaskClient) -> None:
    plain, packed = client.get("/"), client.get("/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.data) < len(plain.data) / 10
    assert gzip.decompress(packed.data).endswith(b"calm ")
    style = client.get("/static/css/csap.css", headers={"Accept-Encoding": "gzip"})
    assert b"calm" in gzip.decompress(style.data)


def test_every_module_has_its_name_in_the_import_map(client: FlaskClient) -> None:
    with client.application.test_request_context():
        assert '"csap/page": "/static/js/page.js?v=' in assets.import_map()
