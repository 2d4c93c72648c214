"""The vendor's Python library for credentials, with a network and a clock that a case decides."""

import calendar
import importlib
import json
import logging
import os
import time
import urllib.parse

from Tea.core import TeaCore

# As in the client's own test.
NOW = calendar.timegm(time.strptime("2026-01-02T03:04:05Z", "%Y-%m-%dT%H:%M:%SZ"))
# What an address has that names no port of its own; the library keeps this one for HTTPS, too.
DEFAULT_PORT = 80


def find(case):
    """The credentials of the case, or the error. The library must not have been loaded before."""
    network = Network(case.get("routes", []))
    TeaCore.do_action = staticmethod(network.answer)
    # This is what the library asks for the time.
    time.mktime = lambda _: NOW
    # Of every failure it logs a traceback, with secrets.
    logging.disable(logging.CRITICAL)
    providers = importlib.import_module("alibabacloud_credentials.provider")
    try:
        found = provider(providers, case.get("profile")).get_credentials()
    except Exception as error:  # of any class: that there is one is what counts
        text = f"{type(error).__name__}: {error}".replace(os.environ["HOME"], "{home}")
        return {"error": text[:2000], "not asked": network.not_asked()}
    return {
        "not asked": network.not_asked(),
        "provider": found.get_provider_name(),
        "id": found.get_access_key_id(),
        "secret": found.get_access_key_secret(),
        "token": found.get_security_token() or None,
    }


def provider(providers, profile):
    if profile:
        return providers.CLIProfileCredentialsProvider(profile_name=profile)
    return providers.DefaultCredentialsProvider()


class Network:
    """Gives the answers of a case, in their order.

    Host and path have to be those of the case; not the method, because the library asks the token service by GET, and not how often a
    token for the metadata service is fetched, which the library does before every request.
    """

    def __init__(self, routes):
        self.routes = list(routes)

    def answer(self, request, runtime=None):
        asked = address(request)
        wanted = urllib.parse.urlsplit(self.routes[0]["request"].split(" ", 1)[1]) if self.routes else None
        if wanted is None or (wanted.netloc, wanted.path) != (asked.netloc, asked.path):
            if self.routes and asked.path == "/latest/api/token":
                return Answer(200, "hush-metadata-token")
            raise ConnectionError(f"nothing answers at {asked.geturl()}")
        route = self.routes.pop(0)
        if "fails" in route:
            raise ConnectionError(route["fails"])
        body = route.get("body")
        return Answer(route.get("status", 200), body if isinstance(body, str) else json.dumps(body))

    def not_asked(self):
        return [route["request"] for route in self.routes]


class Answer:
    """As the library has it."""

    def __init__(self, status, body):
        self.status_code, self.body = status, body.encode()
        self.headers, self.status_message = {}, ""


def address(request):
    host = request.headers["host"]
    port = int(getattr(request, "port", None) or DEFAULT_PORT)
    if port != DEFAULT_PORT and f":{port}" not in host:
        host = f"{host}:{port}"
    return urllib.parse.urlsplit(f"{request.protocol or 'http'}://{host}{request.pathname or '/'}")
