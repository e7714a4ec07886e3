"""AWS's own facts as dated data: endpoint services, actions, partitions, Regions, service-owned buckets.

Importing reads no file; each fact is read when it is first asked for, one service at a time.
"""

from gen_vpce.catalog.actions import expand, service
from gen_vpce.catalog.buckets import bucket_features, service_buckets
from gen_vpce.catalog.describe import Described, from_describe
from gen_vpce.catalog.endpoints import endpoint_service, endpoint_services, from_service_name
from gen_vpce.catalog.keys import condition_key, global_condition_keys
from gen_vpce.catalog.model import (
    Action,
    BucketFeature,
    ConditionKey,
    EndpointService,
    Partition,
    PortRange,
    Region,
    ResourceType,
    Service,
)
from gen_vpce.catalog.near import closest
from gen_vpce.catalog.places import partition_of, partitions, regions
from gen_vpce.catalog.store import digest

__all__ = [
    "Action",
    "BucketFeature",
    "ConditionKey",
    "Described",
    "EndpointService",
    "Partition",
    "PortRange",
    "Region",
    "ResourceType",
    "Service",
    "bucket_features",
    "closest",
    "condition_key",
    "digest",
    "endpoint_service",
    "endpoint_services",
    "expand",
    "from_describe",
    "from_service_name",
    "global_condition_keys",
    "partition_of",
    "partitions",
    "regions",
    "service",
    "service_buckets",
]
