"""Answer operations: by a handler, or by what is kept, the contract's example or a sample.

`handlers` finds the handler. `stand_in` answers without one: `resources` keep what was posted;
`answering` chooses the response by `documented` and `preferences`, `bodies` makes its body of what
is kept, of `examples` or of `samples`, `media` the bytes, `response_headers` the headers.
`scripted_answer` makes the answers that rules give.
"""
