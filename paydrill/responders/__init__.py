"""Answer operations: by a handler, or by a stand-in with the contract's example or a sample.

`handlers` finds the handler, `stand_in` answers without one: `documented` chooses the response by
`preferences`, `examples` and `samples` make its body of what `sent_values` has, `media` the bytes,
`response_headers` the headers.
"""
