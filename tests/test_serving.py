"""`csap serve` before it serves."""

import socket

from click.testing import CliRunner

from csap.cli import group
from tests.world import DATA_KEY


def test_a_taken_port_is_refused_in_a_sentence(database):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        taken = {"CSAP_DATABASE": database, "CSAP_PORT": port, "CSAP_SECRET_KEY": "t" * 40, "CSAP_DATA_KEY": DATA_KEY}
        answer = CliRunner().invoke(group, ["serve", "--no-jobs"], env=taken)
    assert answer.exit_code == 1
    assert answer.output.startswith(f"Error: 127.0.0.1:{port} can't be served: something else listens there.")
