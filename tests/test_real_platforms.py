"""Real platforms are asked where they are named, over TLS that is verified, and no secret is told of them."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from converter.cli import main
from converter.errors import SettingsError
from converter.targets.athena import live as athena
from converter.targets.athena import trino
from converter.targets.eql import live as elastic
from converter.targets.splunk import live as splunk
from converter.verify.connection import CA_FILE, read_address
from converter.verify.engine import EngineError, Event
from converter.verify.engines import ENGINES, choose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECRET = "c2VjcmV0LW9mLXRoZS10ZXN0"  # noqa: S105 -- an invented one
EVENTS = [Event("1", {"eventName": "A"}, '{"eventName":"A"}')]
ADDRESSES = {
    splunk: ("SIGMATRAIL_SPLUNK", "https://host:8089", splunk.SplunkLiveEngine),
    elastic: ("SIGMATRAIL_ELASTICSEARCH", "https://host:9200", elastic.ElasticsearchEngine),
    trino: ("SIGMATRAIL_TRINO", "host:port", trino.TrinoEngine),
}
PLATFORMS = pytest.mark.parametrize("module", ADDRESSES, ids=["splunk", "elasticsearch", "trino"])
RULE = """\
title: Trail stopped
logsource: {product: aws, service: cloudtrail}
detection:
  call: {eventName: StopLogging}
  condition: call
"""


class _Refuses(BaseHTTPRequestHandler):
    """A server that says no to everything, which a client hears only behind its handshake."""

    heard: ClassVar[list[str]] = []

    def _answer(self) -> None:
        self.heard.append(self.path)
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST = do_HEAD = _answer  # noqa: N815 -- the names are http.server's

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of such a server, which speaks TLS with a context."""
    http = HTTPServer(("127.0.0.1", 0), _Refuses)
    http.handle_error = lambda *_arguments: None  # type: ignore[method-assign] # refused handshakes are meant
    if context is not None:
        http.socket = context.wrap_socket(http.socket, server_side=True)
    thread = threading.Thread(target=http.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield http.server_port
    finally:
        http.shutdown()
        thread.join(20)
        http.server_close()


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names every platform, at places where there is none, and no authority of its own."""
    monkeypatch.setenv("SIGMATRAIL_SPLUNK", "https://splunk.invalid:8089")
    monkeypatch.setenv("SIGMATRAIL_SPLUNK_TOKEN", SECRET)
    monkeypatch.setenv("SIGMATRAIL_ELASTICSEARCH", "https://elastic.invalid:9200")
    monkeypatch.setenv("SIGMATRAIL_ELASTICSEARCH_API_KEY", SECRET)
    monkeypatch.setenv("SIGMATRAIL_TRINO", "trino.invalid:8443")
    monkeypatch.setenv("SIGMATRAIL_ATHENA", "primary")
    for name in (CA_FILE, "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_name_no_real_platform_is_chosen() -> None:
    """Whatever the environment names: only engines that run here; a name brings the real one."""
    assert [entry.name for entry in choose(())] == ["splunk", "eql", "eql-unicode", "athena"]
    assert [entry.name for entry in choose(["trino", "splunk"])] == ["splunk", "trino"]
    assert {name for name, entry in ENGINES.items() if entry.live} == {
        *("trino", "elasticsearch", "splunk-live", "athena-live")
    }


def test_verify_connects_to_nobody_unless_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Trino that the environment names hears nothing from `verify`, and something from `--engine trino`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stopped.yml").write_text(RULE)
    _Refuses.heard.clear()
    with serving() as port:
        monkeypatch.setenv("SIGMATRAIL_TRINO", f"127.0.0.1:{port}")
        assert main(["verify", "stopped.yml", "--generated", "3"]) == 0
        assert "trino" not in capsys.readouterr().out
        assert _Refuses.heard == []
        assert main(["verify", "stopped.yml", "--generated", "3", "--engine", "trino"]) == 1
        assert "sigmatrail: trino: no answer: error 403\n" in capsys.readouterr().err
        assert set(_Refuses.heard) == {"/v1/statement"}


@PLATFORMS
def test_plain_http_to_another_machine_is_refused(module: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401 -- a module
    """One line says what to set instead; no engine is made, nothing is sent."""
    variable, _, engine = ADDRESSES[module]
    monkeypatch.setenv(variable, "http://host.invalid:8089")
    reason = (
        f"{variable}: plain http would show events and secrets to everybody on the way; set it to "
        "https://host.invalid:8089, or use http for localhost, 127.0.0.0/8 or ::1 only"
    )
    assert module.available() == reason
    monkeypatch.setitem(sys.modules, "splunklib", SimpleNamespace(client=None))
    monkeypatch.setitem(sys.modules, "elasticsearch", SimpleNamespace())
    with pytest.raises((SettingsError, EngineError), match="plain http would show"):
        engine()


@PLATFORMS
@pytest.mark.parametrize(
    "address",
    ["", "nonsense", "ftp://host:1", "https://", "https://host:99999", f"https://user:{SECRET}@host:1"],
)
def test_what_is_no_address_is_refused_and_not_repeated(
    module: Any,  # noqa: ANN401 -- a module
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The line names the variable and an example; a password in an address is not part of it."""
    variable, example, _ = ADDRESSES[module]
    monkeypatch.setenv(variable, address)
    reason = str(module.available())
    assert reason.startswith(variable)
    assert (example in reason) or not address
    assert SECRET not in reason
    assert "\n" not in reason


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("host.example:8443", "https://host.example:8443"),
        ("https://host.example:8443", "https://host.example:8443"),
        ("127.0.0.1:18080", "http://127.0.0.1:18080"),
        ("127.9.9.9:18080", "http://127.9.9.9:18080"),
        ("localhost:18080", "http://localhost:18080"),
        ("[::1]:18080", "http://[::1]:18080"),
        ("https://127.0.0.1:18080", "https://127.0.0.1:18080"),
        ("http://localhost:18080", "http://localhost:18080"),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("localhost.example:18080", "https://localhost.example:18080"),
        ("127.0.0.1.example:18080", "https://127.0.0.1.example:18080"),
        ("0.0.0.0:18080", "https://0.0.0.0:18080"),
    ],
)
def test_trino_is_asked_over_https_unless_it_is_this_machine(text: str, url: str) -> None:
    """What only looks like this machine is another one; the client is told scheme and verification."""
    assert read_address("SIGMATRAIL_TRINO", "host:port", text).url == url
    connection = trino.TrinoEngine(text)._connection  # noqa: SLF001 -- what the client was told
    host, _, port = url.partition("://")[2].rpartition(":")
    assert (connection.http_scheme, connection.host, connection.port) == (
        url.partition(":")[0],
        host,
        int(port),
    )
    assert connection._http_session.verify is True  # noqa: SLF001 -- likewise


