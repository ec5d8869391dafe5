"""Runs the tests of the Python package: `run_tests.py unit` those that need no command, `cli` those that run it.

    run_tests.py unit|cli [NAME ...] [--no-skips] [-v]

Tests that run the command are in files called *_cli_test.py, the others in *_test.py. Names choose some of them:
converters_test, or converters_test.Converters.test_arviz. With --no-skips a test that is skipped fails the whole: where
everything is installed none may be.
"""

import argparse
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def tests(tier, names):
    """Those of a tier that are named, or all; a file of each name stands for one module."""
    files = sorted(path for path in HERE.rglob("*_test.py") if path.name.endswith("_cli_test.py") == (tier == "cli"))
    unknown = {name.split(".")[0] for name in names} - {file.stem for file in files}
    if unknown:
        sys.exit(f"no tests {', '.join(sorted(unknown))} among those of {tier}")
    for file in files:
        sys.path.insert(0, str(file.parent))
        for name in [name for name in names if name.split(".")[0] == file.stem] if names else [file.stem]:
            yield unittest.defaultTestLoader.loadTestsFromName(name)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("tier", choices=["unit", "cli"])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--no-skips", action="store_true")
    parser.add_argument("-v", action="store_true")
    return parser.parse_intermixed_args()


if __name__ == "__main__":
    asked = arguments()
    sys.path.insert(0, str(HERE))
    result = unittest.TextTestRunner(verbosity=1 + asked.v).run(unittest.TestSuite(tests(asked.tier, asked.names)))
    for test, reason in result.skipped:
        print(f"skipped {test}: {reason}")
    sys.exit(not result.wasSuccessful() or result.testsRun == 0 or (asked.no_skips and bool(result.skipped)))
