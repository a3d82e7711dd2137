"""What every script promises: `--help` explains it, and an argument that it does not know is exit code 2."""

import os
import pathlib
import re
import subprocess
import tempfile
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

    def test_the_data_directory_is_the_owners_alone(self):
        text = (SCRIPTS / "run").read_text()
        functions = re.findall(r"^make_(?:certificate|admin_password)\(\) \{.*?^\}", text, re.M | re.S)
        script = "\n".join([*functions, "make_certificate", "make_admin_password"])
        for before in ("", 'mkdir -m 755 "$root/data"'):
            with self.subTest(before), tempfile.TemporaryDirectory() as root:
                whole = f"umask 022; say() {{ :; }}; {before}\n{script}"
                subprocess.run(["bash", "-euc", whole], env={**os.environ, "root": root}, check=True)
                modes = {path.name: path.stat().st_mode & 0o777 for path in pathlib.Path(root).rglob("*")}
                self.assertEqual(
                    modes, {
                        "data": 0o700, "tls": 0o700, "localhost.crt": 0o644, "localhost.key": 0o600,
                        "allychat-admin": 0o600})


if __name__ == "__main__":
    unittest.main()
