"""Answer openapi/control.yaml: the operations by which a test suite controls its sandbox."""
