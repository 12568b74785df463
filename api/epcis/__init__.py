"""GS1 EPCIS 2.0 for carriers."""
