"""Great Expectations suites, the two gates, quarantine and alerts."""
