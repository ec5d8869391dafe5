import unittest

import numpy as np

from inquest.results.draws import Draws


def draws(values, weights=None, **more):
    values = np.asarray(values, dtype=float)
    weights = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=float)
    return Draws(names=["a", "b"][:values.shape[1]], values=values, weights=weights,
                 log_posterior=np.zeros(len(values)), **more)


class DrawsOfParameters(unittest.TestCase):
    def test_a_parameter_by_name(self):
        np.testing.assert_array_equal(draws([[1, 2], [3, 4]])["b"], [2, 4])
        self.assertEqual(sorted(dict(draws([[1, 2]]))), ["a", "b"])
        with self.assertRaisesRegex(KeyError, "no parameter 'c'.*a, b"):
            draws([[1, 2]])["c"]

    def test_weights_count_like_repeated_rows(self):
        rng = np.random.default_rng(1)
        values, counts = rng.normal(size=(50, 2)), rng.integers(1, 5, 50)
        weighted, repeated = draws(values, counts), draws(np.repeat(values, counts, axis=0))
        np.testing.assert_allclose(weighted.mean(), repeated.mean())
        np.testing.assert_allclose(weighted.cov(), repeated.cov())
        self.assertTrue(weighted.is_weighted and not repeated.is_weighted)

    def test_quantiles_of_a_normal(self):
        values = np.random.default_rng(2).normal(size=(40000, 1))
        # Four standard errors of the quantile at 0.025: sqrt(0.025 * 0.975 / n) / density(-1.96) = 0.0134.
        np.testing.assert_allclose(draws(values).quantile([0.025, 0.5]), [[-1.96], [0]], atol=0.054)
        self.assertEqual(draws(values).quantile(0.5).shape, (1,))

    def test_equal_weights_keep_the_distribution(self):
        values = np.random.default_rng(3).normal(size=(40000, 1))
        kept = draws(values, np.exp(-0.5 * (values[:, 0] - 1) ** 2 + 0.5 * values[:, 0] ** 2 - 3 * (values[:, 0] > 3)))
        kept = kept.equal_weights()
        self.assertFalse(kept.is_weighted)
        self.assertEqual(len(np.unique(kept.values)), len(kept))
        self.assertLess(abs(kept.mean()[0] - 1), 4 / np.sqrt(len(kept)) + 0.05)  # 0.05: 0.1% of the mass weighs less

    def test_they_print_as_a_table(self):
        text = repr(draws([[1, 2], [3, 4]], title="m.r"))
        self.assertTrue(text.startswith("m.r: 2 draws\nparameter  mean"), text)
        self.assertIn("<table>", draws([[1, 2], [3, 4]])._repr_html_())


if __name__ == "__main__":
    unittest.main()
