"""Runs the cases of our credentials providers with the vendor's Python library, and compares its results with the expected ones.

    python tests/conformance/credentials

The cases are those of the client's own test, crates/client/tests/credentials/cases: variables, files, answers of services, and what is
found there. A case where the library does something else on purpose of ours says so under `python`, with the reason; what the library
finds there is in `differences.json` (`--accept` writes it). Nothing is sent: the transport of the library is replaced.

Exit code 1 if a case differs and does not say so, says so and does not differ, or differs in another way than it did; if the library
crashes or hangs; and if there are fewer cases than there have been.
"""

import argparse
import json
import pathlib
import sys

import isolated
import library

CASES = pathlib.Path(__file__).resolve().parents[3] / "crates/client/tests/credentials/cases"
DIFFERENCES = pathlib.Path(__file__).resolve().parent / "differences.json"
AT_LEAST = 149


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="write what the library finds where it differs on purpose")
    accept = parser.parse_args().accept
    cases = {file.stem: json.loads(file.read_text()) for file in sorted(CASES.glob("*.json"))}
    assert len(cases) >= AT_LEAST, f"there are only {len(cases)} cases in {CASES}"
    known = json.loads(DIFFERENCES.read_text()) if DIFFERENCES.exists() else {}
    intended, problems, found_there = {}, {}, {}
    for name, case in cases.items():
        found = isolated.run(library.find, case)
        same = agrees(found, case["expect"])
        if "crash" in found or "hangs" in found:
            problems[name] = f"the library ends without a result: {json.dumps(found)}"
        elif same and "python" in case:
            problems[name] = f"is said to differ ({case['python']}), and does not"
        elif not same and "python" in case:
            intended[name] = case["python"]
            found_there[name] = found
            if not accept and found != known.get(name):
                problems[name] = f"the library has {json.dumps(found)}, and had {json.dumps(known.get(name))}"
        elif not same:
            problems[name] = f"expected {json.dumps(case['expect'])}, the library has {json.dumps(found)}"

    if accept:
        DIFFERENCES.write_text(json.dumps(found_there, indent=2, sort_keys=True) + "\n")
    for name in known.keys() - found_there.keys():
        problems.setdefault(name, "is in differences.json and does not differ")
    for name, reason in intended.items():
        print(f"differs as intended: {name}: {reason}")
    for name, problem in problems.items():
        print(f"DIFFERS: {name}: {problem}")
    print(f"{len(cases)} cases of credentials, {len(intended)} with intended differences, {len(problems)} with others")
    return 1 if problems else 0


def agrees(found, expected):
    """Whether the library called every service and found what is expected. Errors are not compared, since it words them differently."""
    if found.get("not asked"):
        return False
    if "error" in expected:
        return "error" in found
    # The library supports neither bearer tokens nor anonymous access.
    if "bearer" in expected or expected.get("anonymous"):
        return False
    return all(found.get(key) == expected.get(key) for key in ("provider", "id", "secret", "token"))


if __name__ == "__main__":
    sys.exit(main())
