"""Words of questions about lists: inventories, advice, budgets, licences, and what their columns are called."""
