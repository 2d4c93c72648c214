"""Compares two requests, or two JSON values, and says in words what differs."""

import base64
import json
import urllib.parse

# Written by every library for every request, and not made of parameters.
OWN_HEADERS = ("accept", "accept-encoding", "authorization", "content-length", "content-type", "host", "user-agent")
# What the library says a second time in the query where it does not sign.
OWN_QUERY = ("Action", "Version", "Timestamp", "SignatureNonce")


def requests(theirs, ours):
    """Differences of two records of requests, one line each."""
    theirs, ours = readable(theirs), readable(ours)
    # The Python library alone makes an empty list of a body that was not set; the one for Go sends no body.
    if theirs["body"] == [] and ours["body"] == "":
        theirs |= {"body": "", "content type": None}
    return [line for part in theirs for line in values(part, theirs[part], ours[part])]


def readable(record):
    address = urllib.parse.urlsplit(record["url"])
    headers = record["headers"]
    kind = headers.get("content-type")
    kept = {name: value for name, value in headers.items() if name not in OWN_HEADERS and not name.startswith("x-acs-")}
    query = pairs(address.query)
    if "authorization" not in headers:
        query = {name: value for name, value in query.items() if name not in OWN_QUERY}
    return {
        "method": record["method"],
        "path": address.path,
        "operation": [headers.get("x-acs-action"), headers.get("x-acs-version")],
        "query": query,
        "headers": kept,
        "content type": kind,
        "body": body(base64.b64decode(record["body"]).decode(), kind or ""),
    }


def body(text, kind):
    if kind.startswith("application/x-www-form-urlencoded"):
        return pairs(text)
    return json.loads(text) if kind.startswith("application/json") and text else text


def pairs(encoded):
    found = {}
    for name, value in urllib.parse.parse_qsl(encoded, keep_blank_values=True):
        found.setdefault(name, []).append(plain(value))
    return {name: given[0] if len(given) == 1 else given for name, given in found.items()}


def plain(value):
    """The Python library alone writes `True` and `False`. The order of the members of an object in JSON is not defined."""
    if value in ("True", "False"):
        return value.lower()
    if value[:1] in ("{", "["):
        try:
            return {"as JSON": json.loads(value)}
        except ValueError:
            return value
    return value


def values(place, theirs, ours):
    """Differences of two values as JSON has them."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        lines = []
        for name in [*theirs, *(name for name in ours if name not in theirs)]:
            # The Python library alone writes an empty list for a list of structures that was not set.
            if name not in ours and theirs[name] == [] and place != "query":
                continue
            inner = f"{place} {name}" if " " not in place else f"{place}.{name}"
            if name not in ours:
                lines.append(f"{inner}: missing, {shown(theirs[name])} expected")
            elif name not in theirs:
                lines.append(f"{inner}: {shown(ours[name])} is too much")
            else:
                lines += values(inner, theirs[name], ours[name])
        return lines
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        return [line for index, pair in enumerate(zip(theirs, ours)) for line in values(f"{place}[{index}]", *pair)]
    same = theirs == ours and isinstance(theirs, bool) == isinstance(ours, bool)
    return [] if same else [f"{place}: {shown(theirs)} expected, {shown(ours)} found"]


def texts(value):
    """The value as XML has it, where every scalar is a text."""
    if isinstance(value, dict):
        return {name: texts(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [texts(inner) for inner in value]
    return value if isinstance(value, str) else json.dumps(value)


def shown(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:160] + "…"
