"""Make valid and believable values from JSON Schema 2020-12.

`sample` is the way in: it has a value built, judged by the compiled validator, and mended by what
that reports. `combined` lays the schemas of one value into one, `choices` settles which branches of
them hold, `building` walks down, `objects`, `arrays`, `numbers` and `texts` make the values, and
`believable` knows values by the names of their fields.
"""
