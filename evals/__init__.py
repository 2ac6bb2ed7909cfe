"""Examination of the question engine: fresh bills with planted truths, paraphrased questions, scores and a report."""
