"""`python -m csap` is the `csap` command."""

from csap.cli import main

main()
