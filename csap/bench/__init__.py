"""Measuring the platform: a fictional country filled in bulk, a real server, and figures against something bare."""
