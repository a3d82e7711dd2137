"""What a bench has: a folder, an executable, and servers made from them, with a user and a super app in them."""

import json
import secrets
import subprocess

import load
from servers import Gateway, Nginx, ServerFailure

VALIDATE = "/api/v0/tokens/validate"
USER = {
    "login": "bench", "password": secrets.token_urlsafe(12), "email": "bench@example.com", "first_name": "Анна",
    "last_name": "Bench", "birthday": "1990-01-31"}


class Bench:
    """One bench: a folder, a gateway with a user and a super app in it, and the servers made from them.

    `name` is the gateway's in the figures; nginx is measured in the bench that `is_beside_nginx`.
    """

    def __init__(self, folder, executable, configuration, seconds, name="gateway", is_beside_nginx=True):
        self.folder, self.executable, self.configuration = folder, executable, configuration
        self.seconds, self.name, self.is_beside_nginx = seconds, name, is_beside_nginx
        self.app_token = secrets.token_hex(32)
        self.last_phone = 70_000_000_000

    def prepare(self):
        """Certificate, user, token and app; keeps the answer that nginx then returns canned."""
        make_certificate(self.folder)
        with self.gateway() as server:
            add = subprocess.run(
                [self.executable, "apps", "add", "bench", "--super", "--token", self.app_token, "--config",
                 server.configuration], capture_output=True, text=True)
            if add.returncode != 0:
                raise ServerFailure(f"gateway apps add ended with {add.returncode}: {add.stderr.strip()}")
            expect_200(load.ask(server, "POST", "/api/v0/users", {}, USER), "registering")
            credentials = {name: USER[name] for name in ("login", "password")}
            answer = expect_200(load.ask(server, "POST", "/api/v0/tokens", {}, credentials), "logging in")
            self.authorization = {"Authorization": f"Bearer {json.loads(answer)['jwt']}"}
            self.body = expect_200(load.ask(server, "GET", VALIDATE, self.authorization), "validating")
            self.tls = load.negotiated(server)
            if self.tls[0] != "TLSv1.3":
                raise ServerFailure(f"the {self.name} chose {self.tls[0]}; the bench compares TLS 1.3")
        if self.is_beside_nginx:
            self.check_nginx()

    def check_nginx(self):
        with self.nginx() as server:
            same = expect_200(load.ask(server, "GET", VALIDATE, self.authorization), "asking nginx")
            same_tls = load.negotiated(server)
        if (same, same_tls) != (self.body, self.tls):
            raise ServerFailure(f"nginx: {same!r} by {same_tls}, the gateway: {self.body!r} by {self.tls}")

    def gateway(self, loops=None, settings=None, without_rate_limits=False):
        """The gateway as shipped, or with so many loops, other settings of its APIs, or no rate limits."""
        return Gateway(
            self.name, self.folder, self.executable, self.configuration, loops, settings, without_rate_limits)

    def nginx(self, log=Nginx.UNBUFFERED):
        return Nginx(self.folder, self.body, self.tls[1], log)

    def tool(self, name):
        """A program of the bench's own, which is built beside the gateway."""
        return self.executable.with_name(name)

    def next_phones(self):
        """The number after which a load may number its phones: no phone is called twice in a bench."""
        self.last_phone += 10_000_000
        return self.last_phone

    def with_one_loop(self, *logs):
        """The servers to compare: nginx with one worker, once with each log, and the gateway with one loop."""
        return [*(self.nginx(log) for log in logs if self.is_beside_nginx), self.gateway(loops=1)]

    def as_shipped(self):
        """Makers of the servers to compare."""
        return [self.nginx, self.gateway] if self.is_beside_nginx else [self.gateway]


def make_certificate(folder):
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", folder / "server.key", "-out", folder / "server.crt"], capture_output=True, text=True)
    if made.returncode != 0:
        raise ServerFailure(f"openssl made no certificate: {made.stderr}")
    (folder / "server.key").chmod(0o600)


def expect_200(answer, doing):
    status, text = answer
    if status != 200:
        raise ServerFailure(f"{doing} was answered with {status}: {text}")
    return text


def rows(prefix, results):
    """The rows of load measurements by server name."""
    figures = {
        "CPU µs": "cpu", "CPU µs, user": "user_cpu", "per second": "per_second", "p50 µs": "p50", "p99 µs": "p99"}
    return {
        f"{prefix}, {title}": {name: getattr(result, key) for name, result in results.items()}
        for title, key in figures.items() if all(getattr(result, key) is not None for result in results.values())}
