import math
import unittest

import numpy as np

from inquest.networks.box_probability import log_box_probability


def cdf(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


class Box(unittest.TestCase):
    def test_one_dimension_and_independent_ones_are_exact(self):
        self.assertAlmostEqual(log_box_probability(np.array([1.0]), np.array([[2.0]]), np.array([0.0]),
                                                   np.array([np.inf])), math.log(cdf(0.5)), 12)
        exact = math.log((cdf(1) - cdf(-1)) * cdf(0.5))
        found = log_box_probability(np.zeros(2), np.diag([1.0, 2.0]), np.array([-1.0, -np.inf]), np.array([1.0, 1.0]))
        self.assertAlmostEqual(found, exact, 12)

    def test_an_orthant_of_correlated_normals(self):
        """1/4 + arcsin(rho) / (2 pi), to the 1e-3 of the points."""
        factor = np.linalg.cholesky(np.array([[1, 0.6], [0.6, 1]]))
        found = math.exp(log_box_probability(np.zeros(2), factor, np.zeros(2), np.full(2, np.inf)))
        self.assertLess(abs(found / (0.25 + math.asin(0.6) / (2 * math.pi)) - 1), 1e-3)


if __name__ == "__main__":
    unittest.main()
