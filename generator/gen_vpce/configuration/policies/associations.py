"""Resources of a root module that give an endpoint what it could also have itself.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint_route_table_association
"""

from collections.abc import Iterator

from gen_vpce.configuration.module.module import Module
from gen_vpce.configuration.value.value import Failure, TooLarge, Unknown

_TYPES = frozenset(
    f"aws_vpc_endpoint_{what}_association" for what in ("route_table", "subnet", "security_group")
)


def associations(module: Module) -> Iterator[tuple[str, str]]:
    """Yield the address of each and that of its endpoint, of those that are declared in *module* itself."""
    for (type_, name), block in module.source.resources.items():
        if type_ not in _TYPES:
            continue
        address = f"{type_}.{name}"
        try:
            instances = module.instances(block, address)
            for each in instances:
                found = module.resource(type_, name, block, each).configured("vpc_endpoint_id")
                if isinstance(found, Unknown) and found.symbol.name.endswith(".id"):
                    yield f"{address}{each.key}", address_of(found.symbol.name.removesuffix(".id"))
        except (Failure, TooLarge, RecursionError):
            continue


def address_of(name: str) -> str:
    """Return the address of the resource that the name of a symbol begins with."""
    return name.replace("″", '"')
