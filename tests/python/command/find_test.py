import os
import unittest
from unittest import mock

import support
from inquest.base.errors import MissingInputError
from inquest.command import find


class FindCommand(unittest.TestCase):
    def test_the_environment_variable_comes_first(self):
        with support.fake_command("exit 0") as file:
            self.assertEqual(find.find_command(), str(file))

    def test_a_variable_that_names_nothing_is_an_error(self):
        with mock.patch.dict(os.environ, {"INQUEST": "/nowhere/inquest"}):
            with self.assertRaisesRegex(MissingInputError, "INQUEST = /nowhere/inquest"):
                find.find_command()

    def test_the_checkout_comes_before_the_path(self):
        with support.fake_command("exit 0") as file:
            path = {"PATH": str(file.parent), "INQUEST": ""}
            with mock.patch.dict(os.environ, path), mock.patch.object(find, "checkout_builds", return_value=[]):
                self.assertEqual(find.find_command(), str(file))
            with mock.patch.dict(os.environ, path), mock.patch.object(find, "checkout_builds", return_value=["/b/i"]):
                self.assertEqual(find.find_command(), "/b/i")

    def test_without_a_command_it_says_what_to_do(self):
        with mock.patch.dict(os.environ, {"PATH": "", "INQUEST": ""}):
            with mock.patch.object(find, "checkout_builds", return_value=[]):
                with self.assertRaisesRegex(MissingInputError, "./bootstrap build"):
                    find.find_command()


if __name__ == "__main__":
    unittest.main()
