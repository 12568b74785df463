"""Carriers: who they are, their keys, drivers and cameras, and the stages they carry."""
