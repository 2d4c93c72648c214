"""Runs the cases of our credentials providers with the vendor's Python library, and compares its results with the expected ones.

    python tests/conformance/credentials

The cases are those of the client's own test, crates/client/tests/credentials/cases: variables, files, answers of services, and what is
found there. A case where the library does something else on purpose of ours says so under `python`, with the reason; what the library
finds there is in `differences.json` (`--accept` writes it). Nothing is sent: the transport of the library is replaced. At the end faults
are planted into what was found (`planted.py`), and each has to be called a difference.

Exit code 1 if a case differs and does not say so, says so and does not differ, or differs in another way than it did; if the library
crashes or hangs; if there are fewer cases than there have been; and if a planted fault is not found.
"""

import argparse
import json
import pathlib
import sys

import isolated
import library
import planted

CASES = pathlib.Path(__file__).resolve().parents[3] / "crates/client/tests/credentials/cases"
DIFFERENCES = pathlib.Path(__file__).resolve().parent / "differences.json"
AT_LEAST = 152


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="write what the library finds where it differs on purpose")
    accept = parser.parse_args().accept
    cases = {file.stem: json.loads(file.read_text()) for file in sorted(CASES.glob("*.json"))}
    assert len(cases) >= AT_LEAST, f"there are only {len(cases)} cases in {CASES}"
    known = json.loads(DIFFERENCES.read_text()) if DIFFERENCES.exists() else {}
    found = {name: isolated.run(library.find, case) for name, case in cases.items()}
    intended = {name: case["python"] for name, case in cases.items() if "python" in case}
    found_there = {name: found[name] for name in intended}
    if accept:
        known = found_there
    problems = {name: problem(case, found[name], known.get(name)) for name, case in cases.items()}
    problems = {name: text for name, text in problems.items() if text}

    if accept:
        DIFFERENCES.write_text(json.dumps(found_there, indent=2, sort_keys=True) + "\n")
    for name in known.keys() - found_there.keys():
        problems.setdefault(name, "is in differences.json and does not differ")
    unfound = planted.unfound(problem, cases, found, known)
    for name, reason in intended.items():
        print(f"differs as intended: {name}: {reason}")
    for name, text in problems.items():
        print(f"DIFFERS: {name}: {text}")
    print(*unfound, sep="\n", end="\n" if unfound else "")
    print(f"{len(cases)} cases of credentials, {len(intended)} with intended differences, {len(problems)} with others, "
          f"{len(planted.FAULTS)} faults planted, {len(unfound)} not found")
    return 1 if problems or unfound else 0


def problem(case, found, known):
    """Returns what is wrong with the case. `known` is what the library found there before, if it differs on purpose."""
    if "crash" in found or "hangs" in found:
        return f"the library ends without a result: {json.dumps(found)}"
    same = agrees(found, case["expect"])
    if "python" not in case:
        return None if same else f"expected {json.dumps(case['expect'])}, the library has {json.dumps(found)}"
    if same:
        return f"is said to differ ({case['python']}), and does not"
    return None if found == known else f"the library has {json.dumps(found)}, and had {json.dumps(known)}"


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
