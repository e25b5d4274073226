"""What the consortium declares, and what every room needs: settings, errors, logs, clock, database, languages."""

__version__ = "0.1.0"
