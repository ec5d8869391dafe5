"""Estimators in NumPy against the command: every family, kind and prior."""

import unittest

import numpy as np

import support
from estimators import X, observation, trained
from inquest.command.process import ask_command


@support.needs("h5py")
class Networks(unittest.TestCase):
    def compare(self, estimator, n=300, x=X):
        """ln q of the command's draws, and the moments of draws of both."""
        theirs = estimator.sample(n, x)
        log_prob = estimator.log_prob(theirs.values, x)
        # Networks of the command compute in single precision.
        np.testing.assert_allclose(log_prob, theirs.log_posterior, rtol=1e-5, atol=1e-5, err_msg=str(estimator))
        ours = estimator.sample(n, x, in_numpy=True)
        np.testing.assert_allclose(estimator.log_prob(ours.values, x), ours.log_posterior, rtol=1e-5, atol=1e-5)
        self.assertEqual(ours.names, theirs.names)
        # Ranks of two samples of one distribution: Kolmogorov's distance has p = 1e-4 at 2.23 sqrt(2 / n).
        for a, b in zip(ours.values.T, theirs.values.T):
            places = np.sort(np.concatenate([a, b]))
            distance = np.abs(np.searchsorted(np.sort(a), places, "right") -
                              np.searchsorted(np.sort(b), places, "right")).max() / n
            self.assertLess(distance, 2.23 * np.sqrt(2 / n), str(estimator))

    def test_posteriors_of_every_family_with_priors_of_every_family(self):
        for name in ("maf", "nsf", "mdn", "lu", "spline", "moments", "together"):
            self.compare(trained("flows").estimator("m", name))

    def test_summaries_convolutions_and_sets(self):
        for name, routes in {"maps": ("cnn", "spectrum", "asinh"), "tables": ("set", "cnn", "series")}.items():
            for route_name in routes:
                self.compare(trained(name).estimator("m", route_name), x=observation(name))

    def test_circles(self):
        for name in ("spline", "nsf"):
            self.compare(trained("evidence").estimator("circle", name))

    def test_a_likelihood_is_the_posterior_but_for_a_constant(self):
        estimator = trained("evidence").estimator("line", "nle")
        draws = support.printed(lambda: estimator.sample(100, X))[0]
        prior = estimator.network.space.log_prior(draws.values)
        left = estimator.log_likelihood(draws.values, X) + prior - draws.log_posterior
        self.assertLess(np.ptp(left), 1e-5 * (1 + np.abs(estimator.log_likelihood(draws.values, X)).max()))

    def test_evidence(self):
        rows = np.array([X, [-1, 0.1, 3, 0.2, 7], [0.1, 30, 9, -2, 7]])
        for name in ("logistic", "leaky", "direct", "flows"):
            estimator = trained("evidence").estimator("evidence", name)
            with support.folder():
                np.save("x.npy", rows)
                support.printed(lambda: ask_command(["evidence", str(estimator.path), "--observations", "x.npy",
                                                     "--output", "k.npy"]))
                np.testing.assert_allclose(estimator.log_k(rows)[:, 0, 1], np.load("k.npy")[:, 0, 0], rtol=1e-5,
                                           atol=1e-5, err_msg=name)

    def test_evidence_by_other_draws(self):
        estimator = trained("evidence").estimator("evidence", "candidate")
        with support.folder():
            np.save("x.npy", [X])
            support.printed(lambda: ask_command(["evidence", str(estimator.path), "--observations", "x.npy",
                                                 "--output", "k.npy"]))
            theirs = np.load("k.npy")[0, 0]
        each = np.array([estimator.network.log_evidence(X, seed=seed)[0] for seed in range(8)])
        ours = each[:, 0] - each[:, 1]
        # Theirs scatters as one of ours does: Student's t of 7 degrees of freedom has p = 1e-4 at 7.06.
        self.assertLess(abs(theirs[0] - ours.mean()), 7.06 * ours.std(ddof=1) * np.sqrt(1 + 1 / len(ours)))


if __name__ == "__main__":
    unittest.main()
