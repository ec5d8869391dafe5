import signal
import unittest

from inquest.base import errors


class Errors(unittest.TestCase):
    def test_each_exit_status_has_its_kind(self):
        kinds = {64: errors.UsageError, 65: errors.DataError, 66: errors.MissingInputError, 70: errors.InternalError,
                 74: errors.FileError, 78: errors.RunFileError, 130: errors.Interrupted}
        for status, kind in kinds.items():
            error = errors.error_of(status, "x")
            self.assertIs(type(error), kind)
            self.assertEqual((str(error), error.exit_status), ("x", status))
            self.assertIsInstance(error, errors.InquestError)

    def test_an_interrupt_is_one_of_python_too(self):
        self.assertIsInstance(errors.error_of(-signal.SIGINT, ""), KeyboardInterrupt)

    def test_a_signal_and_an_unknown_status_are_told(self):
        self.assertEqual(str(errors.error_of(-9, "")), "the command was ended by signal 9")
        self.assertEqual(str(errors.error_of(3, "")), "the command ended with exit status 3")

    def test_options_are_spelled_as_arguments(self):
        message = str(errors.error_of(64, "use --resume to go on, --force to replace it, or another --output"))
        hint = str(errors.error_of(65, "to hear of all: inquest check-simulator a.yaml"))
        self.assertEqual(hint, "to hear of all: inquest.check_simulator(...)")
        self.assertEqual(message, "use resume=True to go on, force=True to replace it, or another output=...")


if __name__ == "__main__":
    unittest.main()
