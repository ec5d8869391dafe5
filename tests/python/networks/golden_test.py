"""Estimator files of earlier formats, in NumPy; the numbers are those of tests/golden."""

import unittest
from pathlib import Path

import numpy as np

import support
from inquest.base.errors import DataError, MissingInputError, UsageError
from inquest.networks.estimator_file import read_estimator_file
from inquest.networks.load import load_network
from inquest.networks.posterior import FlowPosterior
from inquest.results.estimator import Estimator

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


@support.needs("h5py")
class Golden(unittest.TestCase):
    def test_npe(self):
        network = load_network(GOLDEN / "npe.h5")
        theta = np.array([[70, 0.3], [52, 0.9], [88, 0.05], [61.5, 0.5]])
        expected = [-4.406881218, -6.590044514, -10.47239375, -3.694917089]
        np.testing.assert_allclose(network.log_prob(theta, [0.4, -1.1]), expected, rtol=0, atol=1e-5)
        outside = network.log_prob([[49, 0.3], [70, 1.0]], [0.4, -1.1])  # beyond the prior, and on its edge
        np.testing.assert_array_equal(outside, [-np.inf, -np.inf])

    def test_the_density_integrates_to_one(self):
        network, n = load_network(GOLDEN / "npe.h5"), 400
        h, om = (low + (np.arange(n) + 0.5) / n * (high - low) for low, high in ((50, 90), (0, 1)))
        theta = np.stack(np.meshgrid(h, om), axis=-1).reshape(-1, 2)
        total = np.exp(network.log_prob(theta, [0.4, -1.1])).mean() * 40
        self.assertLess(abs(total - 1), 1e-3)  # of the midpoint rule, near the ends of the priors

    def test_draws_follow_the_density(self):
        draws = Estimator(GOLDEN / "npe.h5").sample(20000, [0.4, -1.1], seed=3, in_numpy=True)
        self.assertEqual((draws.names, draws.bounds["H0"]), (["H0", "Om"], (50, 90)))
        # The mean of 1/q is the volume of the prior. Draws on a third of it have a count with a known mean.
        log_prob = Estimator(GOLDEN / "npe.h5").log_prob(draws.values, [0.4, -1.1])
        np.testing.assert_allclose(log_prob, draws.log_posterior, atol=1e-5)
        n = 300
        h, om = (low + (np.arange(n) + 0.5) / n * (high - low) for low, high in ((50, 90), (0, 1)))
        theta = np.stack(np.meshgrid(h, om), axis=-1).reshape(-1, 2)
        density = np.exp(Estimator(GOLDEN / "npe.h5").log_prob(theta, [0.4, -1.1]))
        share = density[theta[:, 0] < 70].sum() / density.sum()
        sd = np.sqrt(share * (1 - share) / 20000)
        self.assertLess(abs(np.mean(draws["H0"] < 70) - share), 4 * sd + 2e-3)  # 2e-3: of the sum

    def test_nle(self):
        network = load_network(GOLDEN / "nle.h5")
        values = network.log_likelihood([[70, 0.3], [52, 2.9], [88, -0.5], [10, 0]], [4, 7, 0.2, 30])
        np.testing.assert_allclose(values[:3], [-12.16470297, -10.99417516, -15.32724086], rtol=0, atol=1e-5)
        self.assertEqual(values[3], -np.inf)
        with self.assertRaisesRegex(DataError, "data column 1 .it is 7.0 in all simulations"):
            network.log_likelihood([[70, 0.3]], [4, 8, 0.2, 30])

    def test_what_a_newer_program_wrote_is_refused(self):
        file = read_estimator_file(GOLDEN / "npe.h5")
        file.members[0]["attention.0"] = np.zeros(3)
        FlowPosterior(file)
        with self.assertRaisesRegex(DataError, "weights/0/attention.0 is not known"):
            file.require_all_used()
        for key, value, text in (("flow", "cfm", "flow: cfm .NumPy knows maf"),
                                 ("embedding", {"kind": "transformer"}, "embedding of kind transformer .NumPy knows"),
                                 ("embedding", "graph", "embedding of kind graph")):
            changed = read_estimator_file(GOLDEN / "npe.h5")
            changed.spec["options"][key] = value
            with self.assertRaisesRegex(UsageError, text):
                FlowPosterior(changed)

    def test_mistakes(self):
        with self.assertRaisesRegex(MissingInputError, "does not exist"):
            load_network(GOLDEN / "nothing.h5")
        with self.assertRaisesRegex(DataError, r"data of shape \[3\] \(the estimator was trained on .* \[2\]"):
            load_network(GOLDEN / "npe.h5").log_prob([[70, 0.3]], [1, 2, 3])
        with self.assertRaisesRegex(DataError, r"parameters of shape \[1, 3\] \(must be \[n, 2\]: H0, Om\)"):
            load_network(GOLDEN / "npe.h5").log_prob([[70, 0.3, 1]], [1, 2])
        with self.assertRaisesRegex(DataError, "the observation is 'x.csv' .in NumPy it must be an array"):
            load_network(GOLDEN / "npe.h5").sample(3, "x.csv")
        with self.assertRaisesRegex(DataError, "is no HDF5 file"):
            load_network(Path(__file__))
        with self.assertRaisesRegex(UsageError, "nle.h5 has no log_prob in NumPy; it has log_likelihood"):
            Estimator(GOLDEN / "nle.h5").log_prob([[70, 0.3]], [4, 7, 0.2, 30])


if __name__ == "__main__":
    unittest.main()
