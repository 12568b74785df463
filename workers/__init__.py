"""Jobs: take one, run it, settle it. They join tracking, media and store."""
