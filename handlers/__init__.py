"""The operations of the contracts: one module a contract, one function an operation.

A handler translates. It takes the sandbox and, by name, its operation's body and parameters; calls
the engine once; and returns a view of the result with its status.
"""
