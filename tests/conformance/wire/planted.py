"""Faults that are injected into recorded requests and responses. A comparison that does not detect one of them proves nothing there."""

import base64
import copy
import json
import urllib.parse

import signature

FAULTS = {}
UNSIGNED = []


def fault(function):
    """Registers a function that changes the record of an operation. The function returns False if there is nothing to change."""
    FAULTS[function.__name__.replace("_", " ")] = function
    return function


def unsigned(plant):
    """Marks a fault in the signature itself. Records with other faults are signed again, so that the signature does not reveal them."""
    UNSIGNED.append(plant)
    return plant


def sign(record):
    for request in record["requests"].values():
        if "sent" in request:
            signature.sign(request["sent"])


def found(judge, operations, ours):
    """Returns, for each fault that something in this product can have, whether it is detected."""
    outcomes = {name: detected(judge, operations, ours, plant) for name, plant in FAULTS.items()}
    return {name: outcome for name, outcome in outcomes.items() if outcome is not None}


def detected(judge, operations, ours, plant):
    """Whether the fault is detected in the first operation that can have it, or None if there is no such operation."""
    for operation in operations:
        record = copy.deepcopy(ours[operation.name])
        if operation.compared and plant(record) is not False:
            if plant not in UNSIGNED:
                sign(record)
            return bool(set(judge.differences(operation, record)) - set(judge.differences(operation, ours[operation.name])))
    return None


def headers(change):
    """Applies a change to the headers of the full request, as a dictionary."""

    def plant(record):
        sent = record["requests"]["full"].get("sent")
        if not sent:
            return False
        kept = dict(sent["headers"])
        if change(kept) is False:
            return False
        sent["headers"] = list(kept.items())

    plant.__name__ = change.__name__
    return plant


def query(variant):
    """Applies a change to the pairs of the query of a variant."""

    def decorate(change):
        def plant(record):
            sent = record["requests"][variant].get("sent")
            if not sent:
                return False
            url = urllib.parse.urlsplit(sent["url"])
            pairs = urllib.parse.parse_qsl(url.query, keep_blank_values=True)
            changed = change(pairs)
            if changed is None or changed == pairs:
                return False
            sent["url"] = url._replace(query=urllib.parse.urlencode(changed)).geturl()

        plant.__name__ = change.__name__
        return plant

    return decorate


def pair(name, variant, test, make):
    """Replaces the first matching pair of the query by those that a function returns for it."""

    def change(pairs):
        for index, given in enumerate(pairs):
            if test(*given):
                return [*pairs[:index], *make(*given), *pairs[index + 1 :]]

    FAULTS[name] = query(variant)(change)


@fault
@headers
def no_action(kept):
    del kept["x-acs-action"]


@fault
@headers
def another_action(kept):
    kept["x-acs-action"] += "s"


@fault
@headers
def another_version(kept):
    kept["x-acs-version"] = "2014-08-16"


@fault
@headers
def no_nonce(kept):
    del kept["x-acs-signature-nonce"]


@fault
def the_same_nonce_twice(record):
    first, second = (record["requests"][variant].get("sent") for variant in ("full", "hostile"))
    if not first or not second:
        return False
    nonce = dict(first["headers"])["x-acs-signature-nonce"]
    second["headers"] = list((dict(second["headers"]) | {"x-acs-signature-nonce": nonce}).items())


@fault
@headers
def a_date_of_another_kind(kept):
    kept["x-acs-date"] = "Thu, 26 Nov 2026 10:00:00 GMT"


@fault
@headers
def an_old_date(kept):
    kept["x-acs-date"] = "2014-08-15T00:00:00Z"


@fault
@unsigned
@headers
def no_hash_of_the_body(kept):
    del kept["x-acs-content-sha256"]


@fault
@unsigned
@headers
def a_hash_of_something_else(kept):
    kept["x-acs-content-sha256"] = kept["x-acs-content-sha256"][::-1]


@fault
@headers
def no_security_token(kept):
    del kept["x-acs-security-token"]


@fault
@headers
def another_security_token(kept):
    kept["x-acs-security-token"] = urllib.parse.quote(kept["x-acs-security-token"])


@fault
@headers
def another_host(kept):
    kept["host"] = "other.invalid"


@fault
@headers
def another_header(kept):
    kept["x-acs-region-id"] = "cn-hangzhou"


@fault
@headers
def another_kind_of_response(kept):
    kept["accept"] = "application/xml"


@fault
@unsigned
@headers
def no_signature(kept):
    del kept["authorization"]


@fault
@unsigned
@headers
def a_wrong_signature(kept):
    kept["authorization"] = kept["authorization"][:-1] + ("0" if kept["authorization"][-1] != "0" else "1")


@fault
@unsigned
@headers
def a_header_that_is_not_signed(kept):
    kept["authorization"] = kept["authorization"].replace(";x-acs-date", "")


@fault
@headers
def another_kind_of_body(kept):
    kept["content-type"] = "text/plain"


@fault
def another_method(record):
    record["requests"]["full"]["sent"]["method"] = "PATCH"


@fault
def another_path(record):
    url = urllib.parse.urlsplit(record["requests"]["full"]["sent"]["url"])
    record["requests"]["full"]["sent"]["url"] = url._replace(path=url.path + "/").geturl()


@fault
def a_host_in_the_url(record):
    sent = record["requests"]["full"]["sent"]
    sent["url"] = sent["url"].replace("wire.invalid", "wire.invalid:80")
    sent["headers"] = [(name, "wire.invalid:80" if name == "host" else value) for name, value in sent["headers"]]


