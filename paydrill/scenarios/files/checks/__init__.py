"""Check scenario files for mistakes that their schema cannot express, one kind per module.

`vocabulary_checks` finds unknown words and repeated names, `ranges` and `times` contradictory
numbers and times, `faults` effects that a rule's `operations` cannot have, `requests` and `answers`
what their contracts do not have, and `reach` rules that never apply. `settlement` and `webhooks`
check those sections. `rule_parts` finds the parts of a rule for the others.
"""
