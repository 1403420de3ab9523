"""The words of the `csap` command, a file a family; `csap.cli` gathers them."""
