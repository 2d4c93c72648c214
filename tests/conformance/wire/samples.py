"""Creates sample values for every parameter and every field of a response from the API description alone.

The descriptions are not read through the generator, so that the comparison shows what the generator forgets.
"""

import itertools
import json

# Recursive types are followed to this depth.
DEPTH = 2
LEFT_OUT = object()


class Description:
    """A product: a folder of `spec/`, or one with an `api-docs.json` of the vendor."""

    def __init__(self, folder):
        whole = folder / "api-docs.json"
        if whole.is_file():
            self.product = json.loads(whole.read_text())
            self.operations = self.product["apis"]
        else:
            self.product = json.loads((folder / "product.json").read_text())
            files = [file for file in sorted(folder.glob("*.json")) if file.name not in ("product.json", "corrections.json", "names.json")]
            self.operations = {file.stem: json.loads(file.read_text()) for file in files}
        corrections = folder / "corrections.json"
        for correction in json.loads(corrections.read_text()) if corrections.is_file() else ():
            correct(self.operations[correction["operation"]] if "operation" in correction else self.product, correction)
        self.components = self.product.get("components", {}).get("schemas", {})

    def parameters(self, operation):
        """Returns the parameters. Of duplicates with the same name and location, only the first one."""
        first = {}
        for parameter in self.operations[operation].get("parameters", []):
            first.setdefault((parameter["in"], parameter["name"]), parameter)
        return list(first.values())

    def required(self, operation, whole):
        """Names of the required parameters. The word is beside the schema or within, there beside a reference or where that leads; what
        is in a path is always required; a body that is an object is made of parameters, its properties."""
        names = set()
        for parameter in self.parameters(operation):
            schema = self.resolved(parameter.get("schema", {}))
            if parameter["in"] == "body" and not whole:
                names |= {name for name, field in schema.get("properties", {}).items() if self.resolved(field).get("required") is True}
            elif parameter["in"] == "path" or parameter.get("required", schema.get("required")) is True:
                names.add(parameter["name"])
        return names

    def response(self, operation):
        responses = self.operations[operation].get("responses", {})
        good = [responses[status] for status in sorted(responses) if status.startswith("2")]
        return next((response["schema"] for response in good if "schema" in response), None)

    def resolved(self, schema):
        """Returns what a reference leads to, with the word `required` that is beside the reference."""
        return self.resolve(schema) | {name: schema[name] for name in ("required",) if name in schema}

    def resolve(self, schema):
        while "$ref" in schema:
            schema = self.components.get(schema["$ref"].rsplit("/", 1)[-1], {})
        return schema


def correct(entry, correction):
    """Applies an item of `corrections.json`, whose `at` is a JSON pointer that may name an object of a list in place of its index."""
    *parents, last = (step.replace("~1", "/").replace("~0", "~") for step in correction["at"].split("/")[1:])
    for step in parents:
        entry = entry[place_of(entry, step)]
    if "set" in correction and last == "-" and isinstance(entry, list):
        entry.append(correction["set"])
    elif "set" in correction:
        entry[place_of(entry, last)] = correction["set"]
    else:
        value = entry.pop(place_of(entry, last))
        if "rename" in correction:
            entry[correction["rename"]] = value


def place_of(entry, step):
    """Returns the key, or the index in a list, that a step of a JSON pointer leads to."""
    if isinstance(entry, dict):
        return step
    return int(step) if step.isdecimal() else next(index for index, item in enumerate(entry) if item.get("name") == step)


class Full:
    """Everything is set, every list has two elements. No two strings and no two numbers are equal, so that nothing can be mistaken for
    something else."""

    # Characters that some encoding has to escape: space, reserved and unreserved characters, and characters beyond ASCII.
    awkward = " a*b/c~d+e%f&g=h,i:\u4e2d\u6587"
    keys = ("first", "second-2")
    # Integers from here on lose digits in a floating-point number.
    beyond_double = 2**53

    def string(self, name, count, plain):
        return f"{name}-{count}{'' if plain else self.awkward}"

    def valid(self, values, count, plain):
        return values[count % len(values)]

    def integer(self, count, narrow):
        return count + (1_000 if narrow else self.beyond_double)

    def number(self, count):
        return count + 0.5

    def boolean(self, count):
        return count % 2 == 0

    def length(self, depth):
        return 2