def test_trino_takes_an_authority_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that SSL_CERT_FILE names."""
    monkeypatch.setenv(CA_FILE, "/our/ca.pem")
    connection = trino.TrinoEngine("host.example:8443")._connection  # noqa: SLF001 -- what the client was told
    assert connection._http_session.verify == "/our/ca.pem"  # noqa: SLF001 -- likewise


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What stand-ins for the clients of Splunk and Elastic are told when they connect."""
    heard: dict[str, Any] = {}

    def connect(*arguments: str, **settings: object) -> object:
        heard.update(settings, arguments=arguments)
        return object()

    package = ModuleType("splunklib")
    package.client = SimpleNamespace(connect=connect)  # type: ignore[attr-defined] # a stand-in
    monkeypatch.setitem(sys.modules, "splunklib", package)
    monkeypatch.setitem(sys.modules, "elasticsearch", SimpleNamespace(Elasticsearch=connect))
    return heard


def test_splunk_is_verified(told: dict[str, Any]) -> None:
    """Its client verifies nothing by default, so it is told to, with the context that Python verifies by."""
    splunk.SplunkLiveEngine()
    context = told.pop("context")
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert told == {
        "arguments": (),
        "scheme": "https",
        "host": "splunk.invalid",
        "port": 8089,
        "splunkToken": SECRET,
        "verify": True,
        "self_signed_certificate": False,
    }


