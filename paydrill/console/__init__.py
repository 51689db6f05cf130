"""Show what a sandbox keeps in one form, whatever it is: for the console, and for scripts."""
