"""Faults that are planted into what the library found. A comparison that does not call one of them a difference proves nothing there."""


def changed(key, change):
    """A fault that changes one part of credentials, if it is there."""

    def plant(found):
        return found | {key: change(found[key])} if found.get(key) else None

    return plant


# Each returns what is found instead, or None if there is nothing to change.
FAULTS = {
    "another access key": changed("id", lambda value: value + "x"),
    "another secret": changed("secret", str.swapcase),
    "a lost token": changed("token", lambda _: None),
    "a token of somebody else": changed("token", lambda value: value[::-1]),
    "another provider": changed("provider", lambda value: value + "/static_ak"),
    "an error in place of credentials": lambda found: {"error": "x", "not asked": []} if "id" in found else None,
    "credentials in place of an error": lambda found: (
        {"provider": "default/env/static_ak", "id": "x", "secret": "x", "token": None, "not asked": []} if "error" in found else None
    ),
    "a service that is not asked": lambda found: found | {"not asked": ["GET http://100.100.100.200/"]},
    "a crash": lambda found: {"crash": "x"},
    "no end": lambda found: {"hangs": 1},
}


def unfound(problem, cases, found, known):
    """Returns the faults that are not found in every case that can have them, those without such a case included, one line each."""
    lines = []
    for fault, plant in FAULTS.items():
        planted = {name: plant(found[name]) for name in cases}
        planted = {name: made for name, made in planted.items() if made is not None}
        missed = [name for name, made in planted.items() if problem(cases[name], made, known.get(name)) is None]
        if missed or not planted:
            lines.append(f"a planted fault was not found: {fault}: {', '.join(missed) or 'no case can have it'}")
    return lines
