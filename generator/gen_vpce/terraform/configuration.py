"""The configuration inside a plan: where each module comes from, and what the arguments refer to."""

from collections.abc import Mapping

from msgspec import Struct, field

from gen_vpce.terraform.addresses import ModulePath, module_path, split
from gen_vpce.terraform.json_stream import JsonStream
from gen_vpce.terraform.resource_types import READ, RENAMED

References = tuple[str, ...]


class Module(Struct, frozen=True):
    """One module of the configuration, for all of its instances.

    `source` is as the call has it, None for the root. `resources` gives for `TYPE.NAME` the references of
    each argument that is set; a constant has none.
    """

    source: str | None = None
    resources: Mapping[str, Mapping[str, References]] = field(default_factory=dict)
    calls: Mapping[str, "Module"] = field(default_factory=dict)

    def at(self, path: ModulePath) -> "Module | None":
        """Return the module that *path* leads to from here, None where there is none."""
        found: Module | None = self
        for name in path:
            found = found.calls.get(name) if found else None
        return found

    def arguments(self, address: str) -> Mapping[str, References] | None:
        """Return the arguments of the resource at *address*, None where the plan does not hold them."""
        module = self.at(module_path(address))
        return module.resources.get(split(address)[1].partition("[")[0]) if module else None


def read_configuration(stream: JsonStream) -> Module:
    """Read the value of `configuration`; provider blocks and variables are passed over unseen."""
    root = Module()
    if stream.kind() == "{":
        for key in stream.members():
            if key == "root_module" and stream.kind() == "{":
                root = _module(stream, None)
    return root


def _module(stream: JsonStream, source: str | None) -> Module:
    resources: dict[str, Mapping[str, References]] = {}
    calls: dict[str, Module] = {}
    for key in stream.members():
        if key == "resources" and stream.kind() == "[":
            for _ in stream.items():
                resources.update(_resource(stream.take()))
        elif key == "module_calls" and stream.kind() == "{":
            for name in stream.members():
                if stream.kind() == "{":
                    calls[name] = _call(stream)
    return Module(source, resources, calls)


def _call(stream: JsonStream) -> Module:
    source: object = None
    module = Module()
    for key in stream.members():
        if key == "source":
            source = stream.take()
        elif key == "module" and stream.kind() == "{":
            module = _module(stream, None)
    return Module(source if isinstance(source, str) else None, module.resources, module.calls)


def _resource(data: object) -> dict[str, Mapping[str, References]]:
    """Return the arguments of a resource that the gate looks at, by `TYPE.NAME`; empty for another one."""
    if not isinstance(data, dict) or data.get("mode", "managed") != "managed":
        return {}
    type_, name, expressions = data.get("type"), data.get("name"), data.get("expressions")
    if not (isinstance(type_, str) and type_ in READ and isinstance(name, str)):
        return {}
    arguments = expressions if isinstance(expressions, dict) else {}
    return {
        f"{type_}.{name}": {
            argument: _references(expression)
            for argument, expression in _renamed(type_, arguments).items()
            if argument in READ[type_] and _is_set(expression)
        }
    }


def _renamed(type_: str, arguments: Mapping[str, object]) -> Mapping[str, object]:
    names = RENAMED.get(type_, {})
    return {names.get(argument, argument): each for argument, each in arguments.items()}


def _is_set(expression: object) -> bool:
    """Whether an argument is given a value: null is none, and of a policy an empty text is none either."""
    if not isinstance(expression, dict) or "constant_value" not in expression:
        return True
    return expression["constant_value"] not in (None, "")


def _references(expression: object) -> References:
    references = expression.get("references") if isinstance(expression, dict) else None
    return tuple(each for each in references if isinstance(each, str)) if isinstance(references, list) else ()
