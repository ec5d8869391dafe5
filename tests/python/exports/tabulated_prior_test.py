import unittest

import numpy as np

import support
from inquest.exports.onnx_graph import OnnxGraph
from inquest.exports.tabulated_prior import TabulatedPrior, tabulated
from inquest.networks.priors import prior_of

PRIORS = [{"uniform": [-1, 2]}, {"uniform": [1e6, 1e6 + 1]}, {"log_uniform": [0.1, 10]}, {"log_uniform": [1e-9, 1]},
          {"truncated_normal": [0, 1, -0.5, 2]}, {"truncated_normal": [0, 1, -1000, 1000]},
          {"truncated_normal": [5, 1, -1, 0]}, {"truncated_normal": [0, 1, -np.inf, 3]},
          {"truncated_normal": [2, 3, -np.inf, np.inf]}, {"half_normal": 2}, {"beta": [2, 0.7]}, {"beta": [300, 500]},
          {"gamma": [0.6, 2]}, {"gamma": [1000, 2]}, {"exponential": 3}]


@support.needs("onnx")
class TabulatedPriors(unittest.TestCase):
    def traced(self, prior, theta):
        from onnx.reference import ReferenceEvaluator

        graph, table = OnnxGraph(), TabulatedPrior(prior)
        value = graph.input("theta", 1)
        outputs = {"z": table.to_normal(value), "unit": table.unit(value), "log_prob": table.log_prob(value)}
        return [one[:, 0] for one in ReferenceEvaluator(graph.model(outputs, {})).run(None, {"theta": theta[:, None]})]

    def test_they_are_the_prior(self):
        # Farther out the rounding of theta near a finite end is larger than what the table errs by.
        z = np.concatenate([np.random.default_rng(1).normal(size=500), np.linspace(-5.5, 5.5, 101)])
        for entry in PRIORS:
            prior = prior_of(entry)
            theta = prior.from_normal(z)
            theta = theta[(theta > prior.lower) & (theta < prior.upper)]
            with np.errstate(all="ignore"):
                found = self.traced(prior, theta)
                np.testing.assert_allclose(found[0], prior.to_normal(theta), rtol=1e-7, atol=1e-7, err_msg=str(entry))
                np.testing.assert_allclose(found[1], prior.unit(theta), rtol=0, atol=1e-7, err_msg=str(entry))
                # Terms of gamma(1000, 2) are as large as 6,000, with roundings of 1e-12.
                np.testing.assert_allclose(found[2], prior.log_prob(theta), rtol=1e-12, atol=1e-11, err_msg=str(entry))

    def test_at_and_beyond_the_ends(self):
        with np.errstate(all="ignore"):
            z, unit, log_prob = self.traced(prior_of({"uniform": [-1, 2]}), np.array([-1.0, 2.0, 3.0]))
        self.assertTrue(np.isnan(z).all())
        np.testing.assert_allclose(unit[:2], [0, 1], atol=1e-15)
        self.assertEqual(log_prob[2], -np.inf)

    def test_what_lies_beyond_the_table_is_no_number(self):
        with np.errstate(all="ignore"):
            z = self.traced(prior_of({"half_normal": 1}), np.array([36.5, 38.0]))[0]
        self.assertTrue(np.isfinite(z[0]) and np.isnan(z[1]))

    def test_normals_have_no_need_of_it(self):
        for entry in ({"normal": [0, 1]}, {"log_normal": [0, 1]}):
            self.assertNotIsInstance(tabulated(prior_of(entry)), TabulatedPrior)
        self.assertIsNone(tabulated(None))


if __name__ == "__main__":
    unittest.main()
