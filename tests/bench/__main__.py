"""make bench: one JSON line a figure; `make bench ONLY=allocation` for the modules whose name begins so."""

import importlib
import pkgutil
import sys

import tests.bench

PLUMBING = {"__main__", "bare", "door", "greedy", "measuring", "nation"}


def main(wanted: str) -> None:
    for module in pkgutil.iter_modules(tests.bench.__path__):
        if module.name.startswith(wanted) and module.name not in PLUMBING:
            for figure in importlib.import_module(f"tests.bench.{module.name}").measure():
                print(figure.line(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
