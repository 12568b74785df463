"""Running Roadreel: the command line, the supervisor of the embedded parts, the doctor, the demonstration."""
