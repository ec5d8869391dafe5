import unittest

import numpy as np

import support
import inquest


class Estimators(unittest.TestCase):
    def test_draws_at_another_observation(self):
        estimator = support.small_run().estimator("free", "npe")
        draws = estimator.sample(2000, np.full(4, -1.0), seed=2)
        self.assertEqual((draws.names, draws.values.shape), (["mu", "phi"], (2000, 2)))
        # By conjugacy mu is normal with mean -16/17 and sd 1/sqrt(17) = 0.24; a network of 1,000 rows comes near.
        self.assertLess(abs(draws["mu"].mean() + 16 / 17), 0.24)
        np.testing.assert_array_equal(estimator.sample(2000, np.full(4, -1.0), seed=2).values, draws.values)

    def test_draws_at_many_observations(self):
        estimator = support.small_run().estimator("free", "npe")
        self.assertEqual(estimator.sample_many(5, np.zeros((3, 4))).shape, (3, 5, 2))

    def test_mistakes(self):
        estimator = support.small_run().estimator("free", "npe")
        with self.assertRaisesRegex(inquest.DataError, "^x: the observation has 3 values"):
            estimator.sample(10, [1, 2, 3])
        with self.assertRaisesRegex(inquest.UsageError, "no estimator 'free.nle'"):
            support.small_run().estimator("free", "nle")


if __name__ == "__main__":
    unittest.main()
