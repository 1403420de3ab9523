"""What people can do: the only writers. Each verb's first argument is a desk."""
