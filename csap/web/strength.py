"""How strong a password is that is being typed: said by this server and nobody else, and nothing of it is kept."""

from flask import Blueprint, render_template, request

from csap.actions import people
from csap.desk import Desk
from csap.model.people import Person
from csap.rules.passwords import GOOD, strength
from csap.web.door import asking, public, system_desk

room = Blueprint("strength", __name__)


@room.post("/account/password/strength")
@asking
def mine(desk: Desk) -> str:
    return _said(desk.fetch(Person, desk.person.person_id))


@room.post("/invitations/<secret>/strength")
@public
def invited(secret: str) -> str:
    with system_desk() as system:
        person = people.invited(system, secret)
    return _said(person)


def _said(person: Person) -> str:
    typed = request.form.get("password", "")
    score, wrong = strength(typed, (person.name, person.email))
    return render_template("sign_in/strength.html", typed=bool(typed), score=score, wrong=wrong, good=GOOD)
