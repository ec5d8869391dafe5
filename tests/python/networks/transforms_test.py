import unittest

import numpy as np

from inquest.networks.transforms import Affine, LuMixing, RationalQuadratic

RNG = np.random.default_rng(1)


class Transforms(unittest.TestCase):
    maps = [Affine(), RationalQuadratic(8, 5.0), RationalQuadratic(4, np.pi, circular=True)]

    def test_there_and_back(self):
        z = RNG.uniform(-3.1, 3.1, 200)
        for one in self.maps:
            raw = RNG.normal(size=(200, one.parameters))
            u, _ = one.forward(z, raw)
            np.testing.assert_allclose(one.inverse(u, raw), z, atol=1e-9)

    def test_slopes_are_derivatives(self):
        z, step = RNG.uniform(-3, 3, 200), 1e-6
        for one in self.maps:
            raw = RNG.normal(size=(200, one.parameters))
            if isinstance(one, RationalQuadratic) and one.circular:
                raw[:, -1] = 0  # no turn across the ends between the two points
            difference = (one.forward(z + step, raw)[0] - one.forward(z - step, raw)[0]) / (2 * step)
            np.testing.assert_allclose(np.exp(one.forward(z, raw)[1]), difference, rtol=1e-3)

    def test_beyond_the_bound_a_spline_is_the_identity(self):
        spline = self.maps[1]
        u, log_slope = spline.forward(np.array([-6.0, 5.0, 7.0]), RNG.normal(size=(3, spline.parameters)))
        np.testing.assert_array_equal(u, [-6, 5, 7])
        np.testing.assert_array_equal(log_slope, 0)

    def test_raw_zeros_are_the_identity(self):
        z = RNG.uniform(-3, 3, 50)
        for one in self.maps:
            np.testing.assert_allclose(one.forward(z, np.zeros((50, one.parameters)))[0], z, atol=1e-12)

    def test_linear_mixing(self):
        mixing, z = LuMixing(RNG.normal(size=(3, 3)), RNG.normal(size=3)), RNG.normal(size=(5, 3))
        np.testing.assert_allclose(mixing.inverse(mixing.forward(z)), z, atol=1e-9)
        self.assertAlmostEqual(mixing.log_det, np.linalg.slogdet(mixing.matrix)[1])


if __name__ == "__main__":
    unittest.main()
