"""Settlement: batches of what was captured and given back, and the files that tell of them.

A batch is a half-open range of a sandbox's events and one currency: nothing is written when a
payment is made, and as events never change, neither does what a closed batch says.
"""
