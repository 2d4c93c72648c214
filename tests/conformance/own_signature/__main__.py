"""The vendor's Python libraries for products whose gateway has a signature of its own, and the command, send the same calls.

- The libraries call the emulator, which verifies their signatures, and read its responses and its errors.
- They and the command send each call to a recorder. Both requests have to be equal, and the library's function for the
  signature has to compute the signature that the command sent.
- A fault is planted into each part of the command's requests, and has to be found.

Usage: own_signature PATH_OF_ALICLOUD
"""

import base64
import contextlib
import hashlib
import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import xml.etree.ElementTree

from alibabacloud_gateway_oss.client import Client as OssGateway
from alibabacloud_gateway_oss_util.client import Client as OssUtil
from alibabacloud_gateway_sls.client import Client as SlsGateway
from alibabacloud_hcs_mgw20240626 import models as mgw
from alibabacloud_hcs_mgw20240626.client import Client as Mgw
from alibabacloud_sls20201230 import models as sls
from alibabacloud_sls20201230.client import Client as Sls
from alibabacloud_tea_openapi.models import Config
from alibabacloud_tea_xml.client import Client as TeaXml

HERE = pathlib.Path(__file__).resolve().parent
SECRET = "testsecret"

# What names the operation in requests to every other gateway. These gateways do not need it. The signature of SLS covers it.
OF_OURS = {"x-acs-action", "x-acs-version"}
# Headers of the HTTP libraries, and those whose value is the time or depends on it.
OWN = {"accept-encoding", "authorization", "connection", "content-length", "date", "user-agent", "x-oss-date"}

# The name, the words of the command, and the same call with the library.
CALLS = {
    "sls": [
        ("ListProject", ["--projectName", "a b*~+中", "--size", "5"],
         lambda client: client.list_project(sls.ListProjectRequest(project_name="a b*~+中", size=5))),
        ("CreateProject", ["--projectName", "one", "--description", "über & <all>"],
         lambda client: client.create_project(sls.CreateProjectRequest(project_name="one", description="über & <all>"))),
        ("GetCursor", ["--project", "one", "--logstore", "store", "--shardId", "0", "--from", "begin"],
         lambda client: client.get_cursor("one", "store", "0", sls.GetCursorRequest(from_="begin"))),
        ("CreateLogStore", ["--project", "one", "--logstoreName", "store", "--ttl", "7", "--shardCount", "2", "--autoSplit", "true"],
         lambda client: client.create_log_store(
             "one", sls.CreateLogStoreRequest(logstore_name="store", ttl=7, shard_count=2, auto_split=True))),
        ("DeleteLogStore", ["--project", "one", "--logstore", "store"], lambda client: client.delete_log_store("one", "store")),
        ("EnableAlert", ["--project", "one", "--alertName", "alert-1"], lambda client: client.enable_alert("one", "alert-1")),
        # A name that is encoded in the path: the library signs it before that, the command as it is sent.
        ("EnableAlert", ["--project", "one", "--alertName", "a 组"], lambda client: client.enable_alert("one", "a 组")),
    ],
    "hcs-mgw": [
        ("CreateAddress", ["--userid", "12345", "--ImportAddress", '{"Name": "one", "Tags": "a & <b>"}'],
         lambda client: client.create_address(
             "12345", mgw.CreateAddressRequest(import_address=mgw.CreateAddressInfo(name="one", tags="a & <b>")))),
        ("GetAddress", ["--userid", "12345", "--addressName", "one"], lambda client: client.get_address("12345", "one")),
        ("ListAddress", ["--userid", "12345", "--marker", "a b*~+中", "--count", "5"],
         lambda client: client.list_address("12345", mgw.ListAddressRequest(marker="a b*~+中", count=5))),
        ("VerifyAddress", ["--userid", "12345", "--addressName", "one"], lambda client: client.verify_address("12345", "one")),
    ],
}


def resolve_localhost():
    """Not every system knows the names below `localhost`, which the libraries connect to for a label in front of the host."""
    known = socket.getaddrinfo

    def getaddrinfo(host, *rest, **more):
        return known("127.0.0.1" if isinstance(host, str) and host.endswith(".localhost") else host, *rest, **more)

    socket.getaddrinfo = getaddrinfo


