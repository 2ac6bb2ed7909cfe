"""The analytics dashboard: who uses what, when, how fast, how often it fails."""
