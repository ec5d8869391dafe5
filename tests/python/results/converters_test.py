import unittest
import warnings

import numpy as np

import support
from draws_test import draws

from inquest.base.errors import MissingInputError
from inquest.results import converters


def chains():
    values = np.random.default_rng(1).normal(size=(600, 2))
    return draws(values, chains=[200, 200, 200], labels=["\\alpha", "b"], bounds={"a": (-9, None), "b": (0, 6, True)})


def weighted():
    values = np.random.default_rng(2).normal(size=(4000, 2))
    return draws(values, np.random.default_rng(3).random(4000), labels=["\\alpha", "b"])


class Converters(unittest.TestCase):
    def test_a_program_that_is_not_there_is_named(self):
        with self.assertRaisesRegex(MissingInputError, "no_such_program is not installed"):
            converters.program("no_such_program")

    @support.needs("getdist")
    def test_getdist(self):
        for one in (chains(), weighted()):
            samples = support.printed(one.to_getdist)[0]
            np.testing.assert_allclose(samples.getMeans(), one.mean())
            np.testing.assert_allclose(samples.getCovMat().matrix, one.cov(), rtol=1e-3)
            self.assertEqual(samples.numrows, len(one))
            self.assertEqual(samples.paramNames.names[0].label, "\\alpha")
        samples = support.printed(chains().to_getdist)[0]
        self.assertEqual(samples.ranges.getLower("a"), -9)
        self.assertIn("b", samples.ranges.periodic)

    @support.needs("anesthetic")
    def test_anesthetic(self):
        for one in (chains(), weighted()):
            samples = one.to_anesthetic()
            np.testing.assert_allclose(samples[["a", "b"]].mean().to_numpy(), one.mean())
            self.assertEqual(samples.get_labels()[0], "$\\alpha$")

    @support.needs("xarray")
    def test_xarray(self):
        data = chains().to_xarray()
        self.assertEqual(dict(data.sizes), {"chain": 3, "draw": 200})
        np.testing.assert_array_equal(data["b"].values[1], chains()["b"][200:400])
        self.assertLess(weighted().to_xarray().sizes["draw"], 4000)

    @support.needs("arviz", "xarray")
    def test_arviz(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            container = chains().to_arviz()
        self.assertEqual(dict(container["posterior"].sizes), {"chain": 3, "draw": 200})
        for i, name in enumerate("ab"):
            self.assertAlmostEqual(float(container["posterior"][name].mean()), chains().mean()[i])
            self.assertAlmostEqual(float(container["posterior"][name].std(ddof=0)), np.sqrt(chains().cov()[i, i]), 2)


if __name__ == "__main__":
    unittest.main()