class Hostile(Full):
    """Strings with special meaning for an encoder, extreme numbers, lists whose indices have two digits, keys that look like paths."""

    strings = (
        "\"quoted\" 'single' \\back\\slash", "line\nbreak\tand tab", "a&b=c;d#e?f", "100%25 %zz %2F", "../..//./x", "{x}[y]<z>|^`$@!()",
        "\U0001f600 e\u0301 \u00df \u202f", "  two  blanks  within", "a.1.b", "null", "12", "[]", "{}", "+-*/~_.", "<a>&amp;</a>", "x" * 300,
    )
    keys = ("a.b", "1", "with blank", "\u952e", "q\"uote")
    headers = ("a b;c=d,e", "x" * 300, "100%25", "a:b", "'q'", '"q"')
    integers = (-1, 0, -(2**63), 2**63 - 1)
    numbers = (-0.5, 123456.789, 0.1, -123.25)

    def string(self, name, count, plain):
        among = self.headers if plain else self.strings
        return among[count % len(among)]

    def integer(self, count, narrow):
        return -count if narrow else self.integers[count % len(self.integers)]

    def number(self, count):
        return self.numbers[count % len(self.numbers)]

    def boolean(self, count):
        return count % 2 == 1

    def length(self, depth):
        return 11 if depth == 0 else 1


class Empty(Full):
    """Every value is empty."""

    keys = ()

    def string(self, name, count, plain):
        return ""

    def valid(self, values, count, plain):
        return "" if isinstance(values[0], str) else values[0]

    def integer(self, count, narrow):
        return 0

    def number(self, count):
        return 0.5

    def boolean(self, count):
        return False

    def length(self, depth):
        return 0


class Sampler:
    """Values for one operation."""

    def __init__(self, description, manner):
        self.description = description
        self.manner = manner
        self.count = 0

    def value(self, schema, name, plain=False, within=(), depth=0):
        if "$ref" in schema:
            reference = schema["$ref"]
            if within.count(reference) >= DEPTH:
                return LEFT_OUT
            target = self.description.components.get(reference.rsplit("/", 1)[-1], {})
            return self.value(target, name, plain, (*within, reference), depth)
        self.count += 1
        kind = schema.get("type")
        valid = schema.get("enum")
        if valid and kind in ("string", "integer", "number"):
            convert = {"string": str, "integer": int, "number": float}[kind]
            return self.manner.valid([convert(value) for value in valid], self.count, plain)
        if kind == "string":
            return self.manner.string(name, self.count, plain)
        if kind == "integer":
            return self.manner.integer(self.count, schema.get("format") == "int32")
        if kind == "number":
            return self.manner.number(self.count)
        if kind == "boolean":
            return self.manner.boolean(self.count)
        if kind == "array":
            items = schema.get("items") or {}
            elements = (self.value(items, name, plain, within, depth + 1) for _ in range(self.manner.length(depth)))
            return [element for element in elements if element is not LEFT_OUT]
        if schema.get("properties"):
            return self.present((key, self.value(field, key, plain, within, depth + 1)) for key, field in schema["properties"].items())
        if isinstance(schema.get("additionalProperties"), dict):
            values = schema["additionalProperties"]
            return self.present((key, self.value(values, name, plain, within, depth + 1)) for key in self.manner.keys)
        return {key: self.manner.string(name, self.count, plain) for key in itertools.islice(self.manner.keys, 1)}

    @staticmethod
    def present(entries):
        return {key: value for key, value in entries if value is not LEFT_OUT}

    def parameter(self, parameter):
        # A header value is printable ASCII, and cannot end with a space.
        return self.value(parameter.get("schema", {}), parameter["name"], parameter["in"] == "header")
