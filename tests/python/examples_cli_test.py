"""The example of docs/python.md, cell by cell, with fewer simulations."""

import functools
import importlib.util
import unittest
from pathlib import Path
from unittest import mock

import numpy as np

import support
import inquest

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCRIPT = (DOCS / "examples" / "line.py").read_text(encoding="utf-8")
QUICK = {"simulations.train": 2000, "simulations.test": 200, "diagnostics": {"learning_curve": False},
         "posterior.npe.training.steps": 500,
         "posterior.moments.training.steps": 200, "posterior.moments.ensemble": 1,
         "evidence.network.training.steps": 400, "evidence.network.ensemble": 2, "evidence.network.bootstrap": 2}


class Example(unittest.TestCase):
    def test_the_page_shows_the_script(self):
        self.assertIn(SCRIPT, (DOCS / "python.md").read_text(encoding="utf-8"))

    @support.needs("h5py")
    def test_the_script_runs_and_is_right(self):
        cells = ["# %%" + cell for cell in SCRIPT.split("# %%")[1:]]
        names = {}
        quick = functools.partial(inquest.run, settings=QUICK, quiet=True, threads=1)
        with support.folder() as folder, mock.patch.object(inquest, "run", quick):
            for cell in cells:
                if "getdist" in cell and importlib.util.find_spec("getdist") is None:
                    continue
                support.printed(lambda: exec(cell, names))
            self.assertEqual((folder / "line.png").exists(), importlib.util.find_spec("getdist") is not None)
        # In closed form; a few thousand simulations come within half a standard deviation, and half a nat.
        mean, sd = names["draws"].mean(), np.sqrt(np.diag(names["draws"].cov()))
        np.testing.assert_allclose(mean, [0.541, 0.840], atol=0.5 * 0.184)
        np.testing.assert_allclose(sd, [0.184, 0.305], rtol=0.25)
        self.assertLess(abs(names["run"].log_k()[0]["ln_k"] - 2.613), 0.75)


if __name__ == "__main__":
    unittest.main()
