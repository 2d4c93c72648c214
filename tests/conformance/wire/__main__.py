"""Compares the typed crates of products with the vendor's Python libraries, operation by operation.

    python tests/conformance/wire
    python tests/conformance/wire --product vpc
    python tests/conformance/wire --all
    python tests/conformance/wire --product ons --spec FOLDER --library alibabacloud_ons20190214

Without arguments it compares what CI compares: every operation of RDS and STS, and of some other products those in `selected/`, chosen so
that every shape of a parameter and of a response that the vendor's metadata of the product has is there. `--product` compares every operation
of one product, and `--all` of each that has a library.

Each operation is given to both with all parameters, with the required ones, with empty values and with hostile ones. Method, host, path,
query, headers and body have to be equal; the signature is computed again from what was sent. Without a parameter, exactly the required ones
are missing. Then responses with every documented field, as JSON and as XML, are decoded, and everything in them has to come out again.
Nothing is sent; the Python library has to be installed.

What the description and the library do not share is listed in `known/PRODUCT.txt` (`--accept` writes it); a change of it is a difference.
At the end faults are planted into what was recorded (`planted.py`), and each has to be found.

Exit code 1 if something differs, or if fewer operations were compared or fewer faults could be planted
than is demanded: by `products.json`, or by `--at-least`.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

import compare
import driver
import planted
import samples
import signature
from answers import Responses
from official import Library, same_name

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SPEC = ROOT / "spec"
SELECTED = HERE / "selected"
# By product, how many operations are compared and how many faults planted at least: of the product, and of what CI compares of it.
# The location service is not among them: its library puts all parameters into the body, as no newer one does.
PRODUCTS = json.loads((HERE / "products.json").read_text())
PLACES = {"formData": "form"}
MANNERS = {"full": samples.Full(), "empty": samples.Empty(), "hostile": samples.Hostile()}
# The client sets this parameter itself where it is required.
FILLED = "regionid"
REFUSED = re.compile(r"the required parameters? (.+) (?:is|are) not set$")
# Parameters for the vendor's own services. The metadata hides them, but the library has them in most operations.
INTERNAL = {"OwnerAccount", "OwnerId", "ResourceOwnerAccount", "ResourceOwnerId", "SecurityToken"}


def main():
    arguments = parse()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
    codegen = arguments.codegen or build_codegen(target)
    in_ci = [name for name, least in PRODUCTS.items() if "ci" in least]
    products = [arguments.product] if arguments.product else PRODUCTS if arguments.all else in_ci
    outcomes = [compare_product(name, arguments, codegen, target) for name in products]
    good = all(outcome for outcome, _ in outcomes)
    if arguments.all:
        print(f"{len(products)} products, {sum(good for good, _ in outcomes)} without differences")
    if not arguments.product:
        for name in planted.FAULTS.keys() - set().union(*(planted_there for _, planted_there in outcomes)):
            print(f"a fault that no product can have: {name}")
            good = False
    return 0 if good else 1


def compare_product(name, arguments, codegen, target):
    """Prints what differs. Returns whether nothing does, and the names of the faults that were planted."""
    whole = bool(arguments.all or arguments.product)
    spec = arguments.spec or folder_in_spec(name)
    library = Library(arguments.library or library_of(name, spec))
    at_least = arguments.at_least or PRODUCTS.get(name, {}).get("all" if whole else "ci", (1, 1))
    folder = target / "conformance-wire" / name

    report = [codegen, "report", "--format", "json", "--crate-name", "api", "--spec", spec]
    report = json.loads(subprocess.run(report, check=True, stdout=subprocess.PIPE).stdout)["products"][0]
    description = samples.Description(spec)
    selected = None if whole else selection(name)
    if selected is not None:
        report["operations"] = [operation for operation in report["operations"] if operation["name"] in selected]
    notes = Notes(selected)
    operations = [Operation(description, library, operation, notes) for operation in report["operations"]]
    # Few operations are selected on purpose.
    if selected is None:
        for operation in library.methods.keys() - {operation.name for operation in operations}:
            notes.add("operation that only the library has", operation, operation)
    driver.write(folder, report, ROOT, codegen, spec, selected or ())
    ours = driver.run(folder, target, {operation.name: operation.samples() for operation in operations})

    judge = Judge(library)
    differences = {operation.name: judge.differences(operation, ours[operation.name]) for operation in operations}
    differences = {name: lines for name, lines in differences.items() if lines}
    for operation, lines in differences.items():
        print(operation, *(f"  {line}" for line in lines), sep="\n")
    known = HERE / "known" / f"{name}.txt"
    problems = notes.differences(known, arguments.accept)
    faults = planted.found(judge, operations, ours)
    faults["a parameter that only one side has"] = one_sided_is_found(notes, known)
    unfound = [fault for fault, found in faults.items() if not found]
    problems += [f"a planted fault was not found: {fault}" for fault in unfound]
    compared = sum(operation.compared for operation in operations)
    requests = sum(len(operation.requests) for operation in operations if operation.compared)
    if compared < at_least[0] or len(faults) < at_least[1]:
        problems.append(f"at least {at_least[0]} operations have to be compared and {at_least[1]} faults planted")
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"{name}: {len(operations)} operations, {compared} compared in {requests} requests, {len(differences)} with differences, "
          f"{len(faults)} faults planted, {len(unfound)} not found", flush=True)
    return not differences and not problems, faults.keys()


def folder_in_spec(product):
    """Returns the folder of the product's version."""
    folders = sorted((SPEC / product).glob("*/product.json"))
    if len(folders) != 1:
        sys.exit(f"{product}: {SPEC / product} has {len(folders)} versions of it; give one with --spec and --library")
    return folders[0].parent


