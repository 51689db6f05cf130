"""Show the records of a sandbox, of any kind, in one form: for the console, and for scripts."""
