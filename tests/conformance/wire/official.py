"""Records the requests of the vendor's Python library. Its transport is replaced, so nothing leaves the process."""

import base64
import functools
import importlib
import inspect
import re
import typing
import warnings

from alibabacloud_tea_openapi.models import Config
from darabonba.core import DaraCore

import signature


class Sent(BaseException):
    """Carries the request out of the library. It is no `Exception`, since the library catches those."""


def stop(request, *_):
    raise Sent(request)


class Library:
    """The library of one product, such as `alibabacloud_rds20140815`."""

    def __init__(self, package):
        DaraCore.do_action = staticmethod(stop)
        warnings.simplefilter("ignore")
        module = importlib.import_module(f"{package}.client")
        self.models = importlib.import_module(f"{package}.models")
        for model in vars(self.models).values():
            if inspect.isclass(model) and hasattr(model, "to_map"):
                model.to_map = without_unset(model)
        key = {"access_key_id": "testid", "access_key_secret": signature.SECRET, "security_token": signature.TOKEN}
        config = {**key, "region_id": "cn-hangzhou"}
        self.client = module.Client(Config(endpoint="wire.invalid", protocol="http", **config))
        self.methods = methods(inspect.getsource(module))

    def call(self, operation, sample):
        """Returns the request with the parameters in `sample`, which are keyed by location and name."""
        method = getattr(self.client, self.methods[operation])
        arguments = {}
        for name, parameter in inspect.signature(method).parameters.items():
            arguments[name] = self.argument(name, spelled(parameter.annotation), sample)
        try:
            method(**arguments)
        except Sent as sent:
            return record(sent.args[0])
        raise AssertionError(f"{operation} sent nothing")

    def declarations(self, operation):
        """Returns the library's declarations of parameters: annotations by the name that is sent, and the names of path arguments."""
        method = getattr(self.client, self.methods[operation])
        members, path = {}, []
        for name, parameter in inspect.signature(method).parameters.items():
            model = self.model(spelled(parameter.annotation))
            if model:
                members |= declared(model)
            elif name not in ("runtime", "headers"):
                path.append(name)
        return members, path

    def unsent(self, operation):
        """Returns the parameters that a model has and the method does not use. CloudMonitor's has a region in nearly every one."""
        method = getattr(self.client, self.methods[operation])
        source = inspect.getsource(method)
        if re.search(r"to_map\(request\)|request\.to_map\(\)", source):  # the whole model is sent
            return set()
        names = set()
        for parameter in inspect.signature(method).parameters.values():
            model = self.model(spelled(parameter.annotation))
            if model and model.__name__.endswith("Request"):
                used = dict(zip(declared(model), attributes(model)))
                names |= {name for name, field in used.items() if not re.search(rf"\b(?:request|tmp_req)\.{field}\b", source)}
        return names

    def model(self, annotation):
        name = annotation.rpartition(".")[2]
        is_model = name.endswith(("Request", "Headers")) and hasattr(self.models, name)
        return getattr(self.models, name) if is_model else None

    def argument(self, name, annotation, sample):
        if name == "runtime":
            return self.runtime(annotation)
        model = self.model(annotation)
        if model:
            return filled(model, {key: value for (place, key), value in sample.items() if place != "path"})
        if name == "headers":
            return {key: value for (place, key), value in sample.items() if place == "header"}
        value = next((value for (place, key), value in sample.items() if place == "path" and same_name(key, name)), None)
        # The library declares every part of a path as a string, and cannot send another value.
        return str(value) if isinstance(value, (int, float)) else value

    @staticmethod
    def runtime(annotation):
        home = "alibabacloud_tea_util.models" if annotation.startswith(("util_models", "alibabacloud_tea_util")) else "darabonba.runtime"
        return importlib.import_module(home).RuntimeOptions()


def methods(source):
    """Returns the names of methods by operation."""
    parts = re.split(r"^    def (\w+with_options)\(", source, flags=re.MULTILINE)[1:]
    found = {}
    for name, text in zip(parts[::2], parts[1::2]):
        action = re.search(r"action ?= ?'([^']+)'", text)
        if action:
            found.setdefault(action[1], name)
    return found


def spelled(annotation):
    """Returns an annotation as it is written in the source: older libraries have the types themselves, newer ones their names."""
    if inspect.isclass(annotation) and not typing.get_args(annotation):
        module = "" if annotation.__module__ == "builtins" else f"{annotation.__module__}."
        return f"{module}{annotation.__name__}"
    return str(annotation).replace("typing.", "")


class Names(dict):
    """Records requests."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def __bool__(self):
        return True

    def get(self, key, default=None):
        if key not in self.asked:
            self.asked.append(key)
        return default


@functools.cache
def declared(model):
    """Returns the fields of a model: annotations by the name that is sent, in the order of the attributes."""
    names = Names()
    model().from_map(names)
    annotations = [spelled(parameter.annotation) for parameter in inspect.signature(model).parameters.values()]
    assert len(names.asked) == len(annotations), model
    return dict(zip(names.asked, annotations))


def filled(model, values):
    """Creates a model with these values. `from_map` replaces absent lists and objects by empty ones, which would be sent, so those are removed."""
    request = model().from_map(values)
    unset(request, values)
    return request


def unset(made, values):
    """Removes what was not given, at every depth."""
    if isinstance(made, list) and isinstance(values, list):
        for element, value in zip(made, values):
            unset(element, value)
    elif isinstance(made, dict) and isinstance(values, dict):
        for key in made:
            unset(made[key], values[key])
    elif hasattr(made, "from_map"):
        for name, (wire, value) in zip(attributes(type(made)), zip(declared(type(made)), vars(made).values())):
            if wire in values and values[wire] is not None:
                unset(value, values[wire])
            else:
                setattr(made, name, None)


def without_unset(model):
    """Returns `to_map` of the model without the empty lists that only the Python library writes for lists of models that are not set."""
    to_map = model.to_map

    def without(self):
        written = to_map(self)
        for name, wire in zip(attributes(model), declared(model)):
            if getattr(self, name) is None and written.get(wire) == []:
                del written[wire]
        return written

    return without


def attributes(model):
    return list(inspect.signature(model).parameters)


def same_name(wire, argument):
    """Whether an argument of a method is the parameter with this name."""
    return wire.replace("_", "").replace("-", "").lower() == argument.replace("_", "").lower()


def record(request):
    body = request.body or b""
    return {
        "method": request.method.upper(),
        "url": DaraCore.compose_url(request),
        "headers": [(name.lower(), value) for name, value in request.headers.items()],
        "body": base64.b64encode(body.encode() if isinstance(body, str) else body).decode(),
    }