def library_of(product, spec):
    """Returns the name of the vendor's library, which is that of the product and its version."""
    return f"alibabacloud_{product.replace('-', '_')}{spec.name.replace('-', '')}"


def selection(product):
    """Returns the names of the operations that CI compares, or None for all of them."""
    file = SELECTED / f"{product}.txt"
    return set(file.read_text().split()) if file.exists() else None


def one_sided_is_found(notes, known):
    """Whether a parameter that only one side has, and that is not known, would be a difference."""
    more = Notes(notes.selected)
    more.lines = notes.lines | {"Planted: parameter that only the library has: Planted"}
    less = Notes(notes.selected)
    less.lines = set(sorted(notes.lines)[1:])
    return bool(more.differences(known, accept=False)) and (not notes.lines or bool(less.differences(known, accept=False)))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--product", help=f"every operation of one of {', '.join(PRODUCTS)}; others need --spec and --library")
    parser.add_argument("--all", action="store_true", help="every operation of every product that has a library")
    parser.add_argument("--spec", type=pathlib.Path, help="folder of the product in a spec, or with its api-docs.json")
    parser.add_argument("--library", help="package of the vendor's library")
    parser.add_argument("--at-least", type=int, nargs=2, metavar=("OPERATIONS", "FAULTS"), help="how many are compared and planted at least")
    parser.add_argument("--codegen", help="path of alicloud-codegen; built if it is not given")
    parser.add_argument("--accept", action="store_true", help="write what the description and the library do not share")
    return parser.parse_args()


def build_codegen(target):
    manifest = ROOT / "Cargo.toml"
    subprocess.run(["cargo", "build", "--quiet", "--manifest-path", manifest, "-p", "alicloud-codegen", "--target-dir", target], check=True)
    return target / "debug" / "alicloud-codegen"


class Operation:
    """Test data of one operation: values of its parameters by location and name for each variant, and responses."""

    def __init__(self, description, library, report, notes):
        self.name = report["name"]
        self.compared = self.name in library.methods
        whole = any(parameter["in"] == "whole-body" for parameter in report["parameters"])
        parts = {part["name"] for part in report.get("parts", [])}
        given = {name: parameters(description, self.name, manner, whole, parts) for name, manner in MANNERS.items()}
        required = description.required(self.name, whole)
        # If a part of a parameter is required, so is the parameter.
        required = {re.split(r"[.\[{]", name)[0] if name in parts else name for name in required}
        given["required"] = {key: value for key, value in given["full"].items() if key[1] in required}
        uncommon = uncommon_parameters(library, self.name, given["full"], notes)
        self.requests = {name: {key: value for key, value in values.items() if key not in uncommon} for name, values in given.items()}
        # The client refuses empty path parameters, since they would change the path.
        self.requests["empty"] |= {key: value for key, value in self.requests["full"].items() if key[0] == "path"}
        self.missing = {name for name in required if name.replace("_", "").lower() != FILLED}
        # Whether the two have no parameter in the body, though one of them may.
        self.bodiless = all(place in ("path", "query", "header") for place, _ in self.requests["full"])
        self.responses = Responses(description, report)

    def samples(self):
        listed = {
            variant: [{"place": place, "name": name, "value": value} for (place, name), value in values.items()]
            for variant, values in (self.requests | {"nothing": {}}).items()
        }
        return {"requests": listed, "responses": self.responses.forms()}


class Judge:
    """Compares the requests of the client with those of the library."""

    def __init__(self, library):
        self.library = library
        self.sent = {}

    def differences(self, operation, record):
        """Returns the differences of one operation, one line each."""
        lines = operation.responses.differences(record["decoded"])
        lines += self.refusal(operation, record["requests"]["nothing"])
        nonces = set()
        for variant, values in operation.requests.items():
            ours = record["requests"][variant]
            if "sent" not in ours:
                lines.append(f"{variant}: nothing was sent: {ours}")
                continue
            found = signature.problems(ours["sent"], nonces)
            if operation.compared:
                theirs = self.theirs(operation.name, variant, values)
                found += compare.requests(theirs, ours["sent"], set(booleans(values)), operation.bodiless)
            lines += [f"{variant}: {line}" for line in found]
        return lines

    def theirs(self, name, variant, values):
        if (name, variant) not in self.sent:
            self.sent[name, variant] = self.library.call(name, values)
        return self.sent[name, variant]

    @staticmethod
    def refusal(operation, record):
        """Whether a request without parameters is refused for exactly those that are required."""
        refused = record.get("refused") or ""
        found = REFUSED.search(refused)
        named = set(found[1].split(", ")) if found else set()
        if named == operation.missing and bool(refused) == bool(named):
            return []
        return [f"nothing: {sorted(operation.missing)} should be missing, found: {record}"]


