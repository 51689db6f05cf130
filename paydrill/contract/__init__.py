"""The contracts, served: loaded, routed, checked, answered, and their errors put into words."""
