"""AWS's own facts as dated data: endpoint services, actions, partitions, Regions, resources that AWS owns.

Importing this costs next to nothing and reads no file: each name is fetched from its module on first use,
since most runs of the program need one or two.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gen_vpce.catalog.actions import expand, service
    from gen_vpce.catalog.closest_names import as_close, closest, nearest
    from gen_vpce.catalog.danger import changes_permissions, is_dangerous
    from gen_vpce.catalog.describe import Described, from_describe, with_answers
    from gen_vpce.catalog.endpoint_needs import bucket_needs, missing_partners, partners, without_fips
    from gen_vpce.catalog.endpoints import endpoint_service, endpoint_services, from_service_name
    from gen_vpce.catalog.events import event_actions, event_may_name_nothing, event_members, event_service
    from gen_vpce.catalog.keys import condition_key, global_condition_keys
    from gen_vpce.catalog.limits import policy_limits
    from gen_vpce.catalog.model import (
        Action,
        BucketNeed,
        ConditionKey,
        EndpointService,
        OwnedFeature,
        Partition,
        Partners,
        PolicyLimit,
        PortRange,
        Region,
        ResourceType,
        Service,
        UnsignedCalls,
    )
    from gen_vpce.catalog.owned import (
        arns_of_aws,
        belongs_to_aws,
        features_at,
        owned_features,
        owned_resources,
        services_with_owned,
        types_without_account,
    )
    from gen_vpce.catalog.places import partition_of, partitions, regions
    from gen_vpce.catalog.resource_policies import POLICY_HOLDERS, PolicyHolder
    from gen_vpce.catalog.store import digest, sources
    from gen_vpce.catalog.without_credentials import unsigned_calls, unsigned_calls_at

__all__ = [
    "POLICY_HOLDERS",
    "Action",
    "BucketNeed",
    "ConditionKey",
    "Described",
    "EndpointService",
    "OwnedFeature",
    "Partition",
    "Partners",
    "PolicyHolder",
    "PolicyLimit",
    "PortRange",
    "Region",
    "ResourceType",
    "Service",
    "UnsignedCalls",
    "arns_of_aws",
    "as_close",
    "belongs_to_aws",
    "bucket_needs",
    "changes_permissions",
    "closest",
    "condition_key",
    "digest",
    "endpoint_service",
    "endpoint_services",
    "event_actions",
    "event_may_name_nothing",
    "event_members",
    "event_service",
    "expand",
    "features_at",
    "from_describe",
    "from_service_name",
    "global_condition_keys",
    "is_dangerous",
    "missing_partners",
    "nearest",
    "owned_features",
    "owned_resources",
    "partition_of",
    "partitions",
    "partners",
    "policy_limits",
    "regions",
    "service",
    "services_with_owned",
    "sources",
    "types_without_account",
    "unsigned_calls",
    "unsigned_calls_at",
    "with_answers",
    "without_fips",
]

_HOMES = {
    "actions": ("expand", "service"),
    "danger": ("changes_permissions", "is_dangerous"),
    "describe": ("Described", "from_describe", "with_answers"),
    "endpoints": ("endpoint_service", "endpoint_services", "from_service_name"),
    "events": ("event_actions", "event_may_name_nothing", "event_members", "event_service"),
    "keys": ("condition_key", "global_condition_keys"),
    "closest_names": ("as_close", "closest", "nearest"),
    "owned": (
        "arns_of_aws",
        "belongs_to_aws",
        "features_at",
        "owned_features",
        "owned_resources",
        "services_with_owned",
        "types_without_account",
    ),
    "endpoint_needs": ("bucket_needs", "missing_partners", "partners", "without_fips"),
    "limits": ("policy_limits",),
    "places": ("partition_of", "partitions", "regions"),
    "resource_policies": ("POLICY_HOLDERS", "PolicyHolder"),
    "store": ("digest", "sources"),
    "without_credentials": ("unsigned_calls", "unsigned_calls_at"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOME_OF.get(name, 'model')}"), name)
    globals()[name] = found
    return found
