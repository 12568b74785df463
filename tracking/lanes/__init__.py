"""What past journeys teach about the ones under way: cases, lanes, estimates."""