@fault
@query("full")
def a_lost_parameter(pairs):
    return pairs[1:] or None


@fault
@query("full")
def a_parameter_twice(pairs):
    return [*pairs, pairs[0]] if pairs else None


@fault
@query("full")
def a_parameter_too_much(pairs):
    return [*pairs, ("RegionID", "cn-hangzhou")]


@fault
@query("empty")
def a_dropped_empty_string(pairs):
    return [pair for pair in pairs if pair[1] != ""]


@fault
@query("hostile")
def blanks_that_are_trimmed(pairs):
    return [(name, value.strip()) for name, value in pairs]


@fault
@query("hostile")
def line_breaks_that_become_blanks(pairs):
    return [(name, value.replace("\n", " ")) for name, value in pairs]


pair(
    "yes in place of true",
    "full",
    lambda name, value: value == "true",
    lambda name, value: [(name, "yes")],
)
pair(
    "1 in place of true",
    "full",
    lambda name, value: value == "true",
    lambda name, value: [(name, "1")],
)
pair(
    "True in place of true",
    "full",
    lambda name, value: value == "true",
    lambda name, value: [(name, "True")],
)
pair(
    "false that is left out",
    "full",
    lambda name, value: value == "false",
    lambda name, value: [],
)
pair(
    "an integer that was a floating-point number",
    "full",
    lambda name, value: value.isdecimal() and int(value) > 2**53,
    lambda name, value: [(name, str(int(float(value)) + 2))],
)
pair(
    "indices that begin with 0",
    "full",
    lambda name, value: ".1" in name,
    lambda name, value: [(name.replace(".1", ".0", 1), value)],
)
pair(
    "a lost element of a list",
    "full",
    lambda name, value: ".2" in name,
    lambda name, value: [],
)
pair(
    "an index of two digits",
    "hostile",
    lambda name, value: ".11" in name,
    lambda name, value: [(name.replace(".11", ".1.1", 1), value)],
)
pair(
    "one object in place of a list",
    "full",
    lambda name, value: value[:2] == "[{",
    lambda name, value: [(name, json.dumps(json.loads(value)[0]))],
)
pair(
    "a null for what is not set",
    "full",
    lambda name, value: value[:1] == "{",
    lambda name, value: [(name, value[:-1] + ',"Unset":null}')],
)
pair(
    "an empty list that is left out",
    "empty",
    lambda name, value: value == "[]",
    lambda name, value: [],
)
pair(
    "a value that is decoded twice",
    "hostile",
    lambda name, value: urllib.parse.unquote(value) != value,
    lambda name, value: [(name, urllib.parse.unquote(value))],
)
pair(
    "a value that is encoded twice",
    "full",
    lambda name, value: True,
    lambda name, value: [(name, urllib.parse.quote(value, safe=""))],
)


@fault
def a_form_in_the_query(record):
    sent = record["requests"]["full"].get("sent")
    if not sent or dict(sent["headers"]).get("content-type") != "application/x-www-form-urlencoded":
        return False
    sent["url"] += ("&" if "?" in sent["url"] else "?") + base64.b64decode(sent["body"]).decode()
    sent["body"] = ""


@fault
def a_body_without_its_last_character(record):
    sent = record["requests"]["full"].get("sent")
    if not sent or not sent["body"]:
        return False
    sent["body"] = base64.b64encode(base64.b64decode(sent["body"])[:-1] + b" ").decode()


@fault
def a_header_twice(record):
    sent = record["requests"]["full"]["sent"]
    sent["headers"] = [*sent["headers"], ("x-acs-action", "Other")]


@fault
def a_required_parameter_that_is_not_demanded(record):
    nothing = record["requests"]["nothing"]
    if not nothing.get("refused"):
        return False
    record["requests"]["nothing"] = record["requests"]["full"]


@fault
def a_demand_for_what_is_optional(record):
    nothing = record["requests"]["nothing"]
    if "sent" not in nothing:
        return False
    record["requests"]["nothing"] = {"refused": "x: the required parameter Other is not set"}


def decoded(name, form, test, make):
    """Replaces the first matching scalar of a decoded response."""

    def plant(record):
        value = record["decoded"].get(form, {}).get("value")
        return value is not None and replace(value, test, make)

    FAULTS[name] = plant


def replace(value, test, make):
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        if test(value[key]):
            made = make(value[key])
            if made is None:
                del value[key]
            else:
                value[key] = made
            return True
        if replace(value[key], test, make):
            return True
    return False


decoded("a lost string of a response", "full json", lambda value: isinstance(value, str), lambda value: None)
decoded("a changed string of a response", "full xml", lambda value: isinstance(value, str), str.swapcase)
decoded("a rounded number of a response", "full json", lambda value: type(value) is int and value > 2**53, lambda value: value + 1)
decoded("a lost element of a response", "full xml", lambda value: isinstance(value, list) and len(value) > 1, lambda value: value[:1])
decoded("elements of a response in another order", "full json", lambda value: isinstance(value, list) and len(value) > 1, lambda value: value[::-1])
decoded("a list of one element that is lost", "one element xml", lambda value: isinstance(value, list) and value, lambda value: [])
decoded("a boolean that is a number", "full json", lambda value: value is True, lambda value: 1)
decoded("a boolean that is read wrongly", "full strings", lambda value: value is True, lambda value: False)
decoded("blanks that are trimmed in a response", "hostile json", lambda value: isinstance(value, str) and value.startswith(" "), str.strip)
decoded("an undecoded response", "hostile xml", lambda value: isinstance(value, str) and "&" in value, lambda value: value.replace("&", "&amp;"))
