"""The vendor's Python library calls the two documented operations on the emulator, over both signatures.

Usage: official_sdk.py PATH_OF_ALICLOUD
"""

import contextlib
import subprocess
import sys

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


def main(binary):
    with emulator(binary) as endpoint:
        passed = 0
        for signature in (None, "v2"):
            both_operations(endpoint, signature)
            passed += 1
            print(f"ok: both operations, {'signature 1.0' if signature else 'ACS3'}")
    print(f"{passed} passed, 0 failed")


if __name__ == "__main__":
    main(sys.argv[1])
