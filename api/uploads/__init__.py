"""Uploads: footage on its way into storage."""
