"""What is seen inside a step: the ledger of its stages, and the comparisons that are worth a look."""
