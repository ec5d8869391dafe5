"""The examples of docs/python.md: line.py cell by cell, with fewer simulations, and what takes its posterior on."""

import functools
import importlib.util
import os
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


@functools.lru_cache(maxsize=None)
def executed():
    """The variables of line.py, what it printed, and the figure where GetDist is installed; run once."""
    quick = functools.partial(inquest.run, settings=QUICK, quiet=True, threads=1)
    names, text = {}, ""
    with support.folder() as folder, mock.patch.object(inquest, "run", quick), \
            mock.patch.dict(os.environ, {"MPLBACKEND": "Agg"}):
        for cell in SCRIPT.split("# %%")[1:]:
            if "getdist" not in cell or importlib.util.find_spec("getdist") is not None:
                text += support.printed(lambda: exec("# %%" + cell, names))[1]
        names["network"].network  # which reads the file, before the folder goes away
        figure = (folder / "line.png").read_bytes() if (folder / "line.png").exists() else None
        if importlib.util.find_spec("onnx") is not None:
            names["onnx"] = names["network"].export("rising.onnx").read_bytes()
    return names, text, figure


@support.needs("h5py")
class Example(unittest.TestCase):
    def test_the_page_shows_the_script(self):
        self.assertIn(SCRIPT, (DOCS / "python.md").read_text(encoding="utf-8"))

    def test_the_script_runs_and_is_right(self):
        names = executed()[0]
        # In closed form; a few thousand simulations come within half a standard deviation, and half a nat.
        mean, sd = names["draws"].mean(), np.sqrt(np.diag(names["draws"].cov()))
        np.testing.assert_allclose(mean, [0.541, 0.840], atol=0.5 * 0.184)
        np.testing.assert_allclose(sd, [0.184, 0.305], rtol=0.25)
        self.assertLess(abs(names["run"].log_k()[0]["ln_k"] - 2.613), 0.75)

    def test_it_prints_the_calibration(self):
        text = executed()[1]
        self.assertRegex(text, r"model +rows +sbc.joint_p +tarp.p_value +coverage.p_value +local_c2st.p_value")
        self.assertRegex(text, r"rising +200 +0?\.\d+")
        shares = [float(line.split()[3][:-1]) for line in text.splitlines() if "of the truths" in line]
        # Of 200 truths at the level 95% a share of 0.95 +- 0.0154 is expected of an exact posterior.
        self.assertEqual(len(shares), 11)
        self.assertLess(abs(shares[-2] - 95), 4 * 1.54)

    @support.needs("getdist")
    def test_it_draws_two_routes_in_one_figure(self):
        self.assertTrue(executed()[2].startswith(b"\x89PNG"))

    def with_another_experiment(self, script, result):
        """Runs an example that joins a slope of 1.0 +- 0.1, and holds its mean to weighted draws of the network."""
        names = {}
        with support.folder() as folder:
            (folder / "rising.onnx").write_bytes(executed()[0]["onnx"])
            support.printed(lambda: exec((DOCS / "examples" / script).read_text(encoding="utf-8"), names))
        theta = executed()[0]["network"].network.sample(40000, names["readings"])[0]
        weights = np.exp(-0.5 * ((theta[:, 1] - 1) / 0.1) ** 2)
        mean = weights @ theta / weights.sum()
        # Draws of standard deviations 0.12 and 0.1, of which 1,000 at least are independent on either side.
        np.testing.assert_allclose(result(names), mean, atol=4 * 0.12 * np.sqrt(2 / 1000))

    @support.needs("onnxruntime", "jax")
    def test_the_density_in_jax(self):
        self.with_another_experiment("density_in_jax.py", lambda names: np.mean(names["draws"], axis=0))

    @support.needs("onnxruntime", "pymc")
    def test_the_density_in_pymc(self):
        self.with_another_experiment("density_in_pymc.py", lambda names: [
            float(names["trace"].posterior[name].mean()) for name in ("offset", "slope")])


if __name__ == "__main__":
    unittest.main()
