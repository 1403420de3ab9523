"""`csap serve` and `csap work`: the web server, and the jobs."""

import errno
import logging
import socket
import subprocess
import sys

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from csap import jobs
from csap.commands.context import Context
from csap.config import Config
from csap.store import keys, schema
from csap.web.gate import only_here

LIMITS = HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 * 1024)
"""Milliseconds to send the headers in, and their most bytes. How slowly a body may come the proxy in front decides."""
WAITING = 128
"""Requests of one process that run or wait for a thread; more are not taken up before one has ended."""
NO_NAME = "Other machines get an error: set CSAP_BASE_URL to the address that people type, such as http://NAME:{port}."


@click.command()
@click.option("--jobs/--no-jobs", "with_jobs", default=True, help="also run what `csap work` runs")
@click.pass_obj
def serve(context: Context, with_jobs: bool) -> None:
    """Serve the platform, with the scheduled jobs beside it."""
    config = context.config
    schema.check(context.engine)
    keys.check(context.engine)
    context.engine.dispose()
    refuse_taken(config.host, config.port)
    worker = subprocess.Popen([sys.executable, "-m", "csap", "work"]) if with_jobs else None
    click.echo(f"Serving http://{config.host}:{config.port} with {config.workers} processes. Stop with Ctrl-C.")
    if only_here(config):
        click.echo(NO_NAME.format(port=config.port))
    try:
        _server(config).serve()
    finally:
        if worker:
            worker.terminate()
            worker.wait()


def refuse_taken(host: str, port: int) -> None:
    """The server itself would share a port with whatever listens there, and answer every other request."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        taken = "something else listens there" if error.errno == errno.EADDRINUSE else error.strerror
        raise click.ClickException(
            f"{host}:{port} can't be served: {taken}. Stop it, or set CSAP_PORT or CSAP_HOST to another."
        ) from None


def _server(config: Config) -> MPServer:
    return MPServer(
        "csap:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=config.host,
        port=config.port,
        workers=config.workers,
        blocking_threads=4,
        backpressure=WAITING,
        http=HTTPModes.http1,
        http1_settings=LIMITS,
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
    )


@click.command()
@click.pass_obj
def work(context: Context) -> None:
    """Run the scheduled jobs alone."""
    schema.check(context.engine)
    keys.check(context.engine)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    jobs.work(context.engine, context.config)
