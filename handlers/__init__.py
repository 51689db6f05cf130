"""Answer the operations of the contracts: one function each, in the module its id begins with.

A handler translates. It takes the sandbox and, by name, its operation's body and parameters; calls
the engine once; and returns a view of the result with its status.
"""
