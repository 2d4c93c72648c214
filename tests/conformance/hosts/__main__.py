"""Compares the hosts that the client chooses with those of the vendor's Python libraries: seventeen products in eighteen regions.

    python tests/conformance/hosts

`products/NAME.json` has the endpoint table of a product, as its metadata states it, and `alibabacloud_NAME` is its library. Where the two
sources of the vendor do not say the same, the difference is in `known.txt` (`--accept` writes it); a change of it is an error. At the end
faults are planted into the hosts of the client, and each has to be found.
"""

import argparse
import importlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import warnings

from alibabacloud_tea_openapi.models import Config

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
KNOWN = HERE / "known.txt"
# So many hosts are compared at least: a folder that was moved is no success.
AT_LEAST = 306
REGIONS = (
    "cn-hangzhou cn-beijing cn-shanghai cn-shenzhen cn-qingdao cn-zhangjiakou cn-chengdu cn-hongkong ap-southeast-1 ap-southeast-5 "
    "ap-northeast-1 us-east-1 us-west-1 eu-central-1 eu-west-1 me-east-1 me-central-1 cn-hangzhou-finance"
).split()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="write the differences that there are")
    arguments = parser.parse_args()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
    products = sorted(file.stem for file in (HERE / "products").glob("*.json"))
    ours = chosen(products, target)
    theirs = {product: library(product) for product in products}
    differences = compared(theirs, ours)
    if arguments.accept:
        KNOWN.write_text("".join(f"{line}\n" for line in differences))
    known = set(KNOWN.read_text().splitlines())
    changed = changes(differences, known)
    unfound = [name for name, plant in FAULTS.items() if not changes(compared(theirs, plant(ours)), known)]
    changed += [f"a planted fault was not found: {name}" for name in unfound]
    hosts = len(products) * len(REGIONS)
    if hosts < AT_LEAST:
        changed.append(f"at least {AT_LEAST} hosts have to be compared")
    print(*changed, sep="\n", end="\n" if changed else "")
    print(f"{hosts} hosts of {len(products)} products, {len(differences)} different, {len(known)} of them known, "
          f"{len(FAULTS)} faults planted, {len(unfound)} not found")
    return 1 if changed else 0


def compared(theirs, ours):
    """Returns the hosts that differ, one line each."""
    return [
        f"{product} {region}: the library has {theirs[product][region]}, the client {ours[product].get(region)}"
        for product in theirs
        for region in REGIONS
        if theirs[product][region] != ours[product].get(region)
    ]


def changes(differences, known):
    """Returns what is different and not known, and what is known and not different any more."""
    new = [f"not known: {line}" for line in differences if line not in known]
    return new + [f"not so any more: {line}" for line in sorted(known - set(differences))]


def instead(product, region, make):
    """A fault: another host of one product in one region."""
    return lambda ours: ours | {product: ours[product] | {region: make(ours[product])}}


# Faults that are planted into the hosts of the client, and have to be found.
FAULTS = {
    "the host of another region": instead("kms20160120", "cn-beijing", lambda hosts: hosts["cn-shanghai"]),
    "the host of another product": instead("alb20200616", "cn-hangzhou", lambda hosts: hosts["cn-hangzhou"].replace("alb", "slb")),
    "a name that was made up": instead("ram20150501", "cn-hangzhou", lambda hosts: "ram.cn-hangzhou.aliyuncs.com"),
    "no host": instead("ros20190910", "us-east-1", lambda hosts: "no host"),
    "a region that is left out": instead("cdn20180510", "eu-west-1", lambda hosts: None),
    "another domain": instead("kms20160120", "eu-central-1", lambda hosts: hosts["eu-central-1"] + ".cn"),
    "a difference that is gone": instead("vpc20160428", "cn-hangzhou", lambda hosts: "vpc.aliyuncs.com"),
}


def library(product):
    """Returns the host of each region according to the library of a product."""
    warnings.simplefilter("ignore")
    client = importlib.import_module(f"alibabacloud_{product}.client").Client
    key = {"access_key_id": "testid", "access_key_secret": "testsecret"}
    return {region: client(Config(region_id=region, **key))._endpoint for region in REGIONS}


def chosen(products, target):
    """Returns the host of each region according to the client, for each product."""
    manifest = ["--manifest-path", ROOT / "Cargo.toml"]
    subprocess.run(["cargo", "build", "--quiet", *manifest, "-p", "alicloud-codegen", "--target-dir", target], check=True)
    folder = target / "conformance-hosts"
    shutil.rmtree(folder, ignore_errors=True)
    source = folder / "src"
    source.mkdir(parents=True)
    for product in products:
        spec = folder / "spec" / product
        spec.mkdir(parents=True)
        shutil.copy(HERE / "products" / f"{product}.json", spec / "api-docs.json")
        generate = [target / "debug" / "alicloud-codegen", "generate", "--spec", spec, "--crate-name", product, "--out", source / product]
        subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
    modules = "".join(f'#[path = "{product}/lib.rs"]\nmod {product};\n' for product in products)
    probes = "".join(f"    driver.probe(\"{product}\", {product}::probe::Probe::new);\n" for product in products)
    source.joinpath("products.rs").write_text(f"{modules}\npub(super) fn all(driver: &crate::Driver) {{\n{probes}}}\n")
    shutil.copy(HERE / "driver.rs", source / "main.rs")
    shutil.copy(ROOT / "Cargo.lock", folder / "Cargo.lock")
    folder.joinpath("Cargo.toml").write_text(MANIFEST.format(client=ROOT / "crates/client"))
    command = ["cargo", "run", "--quiet", "--manifest-path", folder / "Cargo.toml", "--target-dir", target, "--", *REGIONS]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


MANIFEST = """[package]
name = "conformance-hosts"
version = "0.0.0"
edition = "2024"

[workspace]

[profile.dev]
debug = false
incremental = false

[dependencies]
alicloud-client = {{ path = "{client}", default-features = false }}
http = "*"
serde_json = "*"
tokio = {{ version = "*", features = ["rt"] }}
"""


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{' '.join(map(str, failed.cmd))}: exit code {failed.returncode}")
