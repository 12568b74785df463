"""Webhooks of partners and carriers."""
