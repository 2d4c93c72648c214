"""Creates responses with every documented field in the format of a service, and the expected results of decoding them."""

import itertools
import json
import re
import xml.sax.saxutils

import compare
from samples import Full, Hostile, Sampler

# Values of a boolean that services send besides `true` and `false`.
WORDS = {True: itertools.cycle(("true", "True", "1", "yes")), False: itertools.cycle(("false", "False", "0", "no"))}


class Single(Full):
    """Lists have one element."""

    def length(self, depth):
        return 1


class Responses:
    """The responses of one operation."""

    def __init__(self, description, operation):
        schema = description.response(operation["name"])
        sample = lambda manner: identified(Sampler(description, manner).value(schema, "Body"))
        # Whether the response is an object whose keys are fields of the response type.
        self.fields = schema is None or not any(field["path"] == "" or field["path"].startswith(("[]", "{}")) for field in operation["members"])
        self.name = operation["name"]
        # Where no response is documented, there is nothing to decode.
        manners = {"full": Full(), "one element": Single(), "hostile": Hostile()} if schema is not None else {}
        self.samples = {name: sample(manner) for name, manner in manners.items()}

    def forms(self):
        """Returns each sample as JSON, as XML if possible, and once with every scalar as a string."""
        written = {}
        for manner, value in self.samples.items():
            written[f"{manner} json"] = value if isinstance(value, str) else json.dumps(value)
            if self.fields and value and not list_of_lists(value) and not unspeakable(value):
                written[f"{manner} xml"] = f"<{self.name}Response>{elements(value)}</{self.name}Response>"
        full = self.samples.get("full", "")
        if not isinstance(full, str):
            written["full strings"] = json.dumps(strings(full))
        return written

    def differences(self, decoded):
        """Returns what was lost or changed in decoding, one line each."""
        lines = []
        for form, outcome in decoded.items():
            value = self.samples[form.rpartition(" ")[0]]
            expected = value if self.fields else {"body": value}
            found = outcome.get("value")
            if found is None:
                lines.append(f"response as {form}: {outcome['error']}")
            elif form.endswith("xml"):
                lines += compare.values(f"response as {form}:", texts(expected), texts(found))
            else:
                lines += compare.values(f"response as {form}:", expected, found)
        return lines


def identified(value):
    """Gives the request ID a valid value, since a response with an invalid one is not accepted."""
    if not isinstance(value, dict):
        return value
    return {name: "6F1B2C3D-0000-4A5B" if name.lower() == "requestid" else field for name, field in value.items()}


def list_of_lists(value):
    """Whether a value contains lists in lists, whose ends XML cannot represent."""
    if isinstance(value, list) and any(isinstance(inner, list) for inner in value):
        return True
    return any(map(list_of_lists, children(value)))


def unspeakable(value):
    """Whether a value has keys that cannot be names of XML elements."""
    if isinstance(value, dict) and any(not re.fullmatch(r"[A-Za-z_][\w.-]*", key) for key in value):
        return True
    return any(map(unspeakable, children(value)))


def children(value):
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def elements(value):
    if isinstance(value, dict):
        return "".join(element(name, inner) for name, inner in value.items())
    return xml.sax.saxutils.escape(json.dumps(value) if isinstance(value, bool) else str(value))


def element(name, value):
    if isinstance(value, list):
        return "".join(element(name, inner) for inner in value)
    return f"<{name}>{elements(value)}</{name}>"


def strings(value):
    """Returns the value with all scalars as strings, and booleans in every spelling."""
    if isinstance(value, dict):
        return {name: strings(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [strings(inner) for inner in value]
    return next(WORDS[value]) if isinstance(value, bool) else value if isinstance(value, str) else json.dumps(value)


def texts(value):
    """Returns the value as read from XML, where every scalar is a string."""
    if isinstance(value, dict):
        return {name: texts(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [texts(inner) for inner in value]
    return value if isinstance(value, str) else json.dumps(value)
