"""The vendor's Python library receives a stream of events from the emulator, and asks for it as the command does.

Usage: stream.py PATH_OF_ALICLOUD
"""

import contextlib
import http.server
import json
import os
import subprocess
import sys
import threading
import urllib.parse

from alibabacloud_polardb20170801 import models
from alibabacloud_polardb20170801.client import Client
from alibabacloud_tea_openapi.models import Config
from darabonba.runtime import RuntimeOptions

from official_sdk import emulator

# Headers whose values differ from one request to the next, or by what sends it.
OWN = {"authorization", "host", "user-agent", "x-acs-date", "x-acs-signature-nonce", "x-acs-credentials-provider"}
# What the HTTP library of the vendor adds to every request. A stream must not be compressed, so ours asks for nothing.
OF_REQUESTS = {"accept-encoding", "connection", "content-length"}

# This function of the library signs every header, the others those that ours signs: what a proxy rewrites is not among them.
UNSIGNED = {"accept", "user-agent"}

EVENTS = 'id:1\nevent:result\ndata:{"Content":"a"}\n\n: still here\n\nid:2\ndata: {"Content":"b",\ndata: "QueryId":"q"}\n\n'


def ask(endpoint, **parameters):
    config = Config(access_key_id="testid", access_key_secret="testsecret", endpoint=endpoint, protocol="HTTP", region_id="cn-hangzhou")
    request = models.GetPolarAgentRequest(**parameters)
    return list(Client(config).get_polar_agent_with_sse(request, RuntimeOptions(autoretry=False)))


def command(binary, endpoint, *options):
    environment = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "testid", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "testsecret", "ALIBABA_CLOUD_REGION_ID": "cn-hangzhou",
        "ALIBABA_CLOUD_ENDPOINT": f"http://{endpoint}", "HOME": os.devnull,
    }
    words = [binary, "polardb", "GetPolarAgent", *options]
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=True).stdout.splitlines()


@contextlib.contextmanager
def recorder():
    """A server that responds by a stream. Yields its address and the requests."""
    requests = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            kept = {name: value for name, value in headers.items() if name not in OWN | OF_REQUESTS}
            signed = set(headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";"))
            requests.append((self.command, path, sorted(urllib.parse.parse_qsl(query)), body, kept, signed - UNSIGNED))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream;charset=UTF-8")
            self.end_headers()
            self.wfile.write(EVENTS.encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", requests
    finally:
        server.shutdown()
        server.server_close()


def main(binary):
    with emulator(binary) as endpoint:
        events = ask(endpoint, query="why?")
        assert [(event.id, event.event, event.status_code) for event in events] == [(str(id), "result", 200) for id in (1, 2, 3)], events
        assert all(event.body.content == "QZ-13661677-80" and event.body.request_id for event in events), events
        shown = [json.loads(line) for line in command(binary, endpoint, "--Query", "why?")]
        assert [event.body.to_map() | {"RequestId": None} for event in events] == [event | {"RequestId": None} for event in shown], shown
    with recorder() as (endpoint, requests):
        # Both read the same events.
        theirs = ask(endpoint, query="why & how?", session_id="中")
        ours = command(binary, endpoint, "--Query", "why & how?", "--SessionId", "中")
        # The library makes a list of what is absent.
        theirs = [{name: value for name, value in event.body.to_map().items() if value != []} for event in theirs]
        assert theirs == [json.loads(line) for line in ours], (theirs, ours)
        assert requests[0] == requests[1], f"the library sent {requests[0]}, the command {requests[1]}"
        assert requests[0][4]["accept"] == "application/json"
    print("ok: a stream of events, received by the library and by the command, and asked for alike")


if __name__ == "__main__":
    main(sys.argv[1])
