import unittest

import numpy as np

from inquest.base.errors import DataError
from inquest.networks.priors import prior_of

PRIORS = [{"uniform": [-1, 2]}, {"log_uniform": [0.1, 10]}, {"normal": [1, 2]}, {"truncated_normal": [0, 1, -0.5, 2]},
          {"truncated_normal": [0, 1, 3, float("inf")]}, {"log_normal": [0, 0.5]}, {"half_normal": 2},
          {"beta": [2, 0.7]}, {"beta": [3, 3]}, {"gamma": [0.6, 2]}, {"gamma": [30, 2]}, {"exponential": [3]}]


class Priors(unittest.TestCase):
    def test_there_and_back(self):
        z = np.linspace(-4, 4, 33)
        for entry in PRIORS:
            prior = prior_of(entry)
            theta = prior.from_normal(z)
            self.assertTrue(np.all(np.diff(theta) > 0), entry)
            np.testing.assert_allclose(prior.to_normal(theta), z, atol=1e-8, err_msg=str(entry))

    def test_the_density_is_the_slope_of_the_distribution(self):
        z, step = np.linspace(-3, 3, 25), 1e-5
        for entry in PRIORS:
            prior = prior_of(entry)
            slope = (prior.from_normal(z + step) - prior.from_normal(z - step)) / (2 * step)
            density = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi) / slope
            np.testing.assert_allclose(np.exp(prior.log_prob(prior.from_normal(z))), density, rtol=1e-6,
                                       err_msg=str(entry))

    def test_the_unit_interval(self):
        u = np.array([0.01, 0.3, 0.5, 0.8, 0.999])
        for entry in PRIORS:
            prior = prior_of(entry)
            np.testing.assert_allclose(prior.unit(prior.from_unit(u)), u, rtol=1e-10, err_msg=str(entry))

    def test_the_ends_of_the_support(self):
        prior = prior_of({"uniform": [0, 1]})
        ends = np.array([-1.0, 0.0, 1.0, 2.0])
        np.testing.assert_array_equal(prior.to_normal(ends), [-np.inf, -np.inf, np.inf, np.inf])
        np.testing.assert_array_equal(prior.log_prob(ends), [-np.inf, 0, 0, -np.inf])
        self.assertEqual(prior_of({"gamma": [2, 1]}).log_prob(np.array([0.0]))[0], -np.inf)

    def test_an_unknown_family(self):
        with self.assertRaisesRegex(DataError, "prior cauchy .not known: uniform"):
            prior_of({"cauchy": [0, 1]})


if __name__ == "__main__":
    unittest.main()
