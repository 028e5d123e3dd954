"""Mail services that hand us mail by HTTP and tell what became of ours."""
