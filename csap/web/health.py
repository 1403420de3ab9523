"""Whether the platform answers, for whoever watches the machine; it says nothing else."""

from flask import Blueprint
from sqlmodel import select

from csap.model.places import Country
from csap.web.door import public, system_desk

room = Blueprint("health", __name__)


@room.get("/health")
@public
def show() -> dict[str, str]:
    with system_desk() as system:
        system.exec(select(Country.code)).first()
    return {"status": "ok"}
