"""`csap digest`: compiles the weekly digest by hand, and releases it as somebody who may."""

import click
from sqlmodel import select

from csap.actions import digest_papers, digest_review, digests
from csap.actions.people import viewer_of
from csap.commands.context import Context
from csap.desk import Desk, open_desk
from csap.errors import CsapError, NotFound
from csap.model.digests import Digest
from csap.model.people import Person
from csap.refs import number, ref
from csap.rules.digest import cutoff
from csap.rules.viewers import SYSTEM


@click.group()
def digest() -> None:
    """The weekly digest."""


@digest.command("compile")
@click.option("--week", default="", help="an ISO week such as 2026-W47; the latest that has ended if not given")
@click.pass_obj
def compile_(context: Context, week: str) -> None:
    """Compile a week's digest, or compile it anew while it is not released."""
    cut = cutoff(context.config.digest_cutoff)
    period = digests.asked(context.engine, cut, week)
    made = digests.compile_week(context.engine, cut, period)
    click.echo(f"{ref(made.id)} {digest_papers.title(made)}: {len(made.items)} items, not released")


@digest.command()
@click.argument("digest_ref", metavar="ID")
@click.option("--as", "email", required=True, help="e-mail of the head or the deputy who releases it")
@click.option("--reason", default="", help="why, where its items tell more together than each by itself")
@click.pass_obj
def release(context: Context, digest_ref: str, email: str, reason: str) -> None:
    """Release a digest: ID as compile printed it, or its week."""
    with open_desk(context.engine, SYSTEM) as system:
        person = system.exec(select(Person).where(Person.email == email.strip().lower(), Person.active)).first()
    if person is None:
        raise CsapError(f"there is no active account with the address {email}")
    with open_desk(context.engine, viewer_of(person), writing=True) as desk:
        issue = _issue(desk, digest_ref)
        digest_review.release(desk, issue, reason)
    click.echo(f"{ref(issue.id)} {digest_papers.title(issue)}: released")


def _issue(desk: Desk, text: str) -> Digest:
    """By its reference, or the last of a week."""
    weeks = select(Digest).where(Digest.week == text).order_by(Digest.issue.desc())  # type: ignore[attr-defined]
    found = desk.exec(weeks).first()
    try:
        return found or desk.fetch(Digest, number(text))
    except ValueError:
        raise NotFound from None