def client(product, port, secret=SECRET):
    endpoint = f"localhost:{port}"
    config = Config(access_key_id="testid", access_key_secret=secret, endpoint=endpoint, protocol="HTTP", region_id="cn-hangzhou")
    if product == "sls":
        return Sls(config)
    mgw_client = Mgw(config)
    # The library puts the user in front of the vendor's hosts alone.
    host = lambda _type, _bucket, endpoint, context: f"{context.request.host_map['userid']}.{endpoint}"
    mgw_client._spi.get_host = host
    return mgw_client


def read_responses_without_names():
    """The library for OSS reads a response by a table of the operations of OSS, which has none of another product, and fails. Its own
    parser of XML is used instead."""
    OssUtil.parse_xml = staticmethod(lambda text, _action: TeaXml.parse_xml(text, None))


class Command:
    def __init__(self, binary, home):
        self.binary, self.home = binary, home
        for product in CALLS:
            self.run("product", "add", str(HERE / f"{product}.json"))

    def environment(self, port=None):
        endpoint = {"ALIBABA_CLOUD_ENDPOINT": f"http://localhost:{port}"} if port else {}
        return {
            "ALIBABA_CLOUD_ACCESS_KEY_ID": "testid", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": SECRET,
            "ALIBABA_CLOUD_REGION_ID": "cn-hangzhou", "HOME": self.home, **endpoint,
        }

    def run(self, *words, port=None):
        done = subprocess.run([self.binary, *words], env=self.environment(port), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout

    @contextlib.contextmanager
    def emulator(self):
        words = [self.binary, "emulator", "--listen", "127.0.0.1:0", "--access-key", f"testid:{SECRET}"]
        process = subprocess.Popen(words, env=self.environment(), stdout=subprocess.PIPE, text=True)
        try:
            line = process.stdout.readline().strip()
            assert line.startswith("listening on http://"), f"the emulator said {line!r}"
            yield line.rpartition(":")[2]
        finally:
            process.terminate()
            process.wait(timeout=10)


class Request:
    """A request as it was received."""

    def __init__(self, method, target, headers, body):
        self.method, self.headers, self.body = method, headers, body
        self.path, _, query = target.partition("?")
        self.query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))

    def compared(self):
        # The name of the host has the label in front; the port is that of the recorder.
        headers = {name: value.split(";")[0] if name == "content-type" else value for name, value in self.headers.items()}
        for name in OWN | OF_OURS:
            headers.pop(name, None)
        # The library for OSS does not say what it accepts.
        if "x-oss-date" in self.headers:
            headers.pop("accept", None)
        is_xml = headers.get("content-type") == "application/xml"
        if is_xml:
            # The library writes the declaration of XML and indents, so the bytes differ, and with them their hash.
            headers.pop("content-md5", None)
            body = xml.etree.ElementTree.canonicalize(self.body.decode(), strip_text=True)
        else:
            body = json.loads(self.body) if self.body else None
            if self.body and "content-md5" in headers:
                assert headers.pop("content-md5") == hashlib.md5(self.body).hexdigest().upper(), self.body
                assert headers.pop("x-log-bodyrawsize") == str(len(self.body)), self.body
        # An empty header is one that is not there.
        headers = {name: value for name, value in headers.items() if value}
        if not self.body:
            headers.pop("content-type", None)
        return self.method, urllib.parse.unquote(self.path), self.query, body, headers

    def problem(self, path=None):
        """What is wrong with the signature, by the functions of the library. `path` is the one that was signed."""
        path = path or self.path
        authorization = self.headers.get("authorization", "")
        headers = {name: value for name, value in self.headers.items()}
        if authorization.startswith("LOG "):
            hash = self.headers.get("content-md5", "")
            if hash != (hashlib.md5(self.body).hexdigest().upper() if self.body else ""):
                return "the hash of the body"
            expected = SlsGateway().get_authorization(path, self.method, self.query, headers, "testid", SECRET)
        else:
            if self.body and self.headers.get("content-md5") != base64.b64encode(hashlib.md5(self.body).digest()).decode():
                return "the hash of the body"
            date = headers["x-oss-date"][:8]
            signature = OssGateway().get_signature_v4("", self.path, self.method, dict(self.query), headers, date, "cn-hangzhou", SECRET)
            expected = f"OSS4-HMAC-SHA256 Credential=testid/{date}/cn-hangzhou/oss/aliyun_v4_request, Signature={signature}"
        return None if authorization == expected else f"{expected!r} expected, not {authorization!r}"


