"""Real requests: CloudTrail's events read, named as policies name them, reduced to what tells them apart.

Data moves right: files (`files`) -> events (`events`) -> requests (`request`) -> reduced requests with counts
(`reduction`). Nothing here knows a policy.
"""
