"""One target under atheris: `python -m tests.fuzz.guided FAMILY TARGET [options of libFuzzer] CORPUS`.

The packages that it reads with are instrumented too: what steers is where in them an input leads."""

import importlib
import sys

FAMILIES = ("sheets", "files", "texts", "signed", "ground")
READERS = ["csap", "pypdf", "icalendar", "zipfile", "csv", "webauthn", "authlib", "joserfc", "PIL"]


def main() -> None:
    import atheris  # noqa: PLC0415 - installed by `make fuzz` alone

    family, name = sys.argv[1:3]
    with atheris.instrument_imports(include=READERS):
        target = importlib.import_module(f"tests.fuzz.{family}").TARGETS[name]
    atheris.Setup([sys.argv[0], *sys.argv[3:]], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
