"""Check what the schema of scenario files cannot say, one idea a module.

`vocabulary_checks`: whether words exist. `ranges` and `times`: whether numbers and times make sense
together. `faults` and `operations`: whether a rule can do what it says to the operations it is for.
`rule_parts`: what a rule is made of. `reach`: whether it is ever its turn. `settlement` and
`webhooks`: all of that, of what is said of these.
"""
