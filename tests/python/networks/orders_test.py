import itertools
import unittest

from inquest.networks.orders import below, orders_of, philox, stream


class Orders(unittest.TestCase):
    def test_known_answers_of_philox(self):
        """Of the authors' Random123, kat_vectors."""
        self.assertEqual(philox((0, 0, 0, 0), (0, 0)), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8))
        ones = 0xFFFFFFFF
        self.assertEqual(philox((ones,) * 4, (ones,) * 2), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD))

    def test_numbers_below(self):
        numbers = [below(stream(7), 5) for _ in range(3)]
        self.assertEqual(len(set(numbers)), 1)
        drawn = stream(8)
        counts = [0] * 5
        for _ in range(5000):
            counts[below(drawn, 5)] += 1
        self.assertLess(max(abs(count - 1000) for count in counts), 4.5 * 28.3)  # sd of a binomial: sqrt(800)

    def test_orders_are_permutations_and_every_second_one_is_the_reverse(self):
        orders = orders_of(6, 5)
        self.assertEqual(orders[0], list(range(6)))
        self.assertEqual(orders[1], orders[0][::-1])
        self.assertEqual(orders[3], orders[2][::-1])
        self.assertTrue(all(sorted(order) == list(range(6)) for order in orders))
        self.assertEqual(list(itertools.chain(*orders_of(1, 3))), [0, 0, 0])


if __name__ == "__main__":
    unittest.main()
