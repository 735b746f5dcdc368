"""Performance, feedback and data-quality reports: query, view model, render."""
