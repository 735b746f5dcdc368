"""Finance exports: budgets, actuals, commitments, rates, exchange rates, benefits."""
