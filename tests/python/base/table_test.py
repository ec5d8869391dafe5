import unittest

import numpy as np

from inquest.base.table import Table


class Tables(unittest.TestCase):
    table = Table(["route", "ln_k", "bound"], [{"route": "a", "ln_k": 1.23456789, "bound": True},
                                               {"route": "<b>", "ln_k": None, "bound": False}])

    def test_a_column_is_an_array(self):
        np.testing.assert_array_equal(self.table["ln_k"], [1.23456789, np.nan])
        self.assertEqual(self.table["bound"].dtype, bool)
        self.assertEqual(list(self.table["route"]), ["a", "<b>"])

    def test_a_row_is_a_dict(self):
        self.assertEqual(self.table[0]["route"], "a")
        self.assertEqual([row["route"] for row in self.table.where(bound=False)], ["<b>"])
        self.assertEqual(len(self.table), 2)

    def test_an_unknown_column_names_those_there_are(self):
        with self.assertRaisesRegex(KeyError, "no column 'lnk'.*route, ln_k, bound"):
            self.table["lnk"]
        with self.assertRaisesRegex(KeyError, "no column 'lnk'"):
            self.table.select("route", "lnk")

    def test_some_columns(self):
        self.assertEqual(repr(self.table.select("bound")).splitlines()[0], "bound")
        self.assertEqual(len(self.table.select("route", "bound")), 2)

    def test_it_prints_as_text_and_html(self):
        self.assertEqual(repr(self.table).splitlines()[:2], ["route  ln_k     bound", "a      1.23457  True"])
        self.assertIn("<td>&lt;b&gt;</td><td></td>", self.table._repr_html_())


if __name__ == "__main__":
    unittest.main()
