"""Find the resources of a contract: what its operations create, show, list, change and delete.

Read `fields` first (what a schema's objects hold), then `bodies` (where a resource stands in a
body), then `roles` (which operation does what, and why).
"""
