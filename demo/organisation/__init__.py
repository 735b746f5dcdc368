"""Generators of the sample organisation's drop folder: finance exports, registers, timesheets."""