@contextlib.contextmanager
def recorder():
    """A server that responds with an empty body, or an empty document. Yields its port and the requests."""
    requests = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def respond(self):
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            requests.append(Request(self.command, self.path, headers, body))
            is_log = "x-log-apiversion" in headers
            answer = b"{}" if is_log else b"<A><Name>a</Name></A>"
            self.send_response(200)
            self.send_header("content-type", "application/json" if is_log else "application/xml")
            self.send_header("x-log-requestid" if is_log else "x-oss-request-id", "the-id")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do_DELETE = respond

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], requests
    finally:
        server.shutdown()
        server.server_close()


def plant(request):
    """Copies of a request, each with one part changed."""
    def changed(**parts):
        copy = Request(request.method, request.path, dict(request.headers), request.body)
        copy.query = dict(request.query)
        for name, value in parts.items():
            setattr(copy, name, value)
        return copy

    yield "method", changed(method="PATCH")
    yield "path", changed(path=request.path + "x")
    yield "query", changed(query=request.query | {"added": "1"})
    yield "body", changed(body=request.body + b" ")
    signed = [name for name in request.headers if name.startswith(("x-log-", "x-acs-", "x-oss-"))]
    signed = [name for name in signed if "authorization" in request.headers and (name[:6] != "x-acs-" or "x-log-apiversion" in request.headers)]
    for name in [*signed, "authorization"]:
        yield name, changed(headers=request.headers | {name: request.headers[name] + "0"})


def on_the_emulator(command):
    with command.emulator() as port:
        for product, calls in CALLS.items():
            for name, words, call in calls:
                answer = call(client(product, port))
                assert answer.status_code == 200, (name, answer)
                command.run(product, name, *words, port=port)
            code = {"sls": "SignatureNotMatch", "hcs-mgw": "SignatureDoesNotMatch"}[product]
            try:
                calls[0][2](client(product, port, "wrong"))
            except Exception as error:  # the library has a class per kind; the code is what counts
                assert getattr(error, "code", None) == code, f"{product}: {error!r}"
            else:
                raise AssertionError(f"{product}: a wrong secret was accepted")
        answer = client("sls", port).get_cursor("one", "store", "0", sls.GetCursorRequest(from_="begin"))
        assert answer.body.cursor == "MTQ0", answer
        answer = client("hcs-mgw", port).get_address("12345", "one")
        assert answer.body.import_address.name == "one", answer


def on_the_wire(command):
    found = compared = 0
    with recorder() as (port, requests):
        for product, calls in CALLS.items():
            for name, words, call in calls:
                requests.clear()
                call(client(product, port))
                command.run(product, name, *words, port=port)
                theirs, ours = requests
                assert theirs.compared() == ours.compared(), f"{name}: the library sent {theirs.compared()}, the command {ours.compared()}"
                for whose, request in (("library", theirs), ("command", ours)):
                    problem = request.problem() and request.problem(urllib.parse.unquote(request.path))
                    assert problem is None, f"{name} of the {whose}: {problem}"
                compared += 1
                for part, request in plant(ours):
                    assert request.problem(), f"{name}: a change of the {part} was not found"
                    found += 1
    assert compared >= 10 and found >= 60, (compared, found)
    return compared, found


def main(binary):
    resolve_localhost()
    read_responses_without_names()
    with tempfile.TemporaryDirectory() as home:
        command = Command(binary, home)
        on_the_emulator(command)
        compared, found = on_the_wire(command)
    print(f"ok: {compared} calls of gateways with a signature of their own, sent alike; {found} planted faults found")


if __name__ == "__main__":
    main(sys.argv[1])
