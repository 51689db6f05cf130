"""Forms with brackets, as the hooks of Schemathesis write them."""

import pytest

from paydrill.testing.brackets import as_read, form

DOCUMENT = {
    "properties": {
        "amount": {"type": "integer"},
        "confirm": {"type": "boolean"},
        "expand": {"$ref": "#/components/Expand"},
        "metadata": {
            "anyOf": [
                {"type": "object", "additionalProperties": {"type": "string"}},
                {"type": "string", "enum": [""]},
            ]
        },
    },
    "components": {"Expand": {"type": "array", "items": {"type": "string"}}},
}


def test_what_is_nested_is_written_with_brackets():
    body = {"a": {"b": [1, {"c": True}]}, "d": None, "e": "&"}
    assert form(body) == b"a%5Bb%5D%5B0%5D=1&a%5Bb%5D%5B1%5D%5Bc%5D=true&d=&e=%26"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"amount": "12"}, {"amount": 12}),
        ({"amount": 1.5}, {"amount": "1.5"}),
        ({"amount": None}, {"amount": ""}),
        ({"confirm": "true"}, {"confirm": True}),
        ({"confirm": 1}, {"confirm": "1"}),
        ({"expand": 5}, {"expand": "5"}),
        ({"expand": [False]}, {"expand": ["false"]}),
        ({"expand": []}, {}),
        ({"metadata": {"a": 1, "b": {}}}, {"metadata": {"a": "1"}}),
        ({"metadata": None}, {"metadata": ""}),
        ({"other": 1}, {"other": "1"}),
    ],
)
def test_a_server_reads_texts_by_the_schema(sent, read):
    assert as_read(sent, DOCUMENT, DOCUMENT) == read
