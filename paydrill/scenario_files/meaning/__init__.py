"""What the schema cannot say, one idea a module.

`words`: whether words exist. `ranges`, `times`, `later`: whether numbers and times make sense
together. `faults`: whether a rule can do what it says to the operations it is for. `reach`:
whether it is ever its turn. `settlement` and `webhooks`: all of that, of what is said of these.
"""
