"""The `csap` command: sets up, serves, and does by hand what the pages do."""

import os
import sys
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from csap import config as settings
from csap.commands import (
    auditing,
    bench,
    checking,
    demo,
    digest,
    exporting,
    importing,
    keeping,
    keys,
    measuring,
    rebuilding,
    retention,
    serving,
    setting_up,
)
from csap.commands.context import Context
from csap.errors import CsapError
from csap.garbage import collect_rarely
from csap.overlap.commands import overlaps
from csap.store import schema
from csap.store.engine import open_engine

COMMANDS: tuple[click.Command, ...] = (
    auditing.audit_chain,
    bench.bench,
    demo.fill_demo,
    digest.digest,
    exporting.export,
    importing.import_sheet,
    keeping.backup,
    keeping.restore,
    keeping.upgrade,
    keeping.verify,
    keys.keys,
    overlaps,
    retention.retention,
    serving.serve,
    serving.work,
    setting_up.init,
    setting_up.person,
)


class Commands(click.Group):
    """Where the database refuses, it may not be set up, or be of another version: that is said in its place."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DBAPIError:
            schema.check(ctx.obj.engine)
            raise


@click.group(cls=Commands)
@click.pass_context
def group(context: click.Context) -> None:
    """CSAP, the Country Situational Awareness Platform."""
    collect_rarely()
    config = settings.read(os.environ)
    context.obj = Context(config, open_engine(config.database, settings.data_keys(config)))
    context.call_on_close(context.obj.engine.dispose)


for command in COMMANDS:
    group.add_command(command)
overlaps.add_command(checking.check_list)
overlaps.add_command(rebuilding.rebuild)
overlaps.add_command(measuring.measure)


def main() -> None:
    """Run the command; what goes wrong in the user's words is printed as such."""
    try:
        group()
    except CsapError as error:
        sys.exit(f"csap: {error}")
