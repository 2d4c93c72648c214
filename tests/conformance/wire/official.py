"""What the vendor's Python library puts on the wire. Its transport is replaced: nothing leaves the process."""

import base64
import importlib
import inspect
import re
import warnings

from alibabacloud_tea_openapi.models import Config
from darabonba.core import DaraCore


class Sent(BaseException):
    """Carries the request past the library, which catches every `Exception`."""


def stop(request, *_):
    raise Sent(request)


class Library:
    """The library of one product: `alibabacloud_rds20140815`."""

    def __init__(self, package):
        DaraCore.do_action = staticmethod(stop)
        warnings.simplefilter("ignore")
        module = importlib.import_module(f"{package}.client")
        self.models = importlib.import_module(f"{package}.models")
        config = {"access_key_id": "testid", "access_key_secret": "testsecret", "region_id": "cn-hangzhou"}
        self.client = module.Client(Config(endpoint="wire.invalid", protocol="http", **config))
        self.methods = methods(inspect.getsource(module))

    def call(self, operation, sample):
        """The request, with the parameters that `sample` has by place and name."""
        method = getattr(self.client, self.methods[operation])
        arguments = {}
        for name, parameter in inspect.signature(method).parameters.items():
            arguments[name] = self.argument(name, str(parameter.annotation), sample)
        try:
            method(**arguments)
        except Sent as sent:
            return record(sent.args[0])
        raise AssertionError(f"{operation} sent nothing")

    def declarations(self, operation):
        """How the library declares the parameters: annotations by wire name, and the names of the arguments that go into the path."""
        method = getattr(self.client, self.methods[operation])
        members, path = {}, []
        for name, parameter in inspect.signature(method).parameters.items():
            model = self.model(str(parameter.annotation))
            if model:
                members |= declared(model)
            elif name not in ("runtime", "headers"):
                path.append(name)
        return members, path

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
        return next((value for (place, key), value in sample.items() if place == "path" and same_name(key, name)), None)

    @staticmethod
    def runtime(annotation):
        home = "alibabacloud_tea_util.models" if annotation.startswith("util_models") else "darabonba.runtime"
        return importlib.import_module(home).RuntimeOptions()


def methods(source):
    """Names of methods by the operations that they call."""
    parts = re.split(r"^    def (\w+with_options)\(", source, flags=re.MULTILINE)[1:]
    found = {}
    for name, text in zip(parts[::2], parts[1::2]):
        action = re.search(r"action ?= ?'([^']+)'", text)
        if action:
            found.setdefault(action[1], name)
    return found


class Names(dict):
    """Keeps what it is asked for."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def __bool__(self):
        return True

    def get(self, key, default=None):
        if key not in self.asked:
            self.asked.append(key)
        return default


def declared(model):
    names = Names()
    model().from_map(names)
    annotations = [str(parameter.annotation) for parameter in inspect.signature(model).parameters.values()]
    assert len(names.asked) == len(annotations), model
    return dict(zip(names.asked, annotations))


def filled(model, values):
    """The model with these values. `from_map` makes an empty list of one that is not there; that would be sent."""
    request = model().from_map(values)
    for name, value in vars(request).items():
        if value in ([], {}):
            setattr(request, name, None)
    return request


def same_name(wire, argument):
    """Whether an argument of a method is the parameter with this name."""
    return wire.replace("_", "").replace("-", "").lower() == argument.replace("_", "").lower()


def record(request):
    body = request.body or b""
    return {
        "method": request.method.upper(),
        "url": DaraCore.compose_url(request),
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "body": base64.b64encode(body.encode() if isinstance(body, str) else body).decode(),
    }
