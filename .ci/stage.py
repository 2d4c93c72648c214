"""Makes packages of a checkout self-contained, in place: `python3 .ci/stage.py CHECKOUT`.

A crate of a product takes its description from `spec/` of the workspace, which a package does not have. This copies the descriptions that
`[[package.metadata.alicloud.descriptions]]` names into `spec/` of the crate, all of them into the catalog, and the licenses into each
package; and it adds to the metadata the date of the newest document that a description comes from. Only `.ci/release` runs it, on a clone.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

DATE = re.compile(r"\d{4}(-\d{2}-\d{2})?")


def packages(root):
    """The packages of the workspace that are published, as `cargo metadata` has them."""
    command = ["cargo", "metadata", "--format-version", "1", "--no-deps", "--offline"]
    metadata = json.loads(subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE).stdout)
    return [package for package in metadata["packages"] if package["publish"] is None]


def updated(folder):
    """The newest date that a document of this description states about itself, or None. A year is all that some state."""
    dates = []
    for path in folder.glob("*.json"):
        sources = json.loads(path.read_text(encoding="utf-8"))
        sources = sources.get("x-source", []) if isinstance(sources, dict) else []
        for source in sources if isinstance(sources, list) else [sources]:
            date = DATE.match(source.get("updated", "") if isinstance(source, dict) else "")
            if date:
                dates.append(date[0])
    return max(dates, default=None)


def copy(product, to):
    """Copies the files of a product, which has no folders. What imports remember (`spec/.imported`) is not among them."""
    to.mkdir(parents=True)
    for path in sorted(product.glob("*.json")):
        shutil.copyfile(path, to / path.name)


def stage(root, package):
    folder = Path(package["manifest_path"]).parent
    for name in ("LICENSE-APACHE", "LICENSE-MIT"):
        shutil.copyfile(root / name, folder / name)
    if package["name"] == "alicloud-catalog":
        for product in sorted(root.glob("spec/*/*/product.json")):
            copy(product.parent, folder / "spec" / product.parent.relative_to(root / "spec"))
        return
    described = (package["metadata"] or {}).get("alicloud", {}).get("descriptions", [])
    if "products" in folder.parts and not described:
        sys.exit(f"{package['name']} names no description: its Cargo.toml lacks [[package.metadata.alicloud.descriptions]]")
    manifest = folder / "Cargo.toml"
    text = manifest.read_text(encoding="utf-8")
    for description in described:
        product = root / "spec" / description["folder"]
        copy(product, folder / "spec" / description["folder"])
        if date := updated(product):
            line = f'folder = "{description["folder"]}"\n'
            if text.count(line) != 1:
                sys.exit(f"{manifest}: there are {text.count(line)} lines {line.strip()}, and there has to be one")
            text = text.replace(line, f'{line}updated = "{date}"\n')
    manifest.write_text(text, encoding="utf-8")


def main():
    root = Path(sys.argv[1]).resolve()
    for package in packages(root):
        stage(root, package)


main()
