"""The parts that come with `make run`: PostgreSQL and an S3 server, each behind one small module."""
