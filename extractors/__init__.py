"""One package a source system; each lands what it read and commits it as one batch."""
