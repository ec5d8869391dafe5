"""Python functions as simulators and likelihoods of the command."""

import os
import signal
import unittest

import numpy as np

import support
import inquest

ROUTES = {"m": {"method": "moments", "ensemble": 1, "training": {"steps": 50}}}
SPEC = {
    "name": "shift",
    "models": {"m": {"parameters": {"mu": {"prior": {"normal": [0, 1]}}}}},
    "simulations": {"train": 300, "test": 20},
    "posterior": ROUTES,
    "diagnostics": {"learning_curve": False},
}
X = np.array([0.5, 0.7, 0.6])


def shift(mu, rng):
    return rng.normal(mu, 0.5, 3)


def shifts(theta, rng):
    return rng.normal(theta, 0.5, (len(theta), 3))


def run(simulator, **options):
    with support.folder():
        kept = support.printed(lambda: inquest.run(SPEC, simulator=simulator, observation=X, threads=1, **options))[0]
        return kept.results


class Functions(unittest.TestCase):
    def test_row_by_row_vectorised_and_in_copies_the_answer_is_the_same(self):
        mean, simulators = None, (shift, inquest.Simulator(shifts, vectorised=True),
                                  inquest.Simulator(shift, workers=2, batch=50))
        for simulator in simulators:
            answer = run(simulator)["posterior"]["m"]["m"]["mean"]
            self.assertEqual(answer, mean or answer)
            mean = answer
        # By conjugacy 12 * 0.6 / 13 = 0.554, sd 0.28.
        self.assertLess(abs(mean[0] - 0.554), 0.28)

    def test_a_likelihood(self):
        def gaussian(mu, x):
            return -0.5 * np.sum((x - mu) ** 2) / 0.25 - 1.5 * np.log(2 * np.pi * 0.25)

        spec = {"name": "l", "models": {"m": {**SPEC["models"]["m"], "likelihood": gaussian}},
                "posterior": {"n": {"method": "nested"}}}
        with support.folder():
            results = support.printed(lambda: inquest.run(spec, observation=X, threads=1))[0].results
        # ln Z of N(0, 1 + sigma^2) in closed form: x is normal with covariance 0.25 + 1.
        covariance = 0.25 * np.eye(3) + 1
        exact = -0.5 * (X @ np.linalg.solve(covariance, X) + np.linalg.slogdet(2 * np.pi * covariance)[1])
        nested = results["posterior"]["m"]["n"]["nested"]
        self.assertLess(abs(nested["log_z"] - exact), 4 * nested["log_z_error"])

    def test_an_exception_is_told_with_its_traceback(self):
        with self.assertRaisesRegex(inquest.SimulatorError, "NameError: name 'nothing'") as caught:
            run(lambda mu: nothing)  # noqa: F821
        self.assertIsInstance(caught.exception.__cause__, NameError)

    def test_an_interrupt_of_the_function_ends_the_run_and_it_goes_on(self):
        calls = []

        def interrupted(mu, rng):
            calls.append(mu)
            if len(calls) == 100:
                os.kill(os.getpid(), signal.SIGINT)
            return shift(mu, rng)

        with support.folder():
            def call(**more):
                return inquest.run(SPEC, simulator=interrupted, observation=X, threads=1, **more)
            with self.assertRaisesRegex(inquest.Interrupted, "go on with resume=True"):
                support.printed(call)
            results = support.printed(lambda: call(resume=True))[0].results
        self.assertEqual(results["posterior"]["m"]["m"]["simulations"], 300)


if __name__ == "__main__":
    unittest.main()
