"""What every script promises: `--help` explains it, and an argument that it does not know is exit code 2."""

import pathlib
import subprocess
import unittest

SCRIPTS = pathlib.Path(__file__).parents[2] / "scripts"
NAMES = ("run", "test", "bench", "fuzz", "fences")


def run(name, *arguments):
    return subprocess.run([SCRIPTS / name, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True)


class Scripts(unittest.TestCase):
    def test_help_is_for_standard_output(self):
        for name in NAMES:
            with self.subTest(name):
                shown = run(name, "--help")
                self.assertEqual((shown.returncode, shown.stderr), (0, ""))
                self.assertIn("usage", shown.stdout)

    def test_unknown_arguments_are_wrong_usage(self):
        for name in NAMES:
            with self.subTest(name):
                refused = run(name, "--no-such-option")
                self.assertEqual((refused.returncode, refused.stdout), (2, ""))
                self.assertIn("--no-such-option", refused.stderr)

    def test_wrong_values_are_wrong_usage(self):
        for command in ("bench --rounds 0", "bench --only x", "bench --baseline no/such", "fuzz --seconds 0", "fuzz x",
                        "test --repeat 0"):
            with self.subTest(command):
                self.assertEqual(run(*command.split()).returncode, 2)

    def test_a_configuration_that_is_not_there_stops_the_run_before_the_build(self):
        refused = run("run", "--config", "no/such.json")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("cannot read no/such.json", refused.stderr)


if __name__ == "__main__":
    unittest.main()
