"""`python -m fibrocast_training <model> --data <dir> --out models/<model>`"""

import argparse
import importlib
import os
import pkgutil
import sys

# One thread: sums are added in one order, so that a second run gives the same numbers.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")




def main(arguments=None):
    from . import commands

    parser = argparse.ArgumentParser(prog="fibrocast_training", description=__doc__)
    children = parser.add_subparsers(dest="command", required=True, metavar="model")
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda each: each.name):
        # A command loads what it needs when it runs: the imaging packages need not be there for a table.
        child = children.add_parser(module.name.replace("_", "-"))
        child.set_defaults(module=module.name)
        importlib.import_module(f"{commands.__name__}.{module.name}").arguments(child)
    options = parser.parse_args(arguments)
    from .tables import TableProblem

    try:
        importlib.import_module(f"{commands.__name__}.{options.module}").run(options)
    except TableProblem as problem:
        print(f"fibrocast_training: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
