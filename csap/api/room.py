"""The one blueprint that every view of the API belongs to."""

from flask import Blueprint

room = Blueprint("api", __name__, url_prefix="/api/v1")
