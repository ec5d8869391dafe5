"""Estimators in NumPy against the command: every family, kind and prior, each trained for a moment."""

import functools
import tempfile
import unittest
from pathlib import Path

import numpy as np

import support
import inquest
from inquest.command.process import ask_command

BRIEF = {"training": {"steps": 40, "max_epochs": 2}}
X = np.array([0.3, 1.2, 4.0, 0.5, 7.0])
PRIORS = {"u": {"uniform": [-1, 2]}, "lu": {"log_uniform": [0.1, 10]}, "tn": {"truncated_normal": [0, 1, -0.5, 2]},
          "ln": {"log_normal": [0, 0.5]}, "hn": {"half_normal": 2}, "be": {"beta": [2, 0.7]}, "ga": {"gamma": [0.6, 2]},
          "ex": {"exponential": 3}}


def simulate(theta, rng):
    """Numbers of several sizes, of integers, and one that never varies."""
    return [theta[0] + rng.normal(), np.exp(3 * rng.normal()) * (1 + theta[1]**2), rng.poisson(4),
            rng.normal() + theta[-1], 7.0]


def route(**options):
    return {"method": "npe", "ensemble": 1, **BRIEF, **options}


def flow_spec():
    """One model with a prior of every family."""
    parameters = {name: {"prior": prior} for name, prior in PRIORS.items()}
    parameters["fixed"] = 4
    group = {"mean": [0, 1], "covariance": [[1, 0.5], [0.5, 2]]}
    parameters["p, q"] = {"prior": {"multivariate_normal": group}, "latex": ["p", "q"]}
    routes = {"maf": route(flow="maf", ensemble=2), "nsf": route(flow="nsf"), "mdn": route(flow="mdn", ensemble=2),
              "lu": route(flow="maf", mixing="lu", residual=True, hidden=[16, 16]),
              "spline": route(flow="spline", embedding={"kind": "mlp", "hidden": [8], "outputs": 3}),
              "moments": {"method": "moments", "ensemble": 2, **BRIEF},
              "together": {"method": "moments", "loss": "gaussian", "ensemble": 2, **BRIEF}}
    return {"models": {"m": {"simulator": simulate, "parameters": parameters}}, "posterior": routes}


def evidence_spec():
    """Two models, circles in one of them."""
    phi = {"prior": {"uniform": [0, 6.283185307179586]}, "periodic": True}
    normal = {"prior": {"normal": [0, 1]}}
    network = {"method": "network", "tune": False, "ensemble": 2, "bootstrap": 0, "training": {"steps": 40}}
    simulator = inquest.Simulator(simulate, symmetry={"reverse": True})
    return {"models": {"circle": {"simulator": simulator, "parameters": {"phi": phi, "u": normal, "w": normal}},
                       "line": {"simulator": simulator, "parameters": {"phi": 0, "u": normal, "w": normal}}},
            "posterior": {"spline": route(flow="spline"), "nsf": route(flow="nsf", mixing="lu"),
                          "nle": {"method": "nle", "flow": "spline", "ensemble": 1, "hidden": [8], **BRIEF}},
            "evidence": {"logistic": network, "leaky": {**network, "loss": "l-pop-exponential"},
                         "direct": {**network, "loss": "direct-log", "hidden": [8], "residual": True},
                         "flows": {"method": "marginal_flow", "flow": "maf", "ensemble": 2, **BRIEF},
                         "candidate": {"method": "npe_nle", "npe": {"ensemble": 1, "flow": "nsf", **BRIEF},
                                       "nle": {"ensemble": 1, "flow": "maf", **BRIEF}}}}


def simulate_map(theta, rng):
    """Two maps of odd lengths, [2, 6, 5]."""
    return np.exp(0.3 * rng.normal(size=(2, 6, 5)) + theta[0]) + 0.1 * rng.normal(size=(2, 6, 5))


def simulate_table(theta, rng):
    """Rows of a set with a mask, [7, 3]."""
    there = np.arange(7) < 1 + rng.integers(7)
    return np.column_stack([theta[0] + rng.normal(size=7), rng.normal(size=7), there])


def shaped_spec(name):
    """One model of maps, or one of tables, with what sees them as such."""
    small = {"ensemble": 1, **BRIEF, "flow": "maf"}
    spectrum = {"kind": "spectrum", "shells": 3}
    cnn = {"kind": "cnn", "channels": [4, 6], "outputs": 3}
    of_maps = {"cnn": route(**small, data={"channels": 2}, embedding={**cnn, "periodic": True, "pool": "max"}),
               "spectrum": route(**small, data={"channels": 2, "summary": {**spectrum, "moments": True, "peaks": [0]}}),
               "asinh": {"method": "moments", "ensemble": 1, **BRIEF,
                         "data": {"channels": 2, "summary": {**spectrum, "of": "asinh"}}}}
    of_tables = {"set": route(**small, embedding={"kind": "set", "mask": True, "hidden": [6], "outputs": 3}),
                 "cnn": route(**small, embedding={**cnn, "stride_first": 1}),
                 "series": {"method": "moments", "ensemble": 1, **BRIEF, "data": {"channels": 7}, "embedding": cnn}}
    simulator = simulate_map if name == "maps" else simulate_table
    return {"models": {"m": {"simulator": simulator, "parameters": {"a": {"prior": {"normal": [0, 1]}}}}},
            "posterior": of_maps if name == "maps" else of_tables}


@functools.lru_cache(maxsize=None)
def folder():
    return tempfile.TemporaryDirectory()


@functools.lru_cache(maxsize=None)
def trained(name):
    """The estimators of one of the two, trained once."""
    spec = {"name": name, "simulations": {"train": 300, "test": 20}, "diagnostics": {"learning_curve": False},
            **{"flows": flow_spec, "evidence": evidence_spec}.get(name, lambda: shaped_spec(name))()}
    options = {"output": Path(folder().name) / name, "threads": 1, "quiet": True, "stage": "train"}
    return support.printed(lambda: inquest.run(spec, observation=observation(name), **options))[0]


def observation(name):
    """Data of the shape that a spec asks for."""
    simulator = {"maps": simulate_map, "tables": simulate_table}.get(name)
    return X if simulator is None else simulator([0.3], np.random.default_rng(1))


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
