"""What we answer to Stripe's clients is valid against the schemas that Stripe publishes."""

from bench.stripe.run import judged


def test_every_answer_is_valid_against_the_schema_of_the_provider():
    record = judged()
    assert list(record.failures) == []
    assert record.answers > 4_000
