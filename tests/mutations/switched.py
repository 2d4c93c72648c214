"""Puts many faults into one build, each behind a switch that a file turns on: it has the number of one fault. A variable of the environment
would not reach the programs that tests start with an environment of their own.

A fault within the body of a function becomes `{ if SWITCH { the body with the fault } else { the body } }`. A fault within a constant
becomes a second constant, between which the functions that use it choose. What is neither (a derive, a table that a pattern uses) is
built alone.
"""

import re

# What is no code: comments, strings, characters. A lifetime is not a character.
NO_CODE = re.compile(
    r"""//[^\n]*
    | /\*.*?\*/
    | b?r(\#*)".*?"\1
    | b?"(?:\\.|[^"\\])*"
    | b?'(?:\\[^\n]*?|[^'\\\n])'
    """,
    re.VERBOSE | re.DOTALL,
)
OPENING, CLOSING = "({[", ")}]"


class NotSwitchable(Exception):
    """Why a fault has to be built alone."""


def code_of(text):
    """The text with everything that is no code as spaces, so that positions are the same."""
    return NO_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def end_of(code, begin, stops):
    """The position of the first of `stops` outside of brackets after `begin`, or None."""
    depth = 0
    for position in range(begin, len(code)):
        letter = code[position]
        if depth == 0 and letter in stops:
            return position
        if letter in OPENING:
            depth += 1
        elif letter in CLOSING:
            depth -= 1
            if depth < 0:
                return None
    return None


def bodies(code):
    """The inside of each function that can choose at run time: (begin, end)."""
    found = []
    quoted = quotes(code)
    for function in re.finditer(r"(?P<const>\bconst\s+)?(?:async\s+|unsafe\s+)*\bfn\s+\w+", code):
        begin = end_of(code, function.end(), "{;")
        is_printed = any(a <= function.start() < b for a, b in quoted)
        if function["const"] or is_printed or begin is None or code[begin] == ";":
            continue
        end = end_of(code, begin + 1, "}")
        if end is not None:
            found.append((begin + 1, end))
    return found


def quotes(code):
    """The code that is printed and does not run: [(begin, end)]. A switch within it would be a part of what is generated."""
    begun = [found.end() for found in re.finditer(r"\b(?:parse_)?quote(?:_spanned)?!\s*[({\[]", code)]
    return [(begin, end_of(code, begin, CLOSING) or len(code)) for begin in begun]


def constants(code):
    """The constants of a file: name -> (begin, end), from `const` to the semicolon."""
    found = {}
    for constant in re.finditer(r"(?m)^(?:pub(?:\([a-z: ]+\))? )?(const (\w+): )", code):
        end = end_of(code, constant.end(), ";")
        if end is not None:
            found[constant[2]] = (constant.start(1), end + 1)
    return found


def switch(number, file):
    return (
        "{ static IS: ::std::sync::LazyLock<bool> = ::std::sync::LazyLock::new(|| "
        f'::std::fs::read_to_string(r#"{file}"#).is_ok_and(|fault| fault == "{number}")); *IS }}'
    )


def changes_of(text, number, fault, others):
    """What a fault changes: [(begin, end, kind, text)]. `others` is the code of the other files of the crate."""
    code = code_of(text)
    begin = text.index(fault["old"])
    end = begin + len(fault["old"])
    around = [(a, b) for a, b in bodies(code) if a <= begin and end <= b]
    if around:
        a, b = min(around, key=lambda body: body[1] - body[0])
        return [(a, b, "body", text[a:begin] + fault["new"] + text[end:b])]
    for name, (a, b) in constants(code).items():
        if a <= begin and end <= b:
            uses = [use.span() for use in re.finditer(rf"\b{name}\b", code) if not a <= use.start() < b]
            in_bodies = all(any(c <= use[0] < d for c, d in bodies(code)) for use in uses)
            if not uses or not in_bodies or any(re.search(rf"\b{name}\b", other) for other in others):
                raise NotSwitchable(f"the constant {name} is used outside of the functions of its file")
            other = (text[a:begin] + fault["new"] + text[end:b]).replace(f"const {name}:", f"const {name}_FAULT_{number}:", 1)
            return [(a, a, "before", other + "\n"), *((c, d, "use", f"{name}_FAULT_{number}") for c, d in uses)]
    raise NotSwitchable("it is neither within a function nor within a constant")


def apply(text, begin, end, changes, file):
    """The text from begin to end with the changes that are within, by way of recursion into bodies."""
    written, at = [], begin
    within = [change for change in changes if begin <= change[0] and change[1] <= end]
    for position in sorted({(change[0], change[1]) for change in within}, key=lambda span: (span[0], -span[1])):
        a, b = position
        if a < at:
            continue
        here = [change for change in within if change[:2] == position]
        inner = [change for change in within if a <= change[0] and change[1] <= b and change not in here]
        written.append(text[at:a])
        right = apply(text, a, b, inner, file) if inner else text[a:b]
        for _, _, kind, new, number in here:
            if kind == "before":
                right = f"{new}{right}"
            else:
                wrong = new if kind == "use" else f"\n{new}\n"
                right = f"{{ if {switch(number, file)} {{ {wrong} }} else {{ {right} }} }}"
                right = right if kind == "use" else f"\n/* fault {number} begins */ {right} /* fault {number} ends */\n"
        written.append(right)
        at = b
    return "".join([*written, text[at:end]])


def switched(files, faults, switch_file):
    """All faults in one text for each file. `files` has the text of every file of the crate by its path; `switch_file` is the one that turns
    a fault on.

    Returns (texts of changed files, reasons of the faults that are left out by their number).
    """
    changes, left_out = {}, {}
    for number, fault in faults.items():
        others = [text for path, text in files.items() if path != fault["file"]]
        try:
            found = changes_of(files[fault["file"]], number, fault, others)
            changes.setdefault(fault["file"], []).extend((*change, number) for change in found)
        except NotSwitchable as reason:
            left_out[number] = str(reason)
    return {path: apply(files[path], 0, len(files[path]), found, switch_file) for path, found in changes.items()}, left_out


def blamed(output, texts):
    """The numbers of the faults that do not compile, from what the compiler says about places."""
    numbers = set()
    # Only the places of errors: warnings are about the right code as well.
    for error in re.split(r"(?m)^(?=error|warning)", output):
        if not error.startswith("error"):
            continue
        for path, text in texts.items():
            lines = text.split("\n")
            for place in re.finditer(rf"{re.escape(path)}:(\d+):", error):
                before = "\n".join(lines[: int(place[1])])
                begun = [int(found) for found in re.findall(r"/\* fault (\d+) begins \*/", before)]
                before_line = "\n".join(lines[: int(place[1]) - 1])
                ended = {int(found) for found in re.findall(r"/\* fault (\d+) ends \*/", before_line)}
                # The innermost one: those around it are other faults of the same function.
                numbers |= set([number for number in begun if number not in ended][-1:])
                numbers |= {int(found) for found in re.findall(r"_FAULT_(\d+)", lines[int(place[1]) - 1])}
    return numbers
