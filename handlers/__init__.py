"""The operations of the contracts: a function each, in the module that its id begins with.

A handler translates. It takes the sandbox and, by name, its operation's body and parameters; calls
the engine once; and returns a view of the result with its status.
"""