def parameters(description, name, manner, whole, parts):
    """Returns values by location and name, both as in the generator's report."""
    sampler = samples.Sampler(description, manner)
    values = {}
    for parameter in description.parameters(name):
        if parameter["name"] in parts:  # set through the parameter that it is a part of
            continue
        value = said_once(sampler.parameter(parameter), "" if parameter["in"] == "body" and not whole else parameter["name"], parts)
        if parameter["in"] != "body":
            values[PLACES.get(parameter["in"], parameter["in"]), parameter["name"]] = value
        elif whole:
            values["whole-body", parameter["name"]] = value
        else:
            values |= {("body-field", field): inner for field, inner in value.items()}
    return values


def booleans(value, name=""):
    """Returns the names of boolean parameters, including those that fields of a structure become."""
    if isinstance(value, bool):
        yield name
    pairs = value.items() if isinstance(value, dict) else enumerate(value, 1) if isinstance(value, list) else ()
    for key, inner in pairs:
        key = key[1] if isinstance(key, tuple) else str(key)
        yield from booleans(inner, f"{name}.{key}" if name else key)


def said_once(value, path, parts):
    """Removes fields that duplicate other fields: parts of them, and old spellings such as `key` beside `Key`, which the library lacks."""
    if isinstance(value, list):
        return [said_once(inner, f"{path}[]", parts) for inner in value]
    if not isinstance(value, dict):
        return value
    value = {name: inner for name, inner in value.items() if not old_spelling(name, value)}
    places = {name: f"{path}.{name}" if path else name for name in value}
    if any(part.startswith(f"{path}{{}}") for part in parts):
        places = dict.fromkeys(value, f"{path}{{}}")
    return {name: said_once(value[name], place, parts) for name, place in places.items() if place not in parts}


def old_spelling(name, fields):
    """Whether a field is there a second time with a capital letter, for the same kind of value."""
    capital = name[:1].upper() + name[1:]
    return capital != name and capital in fields and type(fields[capital]) is type(fields[name])


def uncommon_parameters(library, operation, sample, notes):
    """Returns the parameters that cannot be compared, since the library lacks them. Description and library are rarely of the same date."""
    if operation not in library.methods:
        notes.add("operation that the library does not have", operation, operation)
        return set()
    fields, path = library.declarations(operation)
    known = {key for key in sample if key[1] in fields or key[0] == "path" and any(same_name(key[1], name) for name in path)}
    names = {name for _, name in sample}
    for name in fields.keys() - names - INTERNAL:
        notes.add("parameter that only the library has", name, operation)
    for _, name in sample.keys() - known:
        notes.add("parameter that the library does not have", name, operation)
    for key in known:
        if key[1] in fields and not fits(sample[key], fields[key[1]]):
            notes.add("parameter that the library declares otherwise", f"{key[1]}: {fields[key[1]]}", operation)
    unsent = {key for key in known if key[1] in library.unsent(operation)}
    for _, name in unsent:
        notes.add("parameter that the library declares and does not send", name, operation)
    return sample.keys() - known | unsent


def fits(value, annotation):
    """Whether a value has the type that the library declares, as in `List[str]`, or the name of a model for an object."""
    declared = annotation.partition("[")[0]
    if isinstance(value, dict):
        return declared not in ("str", "bool", "int", "float", "bytes", "List")
    return declared in ({str: "str", bool: "bool", int: "int", float: "float", list: "List"}[type(value)], "Any")


class Notes:
    """Known differences between the description and the library, which are not errors of the client."""

    def __init__(self, selected):
        self.lines = set()
        self.selected = selected

    def add(self, kind, name, operation):
        self.lines.add(f"{operation}: {kind}" + (f": {name}" if name != operation else ""))

    def differences(self, file, accept):
        """Returns differences that are not in the file, and lines of the file that no longer apply."""
        if accept and self.selected is None:
            file.parent.mkdir(exist_ok=True)
            file.write_text("".join(f"{line}\n" for line in sorted(self.lines)))
        known = set(file.read_text().splitlines()) if file.exists() else set()
        if self.selected is not None:
            known = {line for line in known if line.partition(":")[0] in self.selected}
        return [f"not known: {line}" for line in sorted(self.lines - known)] + [f"not so any more: {line}" for line in sorted(known - self.lines)]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{' '.join(map(str, failed.cmd))}: exit code {failed.returncode}")
