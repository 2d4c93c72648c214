"""Answers with every documented member, as a service would write them, and what has to be left of them once they are decoded."""

import json
import xml.sax.saxutils

import compare
from samples import Sampler


def sample(description, operation):
    """The body of an answer, and whether it is an object whose members are fields of the response."""
    schema = description.response(operation["name"])
    if schema is None:
        return {}, True
    value = Sampler(description).value(schema, "Body")
    return value, not any(member["path"] == "" or member["path"].startswith(("[]", "{}")) for member in operation["members"])


def forms(name, value, members):
    """An answer as JSON, and as XML where it can be."""
    written = {"json": value if isinstance(value, str) else json.dumps(value)}
    if members and value and not list_of_lists(value):
        written["xml"] = f"<{name}Response>{elements(value)}</{name}Response>"
    return written


def list_of_lists(value):
    """XML cannot say where the inner lists end."""
    if isinstance(value, list) and any(isinstance(inner, list) for inner in value):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(list_of_lists, inner))


def elements(value):
    if isinstance(value, dict):
        return "".join(element(name, inner) for name, inner in value.items())
    return xml.sax.saxutils.escape(json.dumps(value) if isinstance(value, bool) else str(value))


def element(name, value):
    if isinstance(value, list):
        return "".join(element(name, inner) for inner in value)
    return f"<{name}>{elements(value)}</{name}>"


def differences(sample, decoded):
    value, members = sample
    expected = value if members else {"body": value}
    lines = []
    for form, outcome in decoded.items():
        found = outcome.get("value")
        if found is None:
            lines.append(f"answer as {form}: {outcome['error']}")
        elif form == "xml":
            lines += compare.values("answer as xml:", compare.texts(expected), compare.texts(found))
        else:
            lines += compare.values("answer as json:", expected, found)
    return lines
