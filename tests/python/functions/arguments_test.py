import unittest

import numpy as np

from inquest.base.errors import UsageError
from inquest.functions.arguments import Arguments

NAMES = ["a", "b"]


class ArgumentsOfFunctions(unittest.TestCase):
    def called(self, function, theta=(1.0, 2.0)):
        arguments = Arguments(function, ["rng"])
        arguments.check(NAMES)
        return arguments.call(NAMES, np.array(theta), rng="r")

    def test_by_name_in_any_order(self):
        self.assertEqual(self.called(lambda b, rng, a: (a, b, rng)), (1, 2, "r"))
        self.assertEqual(self.called(lambda a, b, more=5: (a, b, more)), (1, 2, 5))
        self.assertEqual(self.called(lambda **all_of_them: sorted(all_of_them)), ["a", "b", "rng"])

    def test_as_one_array(self):
        self.assertEqual(self.called(lambda theta, rng: (theta.tolist(), rng)), ([1, 2], "r"))
        self.assertEqual(self.called(lambda theta: theta.shape, [[1.0, 2.0]] * 3), (3, 2))
        self.assertEqual(self.called(lambda a, b: a.shape, [[1.0, 2.0]] * 3), (3,))

    def test_what_fits_no_model_is_an_error(self):
        with self.assertRaisesRegex(UsageError, r"<lambda> asks for c \(the parameters of its model are a, b\)"):
            self.called(lambda a, b, c: 0)
        with self.assertRaisesRegex(UsageError, "does not take b"):
            self.called(lambda a, rng: 0)

    def test_a_parameter_called_theta_is_a_parameter(self):
        arguments = Arguments(lambda theta, a: (theta, a), ["rng"])
        arguments.check(["a", "theta"])
        self.assertEqual(arguments.call(["a", "theta"], np.array([1.0, 2.0]), rng=0), (2, 1))


if __name__ == "__main__":
    unittest.main()