def test_elasticsearch_is_verified(told: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its client does so by default, and is told all the same; SSL_CERT_FILE is an authority of one's own."""
    elastic.ElasticsearchEngine()
    assert told == {
        "arguments": ("https://elastic.invalid:9200",),
        "api_key": SECRET,
        "verify_certs": True,
    }
    monkeypatch.setenv(CA_FILE, "/our/ca.pem")
    elastic.ElasticsearchEngine()
    assert (told["ca_certs"], told["verify_certs"]) == ("/our/ca.pem", True)


class _Talkative:
    """A client whose every call fails with what it was sent, on two lines, and an escape of a terminal."""

    def __getattr__(self, name: str) -> _Talkative:
        return self

    def __call__(self, *_arguments: object, **_settings: object) -> object:
        raise RuntimeError(f"401 for\nAuthorization: ApiKey {SECRET}\x1b")


@pytest.mark.parametrize(
    ("engine", "name"),
    [
        (splunk.SplunkLiveEngine, "SIGMATRAIL_SPLUNK_TOKEN"),
        (elastic.ElasticsearchEngine, "SIGMATRAIL_ELASTICSEARCH_API_KEY"),
    ],
)
def test_no_error_tells_a_secret(engine: Callable[[object], Any], name: str) -> None:
    """Whichever call fails: one line, with the variable's name in the place of its value."""
    made = engine(_Talkative())
    assert SECRET not in repr(made)
    calls = (
        lambda: made.load(EVENTS),
        lambda: made.run('`cloudtrail` eventName="A"'),
        made.close,
    )
    for number, call in enumerate(calls):
        with pytest.raises(EngineError) as caught:
            call()
        assert str(caught.value) == f"{made.name}: 401 for Authorization: ApiKey <{name}>\\x1b", number
        assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)
        made._index = made._stream = "made"  # noqa: SLF001 -- as if something had to be removed


def test_an_error_of_athena_tells_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What boto3 takes from the environment."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    made = athena.AthenaLiveEngine(_Talkative())
    made.load(EVENTS)
    with pytest.raises(EngineError) as caught:
        made.run("SELECT * FROM logs")
    assert str(caught.value).endswith("ApiKey <AWS_SECRET_ACCESS_KEY>\\x1b")


def test_an_unreachable_platform_is_one_line(
    tmp_path: Path,
    told: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The command ends without a traceback, and its line holds no key."""
    del told
    monkeypatch.setattr("converter.targets.eql.live._client", _Talkative)
    monkeypatch.setattr("converter.targets.eql.live.find_spec", lambda _name: True)
    path = tmp_path / "stopped.yml"
    path.write_text(RULE)
    assert main(["verify", str(path), "--engine", "elasticsearch"]) == 1
    said = capsys.readouterr().err
    assert said.splitlines()[-1] == (
        "sigmatrail: elasticsearch: 401 for Authorization: ApiKey <SIGMATRAIL_ELASTICSEARCH_API_KEY>\\x1b"
    )
    assert SECRET not in said


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody but itself vouches for, with its key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("not run: openssl is not installed")
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    subprocess.run(  # noqa: S603 -- the machine's own openssl
        [
            *(
                program,
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ),
            *("-addext", "subjectAltName=DNS:localhost", "-keyout", str(path), "-out", f"{path}.crt"),
        ],
        check=True,
        capture_output=True,
        timeout=30,
    )
    return path


@pytest.fixture(scope="module")
def server(certificate: Path) -> Iterator[str]:
    """The address of a server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{certificate}.crt", certificate)
    with serving(context) as port:
        yield f"https://localhost:{port}"


PACKAGES = {splunk: "splunklib", elastic: "elasticsearch", trino: "trino"}


@PLATFORMS
def test_a_server_that_nobody_vouches_for_is_refused(
    module: Any,  # noqa: ANN401 -- a module
    server: str,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The handshake fails, so that nothing is sent; once SSL_CERT_FILE has its certificate, it answers."""
    if find_spec(PACKAGES[module]) is None:
        pytest.skip(f"not run: the package {PACKAGES[module]} is not installed")
    variable, _, engine = ADDRESSES[module]
    monkeypatch.setenv(variable, server)
    with pytest.raises(EngineError, match=r"(?i)certificate.verify.failed"):
        engine().load(EVENTS)
    monkeypatch.setenv(CA_FILE, f"{certificate}.crt")
    with pytest.raises(EngineError, match="403"):
        engine().load(EVENTS)
    assert os.environ[variable] == server
