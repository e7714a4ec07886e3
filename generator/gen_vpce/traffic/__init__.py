"""Real requests: CloudTrail's events read, named as policies name them, reduced to what tells them apart.

Data moves right, and nothing here knows a policy:

- `files` unpacks what the command line names, `events` recognises the form, `usual` is the short way for a
  trail's own files, `event` is what is read of an event; `troubles` counts what could not be read, and
  `not_json` says what of it is no JSON;
- `needs` says which actions on which resources a request needs: `event_request` is the event as a request,
  `services` reads those that tell it in a way of their own, `resources` and `arn_forms` all others; `caller`,
  `keys` and `outcome` say who called, with which condition keys, and what came of it;
- `counting` puts together what is alike (`alike`, `on_objects`): `reduction_options` says what tells
  requests apart, `folding` or `prefixes` which objects are one; `reduction` is the whole way, `seen` what
  comes out, `coverage` what the events prove (`data_events`); `parallel` and `spark` share the work out;
- `reduced` writes and reads lines of it; `sql` says the same as a query for logs that stay where they are.
"""
