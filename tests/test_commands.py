"""What an operator types: accounts, the digest by hand, and terms that have run out."""

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from csap import clock
from csap.cli import group
from csap.errors import CsapError, NotFound


@pytest.fixture
def typed(database):
    """Runs `csap` with these words; what went wrong comes as it is raised."""

    return lambda *words: run(database, words)


def run(database, words):
    answer = CliRunner().invoke(group, words, env={"CSAP_DATABASE": database})
    if answer.exception and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


ADD = ("person", "add", "Nova@csap.example", "--name", "Ines Nova", "--role", "officer")


def test_an_account_comes_from_the_command_line_with_a_link_that_sets_its_password(world, typed):
    refused = typed(*ADD, "--organisation", "Nobody")
    assert refused.exit_code == 1 and "no organisation called Nobody" in refused.output
    first = typed(*ADD, "--organisation", "Frontex").output
    second = typed("person", "token", "nova@csap.example").output
    invited = [re.search(r"/invitations/\S+", each)[0] for each in (first, second)]
    assert world.browser().get(invited[0]).status_code == 404, "a new link ends the one before"
    chosen = {"password": "correct horse battery", "again": "correct horse battery"}
    newcomer = world.browser()
    newcomer.get(invited[1])
    assert newcomer.post(invited[1], **chosen).status_code == 302
    assert newcomer.post("/login", email="nova@csap.example", password=chosen["password"]).status_code == 302
    assert newcomer.get("/contacts").status_code == 200
    with pytest.raises(CsapError, match="nothing here"):
        typed("person", "token", "nobody@csap.example")


def test_a_week_is_compiled_by_hand_and_released_by_who_may(world, typed):
    with clock.stopped(clock.now() - timedelta(days=7)):
        world.contact("mission", "Amadou Testa")
    compiled = typed("digest", "compile")
    assert compiled.exit_code == 0 and "not released" in compiled.output
    reference = compiled.output.split()[0]
    assert typed("digest", "compile").output.split()[0] == reference, "compiling anew is the same issue"
    with pytest.raises(NotFound):
        typed("digest", "release", reference, "--as", "mission@csap.example")
    with pytest.raises(CsapError, match="no active account"):
        typed("digest", "release", reference, "--as", "nobody@csap.example")
    assert "released" in typed("digest", "release", reference, "--as", "head@csap.example").output
    assert "Amadou Testa" in world.browser("mission").get(f"/digests/{reference}").text


def test_what_is_past_its_term_is_erased_by_hand(world, typed, tmp_path):
    with clock.stopped(clock.now() - timedelta(days=4 * 365)):
        world.contact("mission", "Amadou Testa")
    with clock.stopped(clock.now() - timedelta(days=60)):
        typed("retention", "run")
    assert "1 posts erased." in typed("retention", "run").output
    assert "Amadou Testa" not in world.browser("mission").get("/contacts").text
    listed = tmp_path / "tombstones"
    assert "1 lines added." in typed("retention", "tombstones", "-o", str(listed)).output
    assert "Amadou" not in listed.read_text()


@pytest.mark.parametrize(
    "words",
    [["verify"], ["serve"], ["work"], ["upgrade"], ["backup", "file"], ["export", "contacts", "--as", "a@b.example"]],
)
def test_a_database_without_a_country_is_said_to_be_so(tmp_path, words):
    with pytest.raises(CsapError, match="nothing is set up"):
        run(f"sqlite:///{tmp_path / 'empty.db'}", words)


def test_a_database_that_does_not_answer_is_said_not_to():
    with pytest.raises(CsapError, match="does not answer") as said:
        run("postgresql+psycopg://csap:secret@127.0.0.1:1/csap", ["verify"])
    assert "secret" not in str(said.value)


@pytest.mark.parametrize(("version", "said"), [("0001", "csap upgrade"), ("9999", "later version")])
def test_a_database_of_another_version_is_not_served(world, database, version, said):
    with world.engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("update alembic_version set version_num = :version"), {"version": version})
    with pytest.raises(CsapError, match=said):
        run(database, ["serve"])
