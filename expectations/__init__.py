"""What deliveries and the candidate promise, the two gates that hold them to it, and alerts."""
