"""Recomputes the signature of a received request as the vendor documents `ACS3-HMAC-SHA256`.

This is an independent implementation of the documentation, which shares nothing with the Rust signer.
"""

import base64
import datetime
import hashlib
import hmac
import re
import urllib.parse

SECRET = "testsecret"
TOKEN = "ststoken/+="
AUTHORIZATION = re.compile(r"ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})")


def problems(record, nonces):
    """Returns the reasons for which a service would refuse the request, one line each. `nonces` are those that were seen before."""
    headers = {name: value for name, value in record["headers"]}
    lines = [f"header {name} is sent twice" for name in headers if sum(name == other for other, _ in record["headers"]) > 1]
    body = base64.b64decode(record["body"])
    url = urllib.parse.urlsplit(record["url"])
    # If the header is absent, a transport derives it from the URL.
    if headers.setdefault("host", url.netloc) != url.netloc:
        lines.append(f"header host is {headers['host']}, the URL is at {url.netloc}")
    if "authorization" not in headers:
        return lines
    lines += common(headers, nonces)
    if headers.get("x-acs-content-sha256") != hashlib.sha256(body).hexdigest():
        lines.append("x-acs-content-sha256 is not the hash of the body")
    found = AUTHORIZATION.fullmatch(headers["authorization"])
    if not found:
        return [*lines, f"authorization: {headers['authorization']}"]
    signed = found[1].split(";")
    wanted = sorted(name for name in headers if name.startswith("x-acs-") or name in ("host", "content-type"))
    if signed != wanted:
        lines.append(f"signed headers are {signed}, {wanted} expected")
    if any(name not in headers for name in signed):
        return [*lines, "a signed header is not sent"]
    if found[2] != signature(record["method"], url, {name: headers[name] for name in signed}, headers.get("x-acs-content-sha256", "")):
        lines.append("the signature is not that of the request")
    return lines


def common(headers, nonces):
    lines = []
    date = headers.get("x-acs-date", "")
    try:
        age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.strptime(date, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
        if abs(age) > datetime.timedelta(minutes=15):
            lines.append(f"x-acs-date is {date}")
    except ValueError:
        lines.append(f"x-acs-date is {date!r}")
    nonce = headers.get("x-acs-signature-nonce", "")
    if len(nonce) < 16 or nonce in nonces:
        lines.append(f"x-acs-signature-nonce is {nonce!r}")
    nonces.add(nonce)
    if headers.get("x-acs-security-token") != TOKEN or headers.get("x-acs-accesskey-id") != "testid":
        lines.append("the security token or its key is not sent")
    return lines


def signature(method, url, headers, content):
    pairs = urllib.parse.parse_qsl(url.query, keep_blank_values=True)
    query = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(pairs, key=lambda pair: pair[0].encode()))
    block = "".join(f"{name}:{value.strip()}\n" for name, value in sorted(headers.items()))
    request = "\n".join((method, url.path or "/", query, block, ";".join(sorted(headers)), content))
    text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(request.encode()).hexdigest()
    return hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()


def encoded(value):
    return urllib.parse.quote(value, safe="-_.~")


def sign(record):
    """Signs a record again after a fault was injected."""
    headers = dict(record["headers"])
    found = AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if not found:
        return
    content = hashlib.sha256(base64.b64decode(record["body"])).hexdigest()
    if "x-acs-content-sha256" in headers:
        headers["x-acs-content-sha256"] = content
    url = urllib.parse.urlsplit(record["url"])
    signed = {name: value for name, value in headers.items() if name.startswith("x-acs-") or name == "content-type"}
    signed["host"] = headers.get("host", url.netloc)
    made = signature(record["method"], url, signed, content)
    headers["authorization"] = f"ACS3-HMAC-SHA256 Credential=testid,SignedHeaders={';'.join(sorted(signed))},Signature={made}"
    record["headers"] = [(name, headers.get(name, value)) for name, value in record["headers"]]
