"""Writes a Rust program that sends every operation of a product with the sample values through the typed crate."""

import json
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


class Mismatch(Exception):
    """A sample value that the generated type cannot hold."""


class Literals:
    """Rust expressions for sample values of the types that the report names."""

    def __init__(self, types):
        self.types = {item["rust"]: item for item in types}

    def expression(self, ty, value):
        name, inner = generic(ty)
        if name == "Option":
            return self.expression(inner, value)
        if name == "Box":
            return f"Box::new({self.expression(inner, value)})"
        if name == "Vec":
            return f"vec![{', '.join(self.expression(inner, element) for element in expect(value, list, ty))}]"
        if name == "std::collections::BTreeMap":
            inner = inner.split(",", 1)[1].strip()
            pairs = (f"({text(key)}, {self.expression(inner, element)})" for key, element in expect(value, dict, ty).items())
            return f"std::collections::BTreeMap::from([{', '.join(pairs)}])"
        if ty == "String":
            return text(expect(value, str, ty))
        if ty in ("i32", "i64"):
            return f"{expect(value, int, ty)}{ty}"
        if ty in ("f32", "f64"):
            return f"{float(expect(value, (int, float), ty))!r}{ty}"
        if ty == "bool":
            return "true" if expect(value, bool, ty) else "false"
        if ty in ("alicloud_client::Secret", "alicloud_client::Blob"):
            return f"{ty}::from({quoted(expect(value, str, ty))})"
        if ty == "alicloud_client::Value":
            return f"crate::any({quoted(json.dumps(value))})"
        return self.generated(ty, value)

    def generated(self, ty, value):
        item = self.types[ty]
        if item["kind"] == "enumeration":
            return f"{ty}::from({quoted(expect(value, str, ty))})"
        fields = {member["name"]: member for member in item["members"]}
        given = expect(value, dict, ty)
        unknown = sorted(given.keys() - fields.keys())
        if unknown:
            raise Mismatch(f"{ty} has no field for {', '.join(unknown)}")
        written = (f"{field(fields[key])}: Some({self.expression(fields[key]['type'], element)})" for key, element in given.items())
        return f"{ty} {{ {', '.join([*written, '..Default::default()'])} }}"


def write(folder, report, samples, unset, root, codegen, spec):
    """Writes the crates; gives the operations that could not be written, each with why. What is in `unset` is not sent."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "api" / "src").mkdir(parents=True, exist_ok=True)
    (folder / "driver" / "src").mkdir(parents=True, exist_ok=True)
    (folder / "Cargo.toml").write_text(WORKSPACE)
    api = f"{folder.name}-api"
    (folder / "api" / "Cargo.toml").write_text(package(api, client(root)))
    dependencies = f'api = {{ path = "../api", package = "{api}" }}\n{client(root)}{OTHERS}'
    (folder / "driver" / "Cargo.toml").write_text(package(f"{folder.name}-driver", dependencies))
    shutil.copy(root / "Cargo.lock", folder / "Cargo.lock")
    shutil.copy(HERE / "driver.rs", folder / "driver" / "src" / "main.rs")
    generate = [codegen, "generate", "--spec", spec, "--crate-name", "api", "--out", folder / "api" / "src"]
    subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)

    problems, calls, functions = {}, [], []
    for operation in report["operations"]:
        literals = Literals([*operation["types"], *report["components"]])
        try:
            function = build_function(len(functions), operation, samples[operation["name"]], unset[operation["name"]], literals)
        except Mismatch as mismatch:
            problems[operation["name"]] = str(mismatch)
            continue
        calls.append(f"    driver.exchange(build_{len(functions)});\n")
        functions.append(function)
    source = f"pub(crate) fn all(driver: &crate::Driver) {{\n{''.join(calls)}}}\n\n{''.join(functions)}"
    (folder / "driver" / "src" / "operations.rs").write_text(source)
    return problems


def build_function(number, operation, sample, unset, literals):
    """A function that sets all parameters, or the required ones only."""
    fields = [parameter for parameter in operation["parameters"] if parameter["rust"].rpartition("::")[0] == operation["rust"]]
    statements = []
    given = dict(sample)
    for parameter in fields:
        key = (parameter["in"], parameter["name"])
        if key not in given:
            raise Mismatch(f"the parameter {parameter['name']} in {parameter['in']} is not in the description")
        setting = f"operation = operation.{field(parameter)}({literals.expression(parameter['type'], given.pop(key))});"
        if key in unset:
            continue
        statements.append(f"    {setting}\n" if parameter["required"] else f"    if full {{ {setting} }}\n")
    if given:
        raise Mismatch(f"no field for {', '.join(f'{name} in {place}' for place, name in given)}")
    ty = operation["rust"]
    body = f"    let mut operation = {ty}::new();\n{''.join(statements)}    operation\n"
    return f"#[allow(unused, reason = \"not all have parameters\")]\nfn build_{number}(full: bool) -> {ty} {{\n{body}}}\n\n"


def run(folder, target, answers):
    """What each operation put on the wire, and what it made of its answer, by name."""
    (folder / "answers.json").write_text(json.dumps(answers))
    command = ["cargo", "run", "--quiet", "--manifest-path", folder / "Cargo.toml", "-p", f"{folder.name}-driver", "--target-dir", target]
    done = subprocess.run([*command, "--", folder / "answers.json"], check=True, stdout=subprocess.PIPE, text=True)
    return {record["operation"]: record for record in map(json.loads, done.stdout.splitlines())}


def generic(ty):
    """`Vec<String>` as `Vec` and `String`."""
    name, angle, inner = ty.partition("<")
    return (name, inner[:-1]) if angle else (ty, None)


def expect(value, kinds, ty):
    if not isinstance(value, kinds) or isinstance(value, bool) and kinds is not bool:
        raise Mismatch(f"{ty} cannot hold {json.dumps(value, ensure_ascii=False)[:80]}")
    return value


def field(member):
    return member["rust"].rpartition("::")[2]


def quoted(value):
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def text(value):
    return f"String::from({quoted(value)})"


def package(name, dependencies):
    return f'[package]\nname = "{name}"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n{dependencies}'


def client(root):
    return f'alicloud-client = {{ path = "{root / "crates/client"}", default-features = false }}\n'


WORKSPACE = '[workspace]\nresolver = "3"\nmembers = ["api", "driver"]\n\n[profile.dev]\ndebug = false\nincremental = false\n'
OTHERS = 'base64 = "*"\nbytes = "*"\nhttp = "*"\nserde_json = "*"\ntokio = { version = "*", features = ["rt"] }\n'
