"""Compares two requests or two JSON values, and describes the differences in words."""

import base64
import json
import urllib.parse

# Headers that every library writes for every request, and that do not depend on parameters.
OWN_HEADERS = ("accept-encoding", "authorization", "content-length", "host", "user-agent")
# Headers whose values change with every request, or depend on the credentials provider. `signature.py` checks them.
OWN_VALUES = ("x-acs-signature-nonce", "x-acs-date", "x-acs-content-sha256", "x-acs-credentials-provider")
# Parameters that the library repeats in the query of unsigned requests, and headers that only one of the two omits from them.
OWN_QUERY = ("Action", "Version", "Timestamp", "SignatureNonce")
UNSIGNED_HEADERS = ("accept", "x-acs-signature-nonce", "x-acs-date", "x-acs-content-sha256", "x-acs-credentials-provider",
                    "date", "x-acs-signature-method", "x-acs-signature-version")


def requests(theirs, ours, booleans, bodiless):
    """Returns the differences between two recorded requests, one line each. `booleans` are names of parameters; `bodiless` says that
    the two share no parameter in the body."""

    def spoken(name, value):
        """Normalizes booleans, since only the Python library writes `True` and `False`."""
        return value.lower() if name in booleans else json_or_string(name, value)

    theirs, ours = readable(theirs, spoken), readable(ours, json_or_string)
    # Only the Python library sends an empty list if the body is not set. The library for Go sends no body.
    if theirs["body"] == {"as JSON": []} and ours["body"] == "":
        del theirs["headers"]["content-type"]
        theirs["body"] = ""
    # For parameters that only the library has, it sends an empty form or an empty object.
    if bodiless and theirs["body"] in ({}, {"as JSON": {}}) and ours["body"] == "":
        del theirs["headers"]["content-type"]
        theirs["body"] = ""
    return [line for part in theirs for line in values(part, theirs[part], ours[part])]


def readable(record, value):
    url = urllib.parse.urlsplit(record["url"])
    headers = dict(record["headers"])
    kept = {name: "…" if name in OWN_VALUES else given for name, given in headers.items() if name not in OWN_HEADERS}
    query = pairs(url.query, value)
    if "authorization" not in headers:
        kept = {name: given for name, given in kept.items() if name not in UNSIGNED_HEADERS}
        query = {name: given for name, given in query.items() if name not in OWN_QUERY}
    return {
        "method": record["method"],
        "host": url.netloc,
        "path": url.path,
        "query": query,
        "headers": kept,
        "body": body(base64.b64decode(record["body"]).decode(errors="backslashreplace"), headers.get("content-type", ""), value),
    }


def body(text, kind, value):
    if kind.startswith("application/x-www-form-urlencoded"):
        return pairs(text, value)
    return json_or_string("", text) if kind.startswith("application/json") and text else text


def pairs(encoded, value):
    found = {}
    for name, given in urllib.parse.parse_qsl(encoded, keep_blank_values=True):
        found.setdefault(name, []).append(value(name, given))
    return {name: given[0] if len(given) == 1 else given for name, given in found.items()}


def json_or_string(_, value):
    """Parses JSON, since the order of the keys of an object has no meaning."""
    if value[:1] in ("{", "["):
        try:
            return {"as JSON": json.loads(value)}
        except ValueError:
            return value
    return value


def values(place, theirs, ours):
    """Returns the differences between two JSON values."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        lines = []
        for name in [*theirs, *(name for name in ours if name not in theirs)]:
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


def shown(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:160] + "…"
