"""Means, standard deviations and ln Z of one run, as GetDist, anesthetic and ArviZ read its files and its objects."""

import functools
import tempfile
import unittest
import warnings
from pathlib import Path

import numpy as np

import support
import inquest

X, NOISE = np.array([0.5, 0.7, 0.6]), 0.5
DESIGN = np.array([[1, 0], [1, 1], [1, 2]])
NAMES = ["mu", "nu"]


def gaussian(theta, x):
    return -0.5 * np.sum(((x - theta @ DESIGN.T) / NOISE) ** 2, axis=1) - 1.5 * np.log(2 * np.pi * NOISE**2)


@functools.lru_cache(maxsize=None)
def folder():
    return tempfile.TemporaryDirectory()


@functools.lru_cache(maxsize=None)
def done():
    """Weighted draws and chains of one posterior, in closed form a normal."""
    normal = {"prior": {"normal": [0, 1]}}
    spec = {"name": "readers", "models": {"m": {"parameters": {"mu": {**normal, "latex": "\\mu"}, "nu": normal}}},
            "posterior": {"nested": {"method": "nested"}, "mcmc": {"method": "mcmc"}}}
    likelihood = inquest.Likelihood(gaussian, vectorised=True)
    spec["models"]["m"]["likelihood"] = likelihood
    options = {"output": Path(folder().name) / "readers", "threads": 1, "quiet": True}
    return support.printed(lambda: inquest.run(spec, observation=X, **options))[0]


class Readers(unittest.TestCase):
    def check(self, route, mean, sd, rows=np.inf):
        """Against results.json: what is of other rows scatters by the root of their effective number."""
        told = done().results["posterior"]["m"][route]
        spread = np.sqrt(1 / told["effective_draws"] + 1 / rows) if route == "nested" else 0
        np.testing.assert_array_less(np.abs(np.subtract(mean, told["mean"])), 4 * np.array(told["std"]) * spread + 1e-9)
        # Chains: anesthetic divides by n - 1, the others by n.
        slack = 4 * np.array(told["std"]) * spread / np.sqrt(2) + np.array(told["std"]) / told["draws"]
        np.testing.assert_array_less(np.abs(np.subtract(sd, told["std"])), slack)

    @support.needs("getdist")
    def test_getdist(self):
        import getdist

        for route in ("nested", "mcmc"):
            draws = done().posterior("m", route)
            for read in (draws.to_getdist, lambda: getdist.loadMCSamples(str(draws.stem))):
                samples = support.printed(read)[0]
                self.check(route, [samples.mean(name) for name in NAMES], [samples.std(name) for name in NAMES])

    @support.needs("anesthetic")
    def test_anesthetic(self):
        import anesthetic

        for route in ("nested", "mcmc"):
            draws = done().posterior("m", route)
            for samples in (draws.to_anesthetic(), anesthetic.read_chains(str(draws.stem))):
                columns = samples[NAMES]
                self.check(route, columns.mean().to_numpy(), columns.std().to_numpy(), samples.neff())

    @support.needs("anesthetic")
    def test_ln_z_of_anesthetic(self):
        log_z = done().posterior("m", "nested").to_anesthetic().logZ()
        told = done().results["posterior"]["m"]["nested"]["nested"]
        # anesthetic has the points of the run before it was refined. Both expect the same volumes; ours are means of
        # drawn ones. In closed form the data are normal.
        self.assertLess(abs(log_z - told["run"]["log_z"]), 0.1 * told["run"]["log_z_error"])
        self.assertLess(abs(log_z - told["log_z"]), 4 * np.hypot(told["run"]["log_z_error"], told["log_z_error"]))
        covariance = NOISE**2 * np.eye(3) + DESIGN @ DESIGN.T
        exact = -0.5 * (X @ np.linalg.solve(covariance, X) + np.linalg.slogdet(2 * np.pi * covariance)[1])
        self.assertLess(abs(log_z - exact), 4 * told["run"]["log_z_error"])

    @support.needs("arviz", "xarray")
    def test_arviz(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import arviz

            for route in ("nested", "mcmc"):
                draws = done().posterior("m", route)
                for container in (draws.to_arviz(), arviz.from_netcdf(f"{draws.stem}.nc")):
                    data = container["posterior"]
                    rows = data.sizes["chain"] * data.sizes["draw"]
                    self.check(route, [float(data[name].mean()) for name in NAMES],
                               [float(data[name].std()) for name in NAMES], rows)


if __name__ == "__main__":
    unittest.main()
