"""Runs the tests of the Python package: `run_tests.py unit` those that need no command, `cli` those that run it.

Tests that run the command are in files called *_cli_test.py, the others in *_test.py.
"""

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def tests(tier):
    """All tests of a tier; a file of each name stands for one module."""
    files = sorted(path for path in HERE.rglob("*_test.py") if path.name.endswith("_cli_test.py") == (tier == "cli"))
    for file in files:
        sys.path.insert(0, str(file.parent))
        yield unittest.defaultTestLoader.loadTestsFromName(file.stem)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    result = unittest.TextTestRunner(verbosity=1 + ("-v" in sys.argv)).run(unittest.TestSuite(tests(sys.argv[1])))
    for test, reason in result.skipped:
        print(f"skipped {test}: {reason}")
    sys.exit(not result.wasSuccessful() or result.testsRun == 0)
