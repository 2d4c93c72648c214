"""Runs the vendor's credentials library for Python with the network and the clock of a case."""

import calendar
import importlib
import json
import logging
import os
import time
import urllib.parse

from Tea.core import TeaCore

# The same time as in the client's own test.
NOW = calendar.timegm(time.strptime("2026-01-02T03:04:05Z", "%Y-%m-%dT%H:%M:%SZ"))
# Port of URLs without one. The library uses it for HTTPS too.
DEFAULT_PORT = 80


def find(case):
    """Returns the credentials of the case, or the error. The library must not have been loaded before."""
    network = Network(case.get("routes", []))
    TeaCore.do_action = staticmethod(network.answer)
    # The library reads the time with this function.
    time.mktime = lambda _: NOW
    # The library logs a traceback of every failure, which contains secrets.
    logging.disable(logging.CRITICAL)
    providers = importlib.import_module("alibabacloud_credentials.provider")
    try:
        found = provider(providers, case.get("profile")).get_credentials()
    except Exception as error:  # The class does not matter, only that there is an error.
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
    """Returns the responses of a case in order.

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
    """A response with the interface that the library expects."""

    def __init__(self, status, body):
        self.status_code, self.body = status, body.encode()
        self.headers, self.status_message = {}, ""


def address(request):
    host = request.headers["host"]
    port = int(getattr(request, "port", None) or DEFAULT_PORT)
    if port != DEFAULT_PORT and f":{port}" not in host:
        host = f"{host}:{port}"
    return urllib.parse.urlsplit(f"{request.protocol or 'http'}://{host}{request.pathname or '/'}")
