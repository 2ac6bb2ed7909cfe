"""Words of time: days, months, ages, and spans that lean on the data or on the question before."""
