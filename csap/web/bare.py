"""The least that Flask can do: what our pages are measured against."""

from flask import Flask


def application() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: {"answer": 42}, endpoint="bare")
    return app
