"""The vendor's Python library calls the two documented operations on the emulator, over both signatures.

Then it does so through a proxy that plants a fault into requests or responses, as if the emulator were wrong. Each fault has to be found.

Usage: official_sdk.py PATH_OF_ALICLOUD
"""

import contextlib
import http.client
import http.server
import json
import subprocess
import sys
import threading

from alibabacloud_rds20140815 import models
from alibabacloud_rds20140815.client import Client
from alibabacloud_tea_openapi.models import Config


@contextlib.contextmanager
def emulator(binary):
    process = subprocess.Popen(
        [binary, "emulator", "--listen", "127.0.0.1:0", "--access-key", "testid:testsecret"], stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline().strip()
        prefix = "listening on http://"
        assert line.startswith(prefix), f"the emulator said {line!r}"
        yield line[len(prefix):]
    finally:
        process.terminate()
        process.wait(timeout=10)


def client(endpoint, secret="testsecret", signature=None):
    config = Config(access_key_id="testid", access_key_secret=secret, endpoint=endpoint, protocol="HTTP", region_id="cn-hangzhou")
    if signature:
        config.signature_algorithm = signature
    return Client(config)


def endpoints(rds, instance):
    answer = rds.describe_dbinstance_net_info(models.DescribeDBInstanceNetInfoRequest(dbinstance_id=instance))
    infos = answer.body.dbinstance_net_infos.dbinstance_net_info
    return {info.connection_string for info in infos if info.iptype == "Public"}


def allocate(rds, instance, prefix):
    answer = rds.allocate_instance_public_connection(
        models.AllocateInstancePublicConnectionRequest(dbinstance_id=instance, connection_string_prefix=prefix, port="3306")
    )
    return answer.body.connection_string


def refused(code, call):
    try:
        call()
    except Exception as error:  # the library has a class per kind; the code is what counts
        assert getattr(error, "code", None) == code, f"expected {code}, got {error!r}"
        return
    raise AssertionError(f"expected {code}, but the call succeeded")


def both_operations(endpoint, signature):
    rds = client(endpoint, signature=signature)
    created = rds.create_dbinstance(
        models.CreateDBInstanceRequest(
            region_id="cn-hangzhou",
            engine="MySQL",
            engine_version="8.0",
            dbinstance_class="mysql.n2.medium.1",
            dbinstance_storage=20,
            dbinstance_net_type="Intranet",
            security_iplist="10.0.0.0/8",
            pay_type="Postpaid",
        )
    )
    instance = created.body.dbinstance_id
    name = "v1" if signature else "acs3"

    public = allocate(rds, instance, f"conform-{name}-a")
    assert endpoints(rds, instance) == {public}
    release = models.ReleaseInstancePublicConnectionRequest(dbinstance_id=instance, current_connection_string=public)
    answer = rds.release_instance_public_connection(release)
    assert answer.status_code == 200 and answer.body.request_id
    assert endpoints(rds, instance) == set()
    refused("Endpoint.NotFound", lambda: rds.release_instance_public_connection(release))

    public = allocate(rds, instance, f"conform-{name}-b")
    release = models.ReleaseInstanceConnectionRequest(
        dbinstance_id=instance, current_connection_string=public, instance_network_type="0"
    )
    answer = rds.release_instance_connection(release)
    assert answer.status_code == 200 and answer.body.request_id
    assert endpoints(rds, instance) == set()
    refused("Endpoint.NotFound", lambda: rds.release_instance_connection(release))

    wrong = client(endpoint, secret="wrong", signature=signature)
    refused("SignatureDoesNotMatch", lambda: wrong.release_instance_connection(release))


class Exchange:
    """A request that the library sent, and the response of the emulator."""

    def __init__(self, operation, status, body):
        self.operation, self.status, self.body = operation, status, body

    def released(self):
        return self.operation.startswith("Release") and self.status == 200


def lost_request_id(exchange):
    if exchange.released():
        del exchange.body["RequestId"]


def accepted_signature(exchange):
    if exchange.body.get("Code") == "SignatureDoesNotMatch":
        exchange.status, exchange.body = 200, {"RequestId": "1"}


def another_code(exchange):
    if exchange.body.get("Code") == "Endpoint.NotFound":
        exchange.body["Code"] = "InvalidConnectionString.NotFound"


def no_error_the_second_time(exchange):
    if exchange.body.get("Code") == "Endpoint.NotFound":
        exchange.status, exchange.body = 200, {"RequestId": "1"}


def another_connection_string(exchange):
    if exchange.operation == "AllocateInstancePublicConnection" and exchange.status == 200:
        exchange.body["ConnectionString"] = "other" + exchange.body["ConnectionString"]


def endpoint_that_stays(exchange):
    """The network type of an endpoint that is to be released is another one, so that nothing is seen to be released."""
    if exchange.operation == "DescribeDBInstanceNetInfo":
        infos = exchange.body["DBInstanceNetInfos"]["DBInstanceNetInfo"]
        infos.append({"ConnectionString": "stays.mysql.rds.aliyuncs.com", "IPType": "Public"})


def lost_list(exchange):
    if exchange.operation == "DescribeDBInstanceNetInfo":
        exchange.body["DBInstanceNetInfos"]["DBInstanceNetInfo"] = []


FAULTS = (
    lost_request_id, accepted_signature, another_code, no_error_the_second_time, another_connection_string, endpoint_that_stays, lost_list,
)


@contextlib.contextmanager
def proxy(endpoint, plant):
    """A server that sends each request on to the emulator and plants a fault into the response. Yields its address, and what it planted."""
    planted = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            # The host is signed, so the emulator has to see that of the proxy.
            connection = http.client.HTTPConnection(endpoint, timeout=10)
            connection.request(self.command, self.path, body, dict(self.headers))
            response = connection.getresponse()
            text = response.read()
            connection.close()
            operation = self.headers.get("x-acs-action") or self.path.partition("Action=")[2].partition("&")[0]
            exchange = Exchange(operation or form(body), response.status, json.loads(text))
            plant(exchange)
            changed = json.dumps(exchange.body).encode()
            if (exchange.status, exchange.body) != (response.status, json.loads(text)):
                planted.append(operation)
            self.send_response(exchange.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(changed)))
            self.end_headers()
            self.wfile.write(changed)

        do_GET = do_POST

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", planted
    finally:
        server.shutdown()
        server.server_close()


def form(body):
    return body.decode().partition("Action=")[2].partition("&")[0]


def is_found(endpoint, plant, signature):
    """Whether the calls notice the fault. What does not happen in any of them is not found."""
    with proxy(endpoint, plant) as (address, planted):
        try:
            both_operations(address, signature)
        except Exception:  # an assertion, or whatever the library makes of the response
            return bool(planted)
        return False


def main(binary):
    failed = []
    passed = found = 0
    for signature in (None, "v2"):
        name = "signature 1.0" if signature else "ACS3"
        with emulator(binary) as endpoint:
            both_operations(endpoint, signature)
            passed += 1
            print(f"ok: both operations, {name}")
        # The proxy alone changes nothing, so that what is found is the fault.
        with emulator(binary) as endpoint, proxy(endpoint, lambda exchange: None) as (address, _):
            both_operations(address, signature)
        for plant in FAULTS:
            with emulator(binary) as endpoint:
                if is_found(endpoint, plant, signature):
                    found += 1
                else:
                    failed.append(f"a planted fault was not found: {plant.__name__.replace('_', ' ')}, {name}")
    print(*failed, sep="\n", end="\n" if failed else "")
    print(f"{passed} passed, {found} planted faults found, {len(failed)} not found")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
