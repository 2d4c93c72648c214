"""Compares the typed crate of a product with the vendor's Python library, operation by operation.

    python tests/conformance/wire --product rds
    python tests/conformance/wire --product cs --spec FOLDER --library alibabacloud_cs20151215

Each operation is filled with sample values twice, with all parameters and with the required ones, and given to both. Method, path, query,
headers, content type and body have to be equal. Then an answer with every documented member, as JSON and as XML, is decoded, and everything
in it has to come out again. Nothing is sent; the Python library has to be installed.

Exit code 1 if something differs.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import xml.sax.saxutils

import compare
import driver
import samples
from official import Library

ROOT = pathlib.Path(__file__).resolve().parents[3]
PRODUCTS = {"rds": ("rds/2014-08-15", "alibabacloud_rds20140815"), "sts": ("sts/2015-04-01", "alibabacloud_sts20150401")}
PLACES = {"formData": "form"}


def main():
    arguments = parse()
    spec, package = PRODUCTS.get(arguments.product, (None, None))
    spec = arguments.spec or ROOT / "spec" / spec
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
    codegen = arguments.codegen or build_codegen(target)
    folder = target / "conformance-wire" / arguments.product

    report = [codegen, "report", "--format", "json", "--crate-name", "api", "--spec", spec]
    report = json.loads(subprocess.run(report, check=True, stdout=subprocess.PIPE).stdout)["products"][0]
    description = samples.Description(spec)
    requests = {operation["name"]: request_sample(description, operation) for operation in report["operations"]}
    responses = {operation["name"]: response_sample(description, operation) for operation in report["operations"]}
    problems = driver.write(folder, report, requests, ROOT, codegen, spec)
    ours = driver.run(folder, target, {name: forms(name, *sample) for name, sample in responses.items()})
    library = Library(arguments.library or package)

    outcome = Outcome()
    for operation in report["operations"]:
        name = operation["name"]
        if name in problems:
            outcome.differ(name, [problems[name]])
        else:
            outcome.differ(name, response_differences(responses[name], ours[name]["decoded"]))
            if name in library.methods:
                outcome.differ(name, request_differences(library, operation, requests[name], ours[name]))
            else:
                outcome.skip(name)
    return outcome.print(len(report["operations"]))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--product", required=True, help=f"name; {' and '.join(PRODUCTS)} are known, others need --spec and --library")
    parser.add_argument("--spec", type=pathlib.Path, help="folder of the product in a spec, or with its api-docs.json")
    parser.add_argument("--library", help="package of the vendor's library")
    parser.add_argument("--codegen", help="path of alicloud-codegen; built if it is not given")
    return parser.parse_args()


def build_codegen(target):
    manifest = ROOT / "Cargo.toml"
    subprocess.run(["cargo", "build", "--quiet", "--manifest-path", manifest, "-p", "alicloud-codegen", "--target-dir", target], check=True)
    return target / "debug" / "alicloud-codegen"


def request_sample(description, operation):
    """Values by place and name, as the report has them."""
    sampler = samples.Sampler(description)
    whole = any(parameter["in"] == "whole-body" for parameter in operation["parameters"])
    values = {}
    for parameter in description.parameters(operation["name"]):
        value = sampler.parameter(parameter)
        if parameter["in"] != "body":
            values[PLACES.get(parameter["in"], parameter["in"]), parameter["name"]] = value
        elif whole:
            values["whole-body", parameter["name"]] = value
        else:
            values |= {("body", name): member for name, member in value.items()}
    return values


def request_differences(library, operation, sample, ours):
    name = operation["name"]
    known, path = library.known(name)
    own = {key for place, key in sample if place != "path"}
    lines = [f"the library has the parameter {key} ({known[key]})" for key in known if key not in own]
    lines += [f"the library does not have the parameter {key}" for key in sorted(own) if key not in known]
    required = {(parameter["in"], parameter["name"]) for parameter in operation["parameters"] if parameter["required"]}
    variants = {"full": sample, "required": {key: value for key, value in sample.items() if key in required}}
    for variant, values in variants.items():
        if ours[variant] is None:
            lines.append(f"{variant}: nothing was sent: {ours['refused']}")
        else:
            lines += [f"{variant}: {line}" for line in compare.requests(library.call(name, values), ours[variant])]
    return lines


def response_sample(description, operation):
    """The body of an answer, and whether it is an object whose members are fields of the response."""
    schema = description.response(operation["name"])
    if schema is None:
        return {}, True
    value = samples.Sampler(description).value(schema, "Body")
    return value, not any(member["path"] == "" or member["path"].startswith(("[]", "{}")) for member in operation["members"])


def forms(name, value, members):
    """An answer as JSON, and as XML where it can be."""
    written = {"json": value if isinstance(value, str) else json.dumps(value)}
    if members and value:
        written["xml"] = f"<{name}Response>{elements(value)}</{name}Response>"
    return written


def elements(value):
    if isinstance(value, dict):
        return "".join(element(name, inner) for name, inner in value.items())
    return xml.sax.saxutils.escape(json.dumps(value) if isinstance(value, (bool, list)) else str(value))


def element(name, value):
    if isinstance(value, list):
        return "".join(element(name, inner) for inner in value)
    return f"<{name}>{elements(value)}</{name}>"


def response_differences(sample, decoded):
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


class Outcome:
    def __init__(self):
        self.differences, self.skipped = {}, []

    def differ(self, name, lines):
        if lines:
            self.differences.setdefault(name, []).extend(lines)

    def skip(self, name):
        self.skipped.append(name)

    def print(self, count):
        for name, lines in self.differences.items():
            print(name, *(f"  {line}" for line in lines), sep="\n")
        if self.skipped:
            print(f"not in the library, only the answers were compared: {', '.join(self.skipped)}")
        print(f"{count} operations, {len(self.differences)} with differences")
        return 1 if self.differences else 0


if __name__ == "__main__":
    sys.exit(main())
