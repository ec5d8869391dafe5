import unittest
from unittest import mock

import support
from inquest.command import console


class Console(unittest.TestCase):
    def shown(self, pieces, notebook):
        with mock.patch.object(console, "in_notebook", return_value=notebook):
            def feed():
                output = console.Output()
                for piece in pieces:
                    output.feed(piece)
            return support.printed(feed)[1]

    def test_a_terminal_gets_the_bar_as_it_is(self):
        self.assertEqual(self.shown(["\r\x1b[K[==] 10", "\r\x1b[Kdone\r\n"], False), "\r\x1b[K[==] 10\r\x1b[Kdone\n")

    def test_a_notebook_gets_spaces_over_the_bar(self):
        self.assertEqual(self.shown(["\r\x1b[Kabcd", "\r\x1b[Kx\r\n", "\r\x1b[Ky"], True),
                         "\r\rabcd" + "\r    \rx\n" + "\r\ry")

    def test_a_line_that_stays_is_ended(self):
        def feed(*pieces):
            output = console.Output(hidden="/tmp/x/")
            for piece in pieces:
                output.feed(piece)
            output.end()
        self.assertEqual(support.printed(lambda: feed("\r\x1b[K[==] 10"))[1], "\r\x1b[K[==] 10\n")
        self.assertEqual(support.printed(lambda: feed("/tmp/x/a.yaml", " is in order\n"))[1], "a.yaml is in order\n")

    def test_warnings_are_shown_and_the_error_is_kept(self):
        messages = console.Messages()

        def feed():
            for line in ["inquest: warning: few rows", "  of many", "inquest: a.yaml:3: bad", "suggestion"]:
                messages.feed(line)
        self.assertEqual(support.printed(feed)[2], "inquest: warning: few rows\n  of many\n")
        self.assertEqual(messages.message(), "a.yaml:3: bad\nsuggestion")


if __name__ == "__main__":
    unittest.main()
