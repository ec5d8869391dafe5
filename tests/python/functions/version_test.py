import functools
import unittest

from inquest.functions.version import version_of


class Versions(unittest.TestCase):
    def test_it_follows_the_source(self):
        def one(a):
            return a

        def two(a):
            return a + 1

        self.assertEqual(version_of(one), version_of(one))
        self.assertNotEqual(version_of(one), version_of(two))
        self.assertRegex(version_of(one), "^[0-9a-f]{12}$")

    def test_arguments_of_a_partial_count(self):
        self.assertNotEqual(version_of(functools.partial(max, 1)), version_of(functools.partial(max, 2)))

    def test_a_lambda_is_its_code_wherever_it_stands(self):
        one, same = lambda a: a in {"x", "y"} and (lambda b: b), lambda a: a in {"x", "y"} and (lambda b: b)
        self.assertEqual(version_of(one), version_of(same))
        self.assertNotEqual(version_of(one), version_of(lambda a: a in {"x", "z"} and (lambda b: b)))

    def test_what_has_no_source_has_a_version(self):
        made = {}
        exec("def f(a): return a\ndef g(a): return a + 1", made)
        self.assertNotEqual(version_of(made["f"]), version_of(made["g"]))
        self.assertRegex(version_of(max), "^[0-9a-f]{12}$")


if __name__ == "__main__":
    unittest.main()
