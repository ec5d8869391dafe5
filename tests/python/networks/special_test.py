import math
import unittest

import numpy as np

from inquest.networks import special


class Normal(unittest.TestCase):
    def test_the_distribution_and_its_inverse(self):
        z = np.linspace(-37, 0, 75)
        log_p = special.log_normal_cdf(z)
        exact = [math.log(0.5 * math.erfc(-value / math.sqrt(2))) for value in z]
        np.testing.assert_allclose(log_p, exact, rtol=1e-12)
        np.testing.assert_allclose(special.normal_quantile_from_log(log_p), z, rtol=1e-12, atol=1e-12)
        above = [math.log1p(-0.5 * math.erfc(-value / math.sqrt(2))) for value in z]
        np.testing.assert_allclose(special.log_normal_cdf(-z), above, rtol=1e-12)

    def test_beyond_what_a_double_holds(self):
        z = np.array([-40.0, -100.0, -1000.0])
        np.testing.assert_allclose(special.normal_quantile_from_log(special.log_normal_cdf(z)), z, rtol=1e-12)
        # The leading term of Mills' ratio, whose next one is a share 1 / z^2; and 1e-15 of the values themselves.
        leading = special.log_normal_density(z) - np.log(-z)
        np.testing.assert_array_less(np.abs(special.log_normal_cdf(z) - leading), 1 / z**2 + 1e-15 * z**2)


class GammaAndBeta(unittest.TestCase):
    def test_gamma_of_one_is_exponential_and_of_a_half_the_error_function(self):
        x = np.array([1e-8, 0.1, 1.4, 1.6, 5.0, 50.0])
        log_p, log_q = special.log_gamma_tails(1.0, x)
        np.testing.assert_allclose(log_p, np.log(-np.expm1(-x)), rtol=1e-13, atol=1e-16)
        np.testing.assert_allclose(log_q, -x, rtol=1e-13)
        log_p, log_q = special.log_gamma_tails(0.5, x)
        np.testing.assert_allclose(log_p, [math.log(math.erf(math.sqrt(value))) for value in x], rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(log_q, [math.log(math.erfc(math.sqrt(value))) for value in x], rtol=1e-12)

    def test_beta_of_one_is_a_power_and_of_integers_a_binomial(self):
        theta = np.array([1e-6, 0.2, 0.5, 0.9, 0.999])
        y = np.log(theta / (1 - theta))
        np.testing.assert_allclose(special.log_beta_cdf(2.5, 1.0, y), 2.5 * np.log(theta), rtol=1e-12)
        exact = sum(math.comb(6, k) * theta**k * (1 - theta)**(6 - k) for k in range(3, 7))
        np.testing.assert_allclose(np.exp(special.log_beta_cdf(3.0, 4.0, y)), exact, rtol=1e-12)


if __name__ == "__main__":
    unittest.main()
