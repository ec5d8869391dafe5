import unittest

import numpy as np

import support
from inquest.base.errors import UsageError
from inquest.functions.function import Likelihood, Simulator, words_of

NAMES = ["mu", "sigma"]
THETA, SEEDS = np.array([[0.0, 1.0], [5.0, 0.1], [-3.0, 2.0]]), np.array([1, 2**64 - 1, 3], np.uint64)


def noisy(mu, sigma, rng):
    return rng.normal(mu, sigma, 4)


def noisy_batch(theta, rng):
    return rng.normal(theta[:, :1], theta[:, 1:], (len(theta), 4))


def simulate(simulator, theta=THETA):
    files = ["theta.npy", "seeds.npy", "x.npy", "status.npy"]
    np.save(files[0], theta)
    np.save(files[1], SEEDS[:len(theta)])
    words = simulator.answer(NAMES, files)
    return np.load(files[2]), np.load(files[3]), words


class Simulators(unittest.TestCase):
    def test_row_by_row_and_vectorised_give_the_same_numbers(self):
        with support.folder():
            x, status, words = simulate(Simulator(noisy, data_shape=[4]))
            np.testing.assert_array_equal(x[1], np.random.default_rng(2**64 - 1).normal(5, 0.1, 4))
            np.testing.assert_array_equal(x, simulate(Simulator(noisy_batch, vectorised=True, data_shape=[4]))[0])
        self.assertEqual((status.tolist(), words), ([0, 0, 0], ""))

    def test_a_row_that_throws_is_marked_and_told(self):
        def careful(mu, sigma, rng):
            if mu > 4:
                raise ValueError("mu is too large")
            return noisy(mu, sigma, rng)

        with support.folder():
            x, status, words = simulate(Simulator(careful, data_shape=[4]))
        self.assertEqual(status.tolist(), [0, 1, 0])
        self.assertIn("ValueError: mu is too large", words)
        self.assertNotIn("function.py", words)

    def test_a_function_that_always_throws_fails(self):
        with support.folder(), self.assertRaisesRegex(NameError, "nothing"):
            simulate(Simulator(lambda mu, sigma: nothing, data_shape=[4]))  # noqa: F821

    def test_other_data_than_said_are_an_error(self):
        with support.folder(), self.assertRaisesRegex(ValueError, r"data of shape \[3\] \(must be \[4\]\)"):
            simulate(Simulator(lambda theta: np.zeros(3), data_shape=[4]))
        with support.folder(), self.assertRaisesRegex(ValueError, r"data of shape \[4\] \(must be \[3, 4\]\)"):
            simulate(Simulator(lambda theta: np.zeros(4), data_shape=[4], vectorised=True))

    def test_a_single_number_may_be_a_scalar(self):
        with support.folder():
            self.assertEqual(simulate(Simulator(lambda mu, sigma: mu, data_shape=[1]))[0].tolist(), [[0], [5], [-3]])

    def test_what_a_run_file_says_of_it(self):
        entry = Simulator(noisy, data_shape=(4,), workers=2).entry(["program"])
        self.assertEqual(entry, {"command": ["program"], "persistent": True, "workers": 2, "batch": 1000,
                                 "timeout": 600, "data_shape": [4], "deterministic": False})
        with self.assertRaisesRegex(UsageError, r"inquest.Simulator\(noisy, data_shape=\[...\]\)"):
            Simulator(noisy).entry(["program"])

    def test_what_is_no_function(self):
        with self.assertRaisesRegex(UsageError, "3 is no function"):
            Simulator(3)


class Likelihoods(unittest.TestCase):
    def values(self, likelihood):
        files = ["theta.npy", "x.npy", "log_likelihood.npy"]
        np.save(files[0], THETA)
        np.save(files[1], np.array([[1.0, 2.0]]))
        likelihood.answer(NAMES, files)
        return np.load(files[2]).tolist()

    def test_row_by_row_and_vectorised(self):
        with support.folder():
            self.assertEqual(self.values(Likelihood(lambda mu, sigma, x: mu + x[1])), [2, 7, -1])
            self.assertEqual(self.values(Likelihood(lambda theta, x: theta[:, 0] + x[1], vectorised=True)), [2, 7, -1])

    def test_another_number_of_values_is_an_error(self):
        with support.folder(), self.assertRaisesRegex(ValueError, r"values of shape \[\] \(must be \[3\]\)"):
            self.values(Likelihood(lambda theta, x: 0.0, vectorised=True))


class Words(unittest.TestCase):
    def test_a_traceback_begins_with_the_users_function(self):
        try:
            noisy(None, None, None)
        except AttributeError as error:
            self.assertIn("in noisy", words_of(error))


if __name__ == "__main__":
    unittest.main()
