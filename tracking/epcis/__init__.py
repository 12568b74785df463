"""GS1 EPCIS 2.0: documents of events in, the carrier's events out, in the standard's own words."""
