import unittest

import numpy as np

from inquest.functions.row_generators import DISTRIBUTIONS, RowGenerators

SEEDS = [3, 2**63 + 5, 7]


def rows():
    return [np.random.default_rng(seed) for seed in SEEDS]


class Rows(unittest.TestCase):
    def test_each_row_draws_by_its_own_seed(self):
        mean = np.arange(3.0)[:, None]
        drawn = RowGenerators(SEEDS).normal(mean, 0.1, size=(3, 4))
        np.testing.assert_array_equal(drawn, [one.normal(i, 0.1, 4) for i, one in enumerate(rows())])

    def test_no_batch_changes_a_row(self):
        whole = RowGenerators(SEEDS).standard_normal((3, 5))
        np.testing.assert_array_equal(whole[1:], RowGenerators(SEEDS[1:]).standard_normal((2, 5)))

    def test_a_column_needs_no_size(self):
        rate = np.array([1.0, 10.0, 100.0])
        np.testing.assert_array_equal(RowGenerators(SEEDS).poisson(rate), [g.poisson(r) for g, r in zip(rows(), rate)])
        np.testing.assert_array_equal(RowGenerators(SEEDS).random(), [g.random() for g in rows()])

    def test_what_has_fewer_dimensions_is_of_every_row(self):
        scale = np.array([0.1, 1.0])
        np.testing.assert_array_equal(RowGenerators(SEEDS).normal(0, scale=scale, size=(3, 2)),
                                      [g.normal(0, scale) for g in rows()])

    def test_streams_go_on(self):
        generators, plain = RowGenerators(SEEDS), rows()
        for _ in range(2):
            np.testing.assert_array_equal(generators.uniform(-1, 1, (3, 2)), [g.uniform(-1, 1, 2) for g in plain])

    def test_the_size_begins_with_the_rows(self):
        with self.assertRaisesRegex(ValueError, "begins with 3, the number of rows"):
            RowGenerators(SEEDS).normal(0, 1, 4)

    def test_what_does_not_broadcast_is_drawn_row_by_row(self):
        with self.assertRaisesRegex(AttributeError, "for row, generator in enumerate"):
            RowGenerators(SEEDS).permutation(3)
        self.assertEqual(len(list(RowGenerators(SEEDS))), 3)

    def test_every_distribution_is_one_of_numpy(self):
        for name in DISTRIBUTIONS:
            self.assertTrue(hasattr(np.random.Generator, name), name)


if __name__ == "__main__":
    unittest.main()
