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

import answers
import compare
import driver
import samples
from official import Library, same_name

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
    responses = {operation["name"]: answers.sample(description, operation) for operation in report["operations"]}
    library = Library(arguments.library or package)
    notes = Notes()
    unset = {name: uncommon(library, name, sample, notes) for name, sample in requests.items()}
    problems = driver.write(folder, report, requests, unset, ROOT, codegen, spec)
    ours = driver.run(folder, target, {name: answers.forms(name, *sample) for name, sample in responses.items()})

    differences = {}
    for operation in report["operations"]:
        name = operation["name"]
        if name in problems:
            lines = [problems[name]]
        else:
            lines = answers.differences(responses[name], ours[name]["decoded"])
            if name in library.methods:
                sent = {key: value for key, value in requests[name].items() if key not in unset[name]}
                lines += request_differences(library, operation, sent, ours[name])
        if lines:
            differences[name] = lines
    notes.print()
    for name, lines in differences.items():
        print(name, *(f"  {line}" for line in lines), sep="\n")
    print(f"{len(report['operations'])} operations, {len(differences)} with differences")
    return 1 if differences else 0


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
    parts = {part["name"] for part in operation.get("parts", [])}
    values = {}
    for parameter in description.parameters(operation["name"]):
        if parameter["name"] in parts:  # set through the parameter that it is a part of
            continue
        value = said_once(sampler.parameter(parameter), "" if parameter["in"] == "body" and not whole else parameter["name"], parts)
        if parameter["in"] != "body":
            values[PLACES.get(parameter["in"], parameter["in"]), parameter["name"]] = value
        elif whole:
            values["whole-body", parameter["name"]] = value
        else:
            values |= {("body", name): member for name, member in value.items()}
    return values


def said_once(value, path, parts):
    """A value without the members that other members say."""
    if isinstance(value, list):
        return [said_once(inner, f"{path}[]", parts) for inner in value]
    if not isinstance(value, dict):
        return value
    places = {name: f"{path}.{name}" if path else name for name in value}
    if any(part.startswith(f"{path}{{}}") for part in parts):
        places = dict.fromkeys(value, f"{path}{{}}")
    return {name: said_once(value[name], place, parts) for name, place in places.items() if place not in parts}


def uncommon(library, operation, sample, notes):
    """Parameters that the library does not have, which cannot be compared. The description and the library are rarely of one day."""
    if operation not in library.methods:
        notes.add("operation that the library does not have", operation, operation)
        return set()
    members, path = library.declarations(operation)
    known = {key for key in sample if key[1] in members or key[0] == "path" and any(same_name(key[1], name) for name in path)}
    names = {name for _, name in sample}
    for name in members.keys() - names:
        notes.add("parameter that only the library has", name, operation)
    for _, name in sample.keys() - known:
        notes.add("parameter that the library does not have", name, operation)
    for key in known:
        if key[1] in members and not fits(sample[key], members[key[1]]):
            notes.add("parameter that the library declares otherwise", f"{key[1]}: {members[key[1]]}", operation)
    return sample.keys() - known


def fits(value, annotation):
    """Whether a value is what the library declares: `List[str]`, or for an object the name of a model."""
    declared = annotation.partition("[")[0]
    if isinstance(value, dict):
        return declared not in ("str", "bool", "int", "float", "bytes", "List")
    return declared in ({str: "str", bool: "bool", int: "int", float: "float", list: "List"}[type(value)], "Any")


def request_differences(library, operation, sample, ours):
    required = {(parameter["in"], parameter["name"]) for parameter in operation["parameters"] if parameter["required"]}
    variants = {"full": sample, "required": {key: value for key, value in sample.items() if key in required}}
    lines = []
    for variant, values in variants.items():
        if ours[variant] is None:
            lines.append(f"{variant}: nothing was sent: {ours['refused']}")
        else:
            theirs = library.call(operation["name"], values)
            lines += [f"{variant}: {line}" for line in compare.requests(theirs, ours[variant])]
    return lines


class Notes:
    """What the description and the library do not share: no fault of ours, but good to know."""

    def __init__(self):
        self.operations = {}

    def add(self, kind, name, operation):
        self.operations.setdefault((kind, name), []).append(operation)

    def print(self):
        for (kind, name), operations in sorted(self.operations.items()):
            some = ", ".join(operations[:3]) + (f" and {len(operations) - 3} more" if len(operations) > 3 else "")
            print(f"note: {kind}: {name}" + (f" ({some})" if operations != [name] else ""))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{' '.join(map(str, failed.cmd))}: exit code {failed.returncode}")
