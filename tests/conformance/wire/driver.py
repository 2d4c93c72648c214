"""Writes and runs a Rust program that sends every operation of a product through the typed crate, with values that it reads at run time."""

import json
import pathlib
import re
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
STANDARD = {"Option", "Box", "Vec", "std::collections::BTreeMap"}
SCALARS = {"String", "i64", "f64", "bool", *(f"alicloud_client::{name}" for name in ("Secret", "SecretValue", "Blob", "Value"))}


def write(folder, report, root, codegen, spec, selected):
    """Writes the generated crate, of the selected operations if some are, and next to it the driver, which uses the types of its parameters."""
    for crate in ("api", "driver"):
        (folder / crate / "src").mkdir(parents=True, exist_ok=True)
    (folder / "Cargo.toml").write_text(WORKSPACE)
    api = f"{folder.name}-api"
    (folder / "api" / "Cargo.toml").write_text(package(api, client(root)))
    dependencies = f'api = {{ path = "../api", package = "{api}" }}\n{client(root)}{OTHERS}'
    (folder / "driver" / "Cargo.toml").write_text(package(f"{folder.name}-driver", dependencies))
    shutil.copy(root / "Cargo.lock", folder / "Cargo.lock")
    for source, name in (("driver.rs", "main.rs"), ("sample.rs", "sample.rs"), ("tree.rs", "tree.rs")):
        shutil.copy(HERE / source, folder / "driver" / "src" / name)
    generate = [codegen, "generate", "--spec", spec, "--crate-name", "api", "--out", folder / "api" / "src"]
    generate += [argument for name in sorted(selected) for argument in ("--operation", name)]
    subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
    (folder / "driver" / "src" / "operations.rs").write_text(operations(report))


def operations(report):
    """Returns the source of the module that creates operations, and the types of their parameters, from values."""
    items = {item["rust"]: item for item in report["components"]}
    needed, builds, calls = {}, [], []
    for number, operation in enumerate(report["operations"]):
        items |= {item["rust"]: item for item in operation["types"]}
        parameters = [parameter for parameter in operation["parameters"] if parameter["rust"].rpartition("::")[0] == operation["rust"]]
        for parameter in parameters:
            reach(parameter["type"], items, needed)
        lines = (f"{quoted(p['in'])}, {quoted(p['name'])} => {field(p)}: {inner(p['type'])}" for p in parameters)
        builds.append(f"operation!(build_{number}: {operation['rust']} {{ {', '.join(lines)} }});\n")
        calls.append(f"    driver.exchange(build_{number});\n")
    types = (definition(item) for item in needed.values())
    return f"{''.join(types)}\n{''.join(builds)}\npub(super) fn all(driver: &crate::Driver) {{\n{''.join(calls)}}}\n"


def reach(ty, items, needed):
    """Adds the generated types that a type consists of."""
    for name in re.findall(r"[\w:]+", ty):
        if name in STANDARD or name in SCALARS or name in needed:
            continue
        needed[name] = items[name]
        for member in items[name].get("members", ()):
            reach(member["type"], items, needed)


def definition(item):
    if item["kind"] == "enumeration":
        return f"enumeration!({item['rust']});\n"
    own = [member for member in item["members"] if member["rust"].rpartition("::")[0] == item["rust"]]
    fields = ", ".join(f"{quoted(member['name'])} => {field(member)}" for member in own)
    return f"structure!({item['rust']} {{ {fields} }});\n"


def run(folder, target, samples):
    """Runs the driver. Returns, by operation, what was sent for each variant and what was decoded from each response."""
    (folder / "samples.json").write_text(json.dumps(samples))
    command = ["cargo", "run", "--quiet", "--manifest-path", folder / "Cargo.toml", "-p", f"{folder.name}-driver", "--target-dir", target]
    done = subprocess.run([*command, "--", folder / "samples.json"], check=True, stdout=subprocess.PIPE, text=True)
    return {record["operation"]: record for record in map(json.loads, done.stdout.splitlines())}


def inner(ty):
    """Returns the type that a setter accepts, which is `T` for `Option<T>`."""
    return ty.removeprefix("Option<").removesuffix(">") if ty.startswith("Option<") else ty


def field(member):
    return member["rust"].rpartition("::")[2]


def quoted(value):
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def package(name, dependencies):
    return f'[package]\nname = "{name}"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n{dependencies}'


def client(root):
    return f'alicloud-client = {{ path = "{root / "crates/client"}", default-features = false }}\n'


WORKSPACE = '[workspace]\nresolver = "3"\nmembers = ["api", "driver"]\n\n[profile.dev]\ndebug = false\nincremental = false\n'
OTHERS = (
    'base64 = "*"\nbytes = "*"\nhttp = "*"\nserde = { version = "*", features = ["derive"] }\n'
    'serde_json = "*"\ntokio = { version = "*", features = ["rt"] }\n'
)
