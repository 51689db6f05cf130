"""Keep the things of a contract that has no handlers: what was posted is found again.

Which operations act on which resource: read `roles`, then `inference` with `bodies` and `fields`;
`alone`, for paths that lead to no item; `said`, for what a contract says itself; `catalog` and
`kinds` put it together. What a request does: read `acting`, then `making` and `ids`, `changes`,
`listing` with `paging` and `pages`. Where things are kept: `addresses`, `shelves`, `things`. How
they are shown: `showing`, `envelopes`, `expanding`. Other bodies are made in `responders.bodies`.
"""
