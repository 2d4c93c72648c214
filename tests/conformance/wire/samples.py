"""Sample values for every parameter and every member of a response, from the description of the API alone.

The descriptions are read here anew, and not through the generator: what the generator forgets has to show.
"""

import json

# What has to be encoded somewhere on the way: space, reserved and unreserved marks, text beyond ASCII.
AWKWARD = " a*b/c~d+e%f&g=h,i:\u4e2d\u6587"
# Integers from here on are lost where they pass through a floating-point number.
BEYOND_DOUBLE = 2**53
# A type that contains itself is followed this often.
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
            files = [file for file in sorted(folder.glob("*.json")) if file.name not in ("product.json", "corrections.json")]
            self.operations = {file.stem: json.loads(file.read_text()) for file in files}
        self.components = self.product.get("components", {}).get("schemas", {})

    def parameters(self, operation):
        """Parameters by name and place; of one that is there twice, the first."""
        first = {}
        for parameter in self.operations[operation].get("parameters", []):
            first.setdefault((parameter["in"], parameter["name"]), parameter)
        return list(first.values())

    def response(self, operation):
        responses = self.operations[operation].get("responses", {})
        good = [responses[status] for status in sorted(responses) if status.startswith("2")]
        return next((response["schema"] for response in good if "schema" in response), None)

    def resolve(self, schema):
        while "$ref" in schema:
            schema = self.components.get(schema["$ref"].rsplit("/", 1)[-1], {})
        return schema


class Sampler:
    """Values for one operation. No two texts and no two numbers are equal, so that nothing can be mistaken for something else."""

    def __init__(self, description):
        self.description = description
        self.count = 0

    def value(self, schema, name, awkward=AWKWARD, within=()):
        if "$ref" in schema:
            reference = schema["$ref"]
            if within.count(reference) >= DEPTH:
                return LEFT_OUT
            target = self.description.components.get(reference.rsplit("/", 1)[-1], {})
            return self.value(target, name, awkward, (*within, reference))
        self.count += 1
        kind = schema.get("type")
        valid = schema.get("enum")
        if kind == "string" or kind in ("integer", "number") and valid:
            if valid:
                chosen = valid[self.count % len(valid)]
                return {"string": str, "integer": int, "number": float}[kind](chosen)
            return f"{name}-{self.count}{awkward}"
        if kind == "integer":
            return self.count + (1_000 if schema.get("format") == "int32" else BEYOND_DOUBLE)
        if kind == "number":
            return self.count + 0.5
        if kind == "boolean":
            return self.count % 2 == 0
        if kind == "array":
            items = schema.get("items") or {}
            return self.present(self.value(items, name, awkward, within) for _ in range(2))
        if schema.get("properties"):
            members = {key: self.value(member, key, awkward, within) for key, member in schema["properties"].items()}
            return {key: value for key, value in members.items() if value is not LEFT_OUT}
        if isinstance(schema.get("additionalProperties"), dict):
            values = ((key, self.value(schema["additionalProperties"], name, awkward, within)) for key in ("first", "second-2"))
            return {key: value for key, value in values if value is not LEFT_OUT}
        return {"anything": f"{name}-{self.count}{awkward}", "number": self.count}

    @staticmethod
    def present(values):
        return [value for value in values if value is not LEFT_OUT]

    def parameter(self, parameter):
        # A header is ASCII, and cannot end with a space.
        awkward = "" if parameter["in"] == "header" else AWKWARD
        return self.value(parameter.get("schema", {}), parameter["name"], awkward)
