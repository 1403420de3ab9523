"""`csap audit`: the head of the audit chain, signed, to be kept elsewhere; and the key that proves the signature."""

from pathlib import Path

import click

from csap import audit
from csap.actions import heads
from csap.commands.context import Context
from csap.config import audit_key
from csap.desk import open_desk
from csap.errors import CsapError
from csap.rules.viewers import SYSTEM


@click.group("audit")
def audit_chain() -> None:
    """The audit chain's head, to be kept elsewhere."""


@audit_chain.command("head")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="a file; else it is printed")
@click.pass_obj
def head(context: Context, output: Path | None) -> None:
    """Prove the chain, and sign where it stands. Keep the line where nobody can change it who can change the database;
    `csap verify --against FILE` later shows whether the chain was cut or written anew."""
    with open_desk(context.engine, SYSTEM) as system:
        proof = audit.verify(system)
    if proof.broken:
        raise CsapError(f"the audit chain breaks at line {proof.broken}; nothing is signed")
    line = heads.signed(proof.head, audit_key(context.config))
    if output:
        output.write_text(line + "\n")
    else:
        click.echo(line)


@audit_chain.command("key")
@click.pass_obj
def key(context: Context) -> None:
    """Print the public key: note it down beside the heads."""
    click.echo(heads.public_key(audit_key(context.config)))
