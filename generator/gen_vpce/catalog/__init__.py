"""AWS's own facts as dated data: endpoint services, actions, partitions, Regions, service-owned buckets."""
